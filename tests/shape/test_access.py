"""Every view says who may see it, and every thing the office shows has a name."""

import pytest

from hov_donate.office.labels import labelled
from hov_donate.staff.rules import PERMISSIONS, Permission
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


def test_every_permission_is_held_by_some_role(database_url: str) -> None:
    assert set().union(*PERMISSIONS.values()) == set(Permission)


def test_every_status_reason_and_account_has_a_name(database_url: str) -> None:
    for choices, names in labelled().items():
        assert set(choices) == set(names)
