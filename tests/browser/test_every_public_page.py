"""Every public page that needs no signed link, in every language, on a phone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from itertools import product

import pytest
from flask import Flask
from playwright.sync_api import expect

from hov_donate.app import create_app
from hov_donate.campaign.events.operations import call_off_event
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.press.operations import PressFacts, note_report
from hov_donate.core.clock import FixedClock
from hov_donate.core.i18n import translator
from hov_donate.web.parts import KEY, Parts
from tests.support.appeals import ALL, FACTS, NOTHING, Petition, an_appeal, person
from tests.support.axe import axe_violations
from tests.support.browser import OpenPage
from tests.support.endorsements import STAFF, body, endorses, leader_endorses
from tests.support.events import published
from tests.support.house import Site, serve
from tests.support.limits import let_everyone_in
from tests.support.office import office_settings
from tests.support.words import NOON

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 320, "height": 640}
# What stands for each part of an address: each of them is looked at.
FOR_EXAMPLE: dict[str, list[object]] = {
    "slug": ["free-the-rail-workers", "long-closed"],
    "event_id": [1, 2],
    "organisation_id": [1],
}
# Behind a signed link, or somebody's own: the stories of these ways look at them.
LINKED = {
    *("gift", "my_giving", "amount_form", "new_card", "skip", "cancel_form"),
    *("affiliate_check", "affiliate_later", "affiliate_officer", "affiliate_question"),
    *("affiliate_renew", "affiliate_renewal", "affiliate_resume", "affiliation", "joined"),
    *("delegates", "change_form", "invoice_page", "numbers_form", "pay_by_reference"),
    *("renewal_card", "renewal_form", "resignation_form", "stop_form"),
    *("own_coming", "own_event", "own_name", "own_signature"),
}
FILES = (".ics", ".atom", ".pdf", ".json", ".csv", ".svg", "/picture")
ABROAD = PressFacts(
    title="Η απεργία",
    outlet="Εφημερίδα",
    country="GR",
    reported_on=date(2026, 10, 1),
    language="el",
    link="https://paper.example/strike",
)


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    """A campaign of which something can be seen on every page."""
    app = create_app(office_settings(database_url))
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    _signed(parts)
    published(parts.database, parts.seal)
    cancelled = published(parts.database, parts.seal, town="Oslo", country="NO")
    union = body(parts.database, "Example Union", members=41_200)
    endorses(parts.database, union)
    leader_endorses(parts.database, parts.seal, body(parts.database, "Dockers", members=900))
    with parts.database.writing() as work:
        call_off_event(work, event_id=cancelled, actor=STAFF)
        note_report(work, facts=ABROAD, actor=STAFF)
        publish_figures(work, today=work.now.date(), actor=STAFF)
    yield from serve(app)
    parts.database.engine.dispose()


def _signed(parts: Parts) -> None:
    """Enough people of two countries to be told, too few of two others; a closed appeal.

    Most are on no list: whom everybody can count by name hides nobody.
    """
    appeal = an_appeal(parts.database)
    here = Petition(parts.database, parts.settings, parts.seal, FixedClock(NOON), appeal)
    countries = ["GB"] * 6 + ["AR"] * 6 + ["PT", "PE", "PE"]
    for number, country in enumerate(countries):
        here.signed(person(number), NOTHING if number % 3 else ALL, country=country)
    an_appeal(parts.database, replace(FACTS, slug="long-closed", closes_on=date(2026, 2, 1)))


def paths(app: Flask, language: str) -> list[str]:
    """The address of every page that a stranger may open, with examples in it."""
    urls, found = app.url_map.bind(""), []
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.removeprefix("public_in.")
        own = name == rule.endpoint or name in LINKED or rule.rule.endswith(FILES)
        if own or "GET" not in (rule.methods or ()):
            continue
        parts = [FOR_EXAMPLE[it] for it in sorted(rule.arguments - {"lang"})]
        for values in product(*parts):
            named = dict(zip(sorted(rule.arguments - {"lang"}), values, strict=True))
            found.append(urls.build(rule.endpoint, {**named, "lang": language}))
    return found


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "el", "ar"])
def test_everybody_can_use_every_page(site: Site, open_page: OpenPage, language: str) -> None:
    page, wrong = open_page(locale=language, viewport=PHONE), []
    for path in paths(site.app, language):
        answer = page.goto(f"{site.url}{path}")
        assert answer, path
        if answer.status != HTTPStatus.OK:
            wrong.append(f"{path} answers {answer.status}")
            continue
        wrong += [f"{path}: {it}" for it in axe_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{path} is wider than the screen")
        spoken = page.evaluate("document.documentElement.lang")
        if spoken != language:
            wrong.append(f"{path} speaks {spoken}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "el", "ar"])
def test_without_scripts_a_supporter_is_found_and_the_map_is_read(
    site: Site, open_page: OpenPage, language: str
) -> None:
    page, speak = open_page(locale=language, viewport=PHONE, javascript=False), translator(language)
    page.goto(f"{site.url}/{language}/supporters")
    page.locator("input[name=q]").fill("example")
    page.locator("main form button").click()
    page.get_by_role("link", name="Example Union").click()
    expect(page.locator("h1")).to_contain_text("Example Union")
    page.goto(f"{site.url}/{language}/map")
    page.locator("main nav.sorts a").nth(2).click()
    page.wait_for_url("**/map?sort=*")
    rows = page.locator("main table tbody tr").all_inner_texts()
    assert any(speak.number(6) in row for row in rows), "as many signed in one country"
    assert page.locator("main svg[role=img]").count() == 1
