"""Whatever is pressed, looked at or looked for in the office stands in its audit log."""

import re
from typing import Any

import pytest
from flask import Flask, redirect
from sqlalchemy import select
from werkzeug.routing import Rule

from hov_donate.config.settings import ROOT
from hov_donate.core.money import Money
from hov_donate.ledger.models import LedgerFund
from hov_donate.office.deeds import SECRET
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.queries import head, verify
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.models import StaffRole
from hov_donate.staff.queries import member_by_email
from hov_donate.staff.rules import VISITOR, Permission, Role, actor_of
from hov_donate.web.parts import parts
from tests.support.doors import keys_of_nothing, next_code
from tests.support.office import DONOR, TREASURER, Desk, Office, without
from tests.support.office_affiliates import Register

SIGNING = {"security.login", "security.logout"}


def rows(office: Office) -> list[AuditRow]:
    with office.database.reading() as session:
        return list(session.scalars(select(AuditRow).order_by(AuditRow.number)))


def since(office: Office, before: int) -> list[tuple[AuditKind, str, str]]:
    return [(row.kind, row.action, row.subject) for row in rows(office)[before:]]


def treasurer(office: Office) -> str:
    with office.database.reading() as session:
        member = member_by_email(session, TREASURER)
    assert member is not None
    return actor_of(member.id)


def test_signing_in_and_out_is_noted_with_who_did_it(office: Office) -> None:
    office.signed_in()
    desk, before = Desk(office.browser()), len(rows(office))
    desk.give_password()
    desk.get("/office/second-step")
    assert [row.kind for row in rows(office)[before:]] == [AuditKind.CHANGED]
    desk.show_code(next_code(office.app))
    desk.get("/office/")
    desk.post("/office/sign-out")
    found = rows(office)[before + 1 :]
    assert [row.kind for row in found] == [AuditKind.SIGNED_IN, AuditKind.SIGNED_OUT]
    assert {row.actor for row in found} == {treasurer(office)}


def test_an_address_that_nobody_has_is_noted_without_it(office: Office) -> None:
    Desk(office.browser()).give_password("nobody@campaign.example")
    (row,) = rows(office)
    assert (row.kind, row.actor, row.changes) == (AuditKind.REFUSED, VISITOR, [])
    assert "nobody@" not in str(vars(row))


def test_a_wrong_password_is_noted_of_a_visitor(office: Office) -> None:
    office.signed_in()
    before = len(rows(office))
    Desk(office.browser()).sign_in(password="not this one either")
    (row,) = rows(office)[before:]
    assert (row.kind, row.actor) == (AuditKind.CHANGED, VISITOR)
    assert row.changes[0]["after"] == {"wrong_passwords": 1}


def test_a_changed_thing_is_noted_with_the_button_that_did_it(office: Office) -> None:
    desk = office.signed_in()
    desk.get("/office/attempts/stop")
    before = len(rows(office))
    desk.post("/office/attempts/stop", reason="attack")
    (row,) = rows(office)[before:]
    assert (row.kind, row.action) == (AuditKind.CHANGED, "office.stop_giving")
    assert row.actor == treasurer(office)
    assert "giving_closures" in [each["table"] for each in row.changes]


def test_a_button_that_changes_nothing_is_noted_as_well(office: Office) -> None:
    desk = office.signed_in()
    desk.get("/office/attempts")
    before = len(rows(office))
    desk.post("/office/attempts/reopen")
    assert since(office, before) == [(AuditKind.ACTED, "office.let_give_again", "")]


def test_looking_at_a_page_with_someones_name_is_noted_by_the_gift_alone(office: Office) -> None:
    reference = office.gift(Money(2500, "EUR"))
    desk = office.signed_in()
    before = len(rows(office))
    assert DONOR.email in desk.get(f"/office/gifts/{reference}").text
    (row,) = rows(office)[before:]
    assert (row.kind, row.subject, row.people) == (AuditKind.SEEN, f"reference {reference}", 1)
    assert DONOR.email not in str(vars(row))


def test_looking_where_no_name_is_shown_leaves_no_row(office: Office) -> None:
    desk = office.signed_in()
    before = len(rows(office))
    desk.get("/office/ledger")
    assert since(office, before) == []


def test_what_is_refused_is_noted(office: Office) -> None:
    desk = office.signed_in()
    before = len(rows(office))
    with without(Permission.SEE_LEDGER):
        assert desk.get("/office/ledger").status_code == 403
    assert since(office, before) == [(AuditKind.REFUSED, "office.ledger", "")]


def test_what_is_refused_behind_the_door_is_noted_too(office: Office) -> None:
    desk = office.signed_in()
    before = len(rows(office))
    with without(Permission.SEE_GIFTS, Permission.SEE_AFFILIATES):
        assert desk.get("/office/lists/gifts/csv").status_code == 403
        assert desk.get("/office/reports/aged-arrears/pdf").status_code == 403
    assert since(office, before) == [
        (AuditKind.REFUSED, "office.list_file", "code gifts ending csv"),
        (AuditKind.REFUSED, "office.report_file", "code aged-arrears ending pdf"),
    ]


def test_a_refused_button_is_noted_though_nothing_comes_of_it(
    office: Office, register: Register
) -> None:
    branch = register.branch("Unite")
    desk = office.signed_in()
    page = f"/office/affiliates/{branch.number}/officers"
    desk.get(page)
    before = len(rows(office))
    with without(Permission.SEE_IDENTITIES, Permission.OPEN_NAMES):
        assert desk.post(page).status_code == 403
    subject = f"number {branch.number}"
    assert since(office, before) == [(AuditKind.REFUSED, "office.name_them", subject)]


def test_what_donors_do_is_no_deed_of_the_office(office: Office) -> None:
    before = len(rows(office))
    office.gift(Money(2500, "EUR"))
    office.browser().get("/")
    assert since(office, before) == []


def test_the_log_is_read_in_the_office_by_who_kind_subject_and_days(office: Office) -> None:
    reference = office.gift(Money(2500, "EUR"))
    desk = office.signed_in()
    desk.get(f"/office/gifts/{reference}")
    desk.get("/office/attempts/stop")
    desk.post("/office/attempts/stop", reason="attack")
    page = desk.get("/office/audit").text
    with office.database.reading() as session:
        assert str(head(session)) in page
    for told in ("office.stop_giving", f"reference {reference}", "giving_closures", TREASURER):
        assert told in page
    for narrowed, first, second in (
        ("kind=seen", True, False),
        ("kind=changed", False, True),
        (f"subject=reference+{reference[:3]}", True, False),
        (f"actor={treasurer(office)}", True, True),
        ("actor=visitor", False, False),
        ("actor=command:", False, False),
        ("since=2026-11-24&until=2026-11-24", True, True),
        ("since=2026-11-25", False, False),
        ("until=2026-11-23", False, False),
        ("since=nonsense&until=9999-12-31&before=x", True, True),
    ):
        rows_shown = desk.get(f"/office/audit?{narrowed}").text.partition("<tbody>")[2]
        assert (f"reference {reference}" in rows_shown) is first, narrowed
        assert ("office.stop_giving" in rows_shown) is second, narrowed


def pressed(app: Flask) -> list[Rule]:
    """Every button of the office: rules that take a POST."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/office")
        and "POST" in (rule.methods or ())
        and rule.endpoint not in SIGNING
    ]


def everything(office: Office) -> None:
    """Let the treasurer be auditor and administrator too: every button is theirs to press."""
    with office.database.writing() as work:
        member = member_by_email(work.session, TREASURER)
        assert member is not None
        member.roles += [StaffRole(name=Role.AUDITOR), StaffRole(name=Role.ADMINISTRATOR)]


def stand_in(office: Office, rule: Rule) -> None:
    """Let the view change something of its own and go on, as all of them do."""

    def view(**_: Any) -> Any:
        with parts().database.writing() as work:
            work.session.add(LedgerFund(code=rule.endpoint[7:47], names={}, restricted=False))
        return redirect("/office/")

    view.__dict__.update(vars(office.app.view_functions[rule.endpoint]))
    office.app.view_functions[rule.endpoint] = view


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_button_of_the_office_changes_anything_unnoted(office: Office) -> None:
    desk = office.signed_in()
    everything(office)
    desk.get("/office/attempts/stop")
    buttons = pressed(office.app)
    assert len(buttons) > 30
    for rule in buttons:
        stand_in(office, rule)
        keys = keys_of_nothing(rule)
        path = office.app.url_map.bind("localhost").build(rule.endpoint, keys)
        before = len(rows(office))
        assert desk.post(path).status_code == 302, path
        (row,) = rows(office)[before:]
        assert (row.kind, row.action) == (AuditKind.CHANGED, rule.endpoint)
        assert row.changes[0]["key"] == rule.endpoint[7:47]
        assert row.actor == treasurer(office)
        assert all(f"{name} {keys[name]}" in row.subject for name in keys.keys() - SECRET)
        assert "token 7" not in row.subject
    with office.database.reading() as session:
        assert verify(session).wrong is None


PAST_THE_WITNESS = re.compile(r"db\.session\.(add|commit|delete|execute|flush|merge)|Session\(")


def test_no_page_of_the_office_writes_past_the_units_of_work_that_are_watched() -> None:
    """What a page reads with is never written with: `changing` and `writing` alone are watched."""
    wrong = [
        path.name
        for path in (ROOT / "hov_donate" / "office").rglob("*.py")
        if PAST_THE_WITNESS.search(path.read_text("utf-8"))
    ]
    assert wrong == []
