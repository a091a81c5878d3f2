"""People of each role at their desks."""

from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from tests.support.office import PASSWORD, Desk, Office


def desk_of(office: Office, role: Role) -> Desk:
    """Somebody of this role, signed in."""
    email = f"{role.value}@campaign.example"
    with office.database.writing() as work:
        add_member(work, email=email, role=role, password=PASSWORD)
    desk = Desk(office.app.test_client())
    answer = desk.sign_in(email)
    assert answer.status_code == 302, answer.text
    return desk
