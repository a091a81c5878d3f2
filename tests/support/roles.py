"""People of each role at their desks."""

from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from tests.support.office import PASSWORD, Desk, Office


def email_of(role: Role) -> str:
    """Where somebody of this role has letters sent."""
    return f"{role.value}@campaign.example"


def desk_of(office: Office, role: Role) -> Desk:
    """Somebody of this role, signed in."""
    with office.database.writing() as work:
        add_member(work, email=email_of(role), role=role, password=PASSWORD)
    desk = Desk(office.app.test_client())
    answer = desk.sign_in(email_of(role))
    assert answer.status_code == 302, answer.text
    return desk
