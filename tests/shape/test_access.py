"""Every view says who may see it, and every thing the office shows has a name."""

import re

import pytest

from hov_donate.config.settings import ROOT
from hov_donate.office.labels import labelled
from hov_donate.staff.rules import PERMISSIONS, READING, Permission, Role
from hov_donate.web.access import EVERYONE, access_of
from tests.support.doors import DOORS
from tests.support.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_view_says_who_may_see_it(office: Office) -> None:
    silent = [
        rule.endpoint
        for rule in office.app.url_map.iter_rules()
        if rule.endpoint != "static" and access_of(office.app.view_functions[rule.endpoint]) is None
    ]
    assert silent == []


def test_only_the_doors_of_the_office_are_open_to_all(office: Office) -> None:
    views = {
        rule.endpoint
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith("/office")
        and access_of(office.app.view_functions[rule.endpoint]) == EVERYONE
    }
    assert views == {"security.login", "security.logout", *DOORS}


def test_whoever_is_refused_in_the_office_leaves_a_row(database_url: str) -> None:
    """`guard.refuse` is the one place that answers 403: it notes it first."""
    bare = {
        str(module.relative_to(ROOT))
        for module in (ROOT / "hov_donate" / "office").rglob("*.py")
        if re.search(r"\babort\(\s*403|Forbidden\(", module.read_text())
    }
    assert bare == {"hov_donate/office/guard.py"}


def test_what_is_read_is_never_pressed_and_what_is_pressed_changes_something(
    office: Office,
) -> None:
    """A permission to look opens no button; opening names and exports are asked for by forms."""
    rules = [
        (rule, access_of(office.app.view_functions[rule.endpoint]))
        for rule in office.app.url_map.iter_rules()
        if rule.rule.startswith("/office")
    ]
    pressed = {access for rule, access in rules if "POST" in (rule.methods or ())}
    assert pressed & READING == set()
    auditors = PERMISSIONS[Role.AUDITOR]
    assert pressed & auditors == {Permission.OPEN_NAMES, Permission.TAKE_EXPORTS}


def test_an_auditor_reads_all_and_changes_nothing(database_url: str) -> None:
    assert PERMISSIONS[Role.AUDITOR] == READING - {Permission.SEE_IDENTITIES} | {
        Permission.OPEN_NAMES,
        Permission.TAKE_EXPORTS,
    }


def test_whoever_asks_for_money_back_lets_nobody_in_to_agree(database_url: str) -> None:
    for held in PERMISSIONS.values():
        assert not {Permission.GIVE_BACK, Permission.MANAGE_STAFF} <= held


def test_names_leave_only_with_those_who_may_see_them_without_asking(database_url: str) -> None:
    for held in PERMISSIONS.values():
        assert Permission.EXPORT_NAMES not in held or Permission.SEE_IDENTITIES in held


def test_every_permission_is_held_by_some_role(database_url: str) -> None:
    assert set().union(*PERMISSIONS.values()) == set(Permission)


def test_every_status_reason_and_account_has_a_name(database_url: str) -> None:
    for choices, names in labelled().items():
        assert set(choices) == set(names)


def test_the_manual_has_the_table_of_roles_as_it_is(database_url: str) -> None:
    text = (ROOT / "docs" / "staff.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", text, re.MULTILINE)
    said = {Permission(name): cells.split(" | ") for name, cells in rows}
    assert said == {
        permission: ["yes" if permission in PERMISSIONS[role] else "–" for role in Role]
        for permission in Permission
    }
