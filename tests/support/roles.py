"""People of each role at their desks."""

from hov_donate.staff.rules import Role
from tests.support.office import Desk, Office, member_in


def email_of(role: Role) -> str:
    """Where somebody of this role has letters sent."""
    return f"{role.value}@campaign.example"


def desk_of(office: Office, role: Role) -> Desk:
    """Somebody of this role, signed in."""
    return member_in(office.app, office.database, email=email_of(role), role=role)
