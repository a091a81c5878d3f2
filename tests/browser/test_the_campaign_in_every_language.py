"""Signing, taking back and proposing an event: on a phone, without scripts, in every language."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, Route
from sqlalchemy import select

from hov_donate.app import create_app
from hov_donate.campaign.appeals.addresses import SignatureAddresses
from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.events.addresses import EventAddresses
from hov_donate.campaign.events.models import CampaignEvent, EventSignUp
from hov_donate.defence.rules import Numbers, Scope
from hov_donate.public.appeals import flood
from hov_donate.public.events import gate
from hov_donate.web.parts import KEY, Parts
from tests.support.appeals import an_appeal
from tests.support.axe import axe_violations
from tests.support.browser import OpenPage
from tests.support.events import published
from tests.support.house import serve
from tests.support.limits import NO_LIMITS, let_everyone_in
from tests.support.office import office_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = {"width": 320, "height": 640}
LANGUAGES = ("en", "es", "fr", "pt", "el", "ar")
EVENT = {
    "title": "Evening for the rail workers",
    "organiser": "Leeds branch",
    "body": "Films.",
    "begins": "18:30",
    "town": "Caracas",
    "spoken": "Spanish",
    "access": "No steps",
    "name": "Rosa Quiñones",
}


@dataclass
class Street:
    """The public site with an appeal; somebody walks there, and somebody else reads over shoulders.

    Who walks has no scripts. The reader's browser has, since axe is one: it is shown the same page.
    """

    address: str
    app: Flask
    parts: Parts
    walker: Page
    reader: Page
    language: str = LANGUAGES[0]
    wrong: list[str] = field(default_factory=list)
    seen: int = 0

    def go(self, path: str) -> None:
        """Open a page, as test_every_public_page.py has looked at it."""
        self.walker.goto(f"{self.address}{path}")

    def follow(self, letter: str) -> None:
        """Open the link of a letter, and look at the page."""
        self.go(letter)
        self.look()

    def press(self, button: str) -> None:
        """Press a button, and look at what comes."""
        with self.walker.expect_navigation():
            self.walker.locator(button).click()
        self.look()

    def fill(self, typed: dict[str, str]) -> None:
        """Fill in fields by their ids."""
        for name, text in typed.items():
            self.walker.locator(f"#{name}").fill(text)

    def look(self) -> None:
        """Note what axe finds, and what is wider than the screen."""
        shown, here = self.walker.content(), self.walker.url

        def same(route: Route) -> None:
            route.fulfill(body=shown, content_type="text/html; charset=utf-8")

        self.reader.route(here, same)
        self.reader.goto(here)
        self.reader.unroute(here)
        found = axe_violations(self.reader, colours=self.language == LANGUAGES[0])
        self.wrong += [f"{here}: {it}" for it in found]
        if self.reader.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            self.wrong.append(f"{here}: wider than the screen")
        self.seen += 1

    def letter_to_signer(self) -> str:
        """Where the newest letter to a signer leads."""
        with self.parts.database.reading() as session:
            newest = session.scalars(select(Signature).order_by(Signature.id.desc())).first()
        assert newest is not None
        assert newest.language == self.language
        return SignatureAddresses("", self.parts.links).signature(newest, self.language)

    def letter_to_guest(self) -> str:
        """Where the newest letter to somebody who comes to an event leads."""
        with self.parts.database.reading() as session:
            newest = session.scalars(select(EventSignUp).order_by(EventSignUp.id.desc())).first()
        assert newest is not None
        return EventAddresses("", self.parts.links).sign_up(newest, self.language)

    def letter_to_proposer(self) -> str:
        """Where the newest letter to whoever proposed an event leads."""
        with self.parts.database.reading() as session:
            newest = session.scalars(
                select(CampaignEvent).order_by(CampaignEvent.id.desc())
            ).first()
        assert newest is not None
        return EventAddresses("", self.parts.links).proposal(newest, self.language)


@pytest.fixture
def street(database_url: str, open_page: OpenPage) -> Iterator[Street]:
    app = create_app(office_settings(database_url))
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    an_appeal(parts.database)
    published(
        parts.database, parts.seal, starts_at=parts.clock.now() + timedelta(days=9), ends_at=None
    )
    walker = open_page(javascript=False, viewport=PHONE)
    reader = open_page(viewport=PHONE)
    for site in serve(app):
        yield Street(site.url, app, parts, walker, reader)
    parts.database.engine.dispose()


def sign_confirm_and_take_back(street: Street) -> None:
    """From the appeal to the page that thanks, and back to nothing."""
    walker, language = street.walker, street.language
    appeal = f"/{language}/appeals/free-the-rail-workers"
    street.go(appeal)
    street.press("#sign")
    assert walker.locator("[aria-invalid=true]").count() >= 2
    street.fill({"name": "Rosa Quiñones", "email": f"rosa-{language}@people.example"})
    walker.locator("#country").select_option("GB")
    for box in ("capacity", "keep", "news", "show_name"):
        walker.locator(f"#{box}").check()
    street.press("#sign")
    assert walker.url.endswith("/sent")
    own = street.letter_to_signer()
    street.follow(own)
    street.press("#confirm")
    street.press("#stop-news")
    assert walker.locator("#stop-news").count() == 0
    street.go(f"{appeal}/signatures?country=GB")
    assert walker.get_by_text("Rosa Quiñones").is_visible()
    street.go(f"/{language}/signature")
    street.press("#send")
    street.fill({"email": f"rosa-{language}@people.example"})
    street.press("#send")
    street.go(own)
    street.press("#withdraw")
    street.go(f"{appeal}/signatures?country=GB")
    assert walker.get_by_text("Rosa Quiñones").count() == 0


def come_to_an_event(street: Street) -> None:
    """From the event's page to a place among its guests, and back."""
    walker, language = street.walker, street.language
    street.go(f"/{language}/events/1")
    street.press("#come")
    assert walker.locator("[aria-invalid=true]").count()
    street.fill({"email": f"guest-{language}@people.example"})
    walker.locator("#keep").check()
    street.press("#come")
    assert walker.url.endswith("/sent")
    street.follow(street.letter_to_guest())
    street.press("#confirm")
    street.press("#withdraw")
    assert walker.locator("#withdraw").count() == 0


def propose_an_event(street: Street) -> None:
    """From the form to a proposal that waits for staff, and back."""
    walker, language = street.walker, street.language
    street.go(f"/{language}/events/propose")
    street.press("#propose")
    assert walker.locator("[aria-invalid=true]").count() >= 2
    day = street.parts.clock.now().date() + timedelta(days=20)
    email = f"organiser-{language}@people.example"
    street.fill(EVENT | {"day": day.isoformat(), "email": email})
    walker.locator("#country").select_option("VE")
    walker.locator("#zone").select_option("America/Caracas")
    walker.locator("#keep").check()
    street.press("#propose")
    street.follow(street.letter_to_proposer())
    street.press("#confirm")
    street.press("#withdraw")


def test_everyone_signs_takes_back_and_proposes_in_their_own_language(street: Street):
    for language in LANGUAGES:
        street.language = language
        sign_confirm_and_take_back(street)
        propose_an_event(street)
        come_to_an_event(street)
    assert street.wrong == []
    assert street.seen == 18 * len(LANGUAGES)


def test_in_a_flood_everyone_is_asked_for_a_second_press_in_their_own_language(
    street: Street, monkeypatch: pytest.MonkeyPatch
):
    nobody: Numbers = {Scope.TOTAL: (0, 0)}
    monkeypatch.setattr(flood, "FIRST_PRESS", nobody)
    monkeypatch.setattr(gate, "FIRST_PRESS", {"coming": nobody, "event": nobody})
    let_everyone_in(street.app, replace(NO_LIMITS, confirm_after=timedelta(0)))
    for language in LANGUAGES:
        street.language = language
        street.go(f"/{language}/appeals/free-the-rail-workers")
        street.fill({"name": "Rosa Quiñones", "email": f"rosa-{language}@people.example"})
        street.walker.locator("#country").select_option("GB")
        street.walker.locator("#capacity").check()
        street.press("#sign")
        street.press("#sign")
        assert street.walker.url.endswith("/sent")
        street.go(f"/{language}/events/1")
        street.fill({"email": f"guest-{language}@people.example"})
        street.walker.locator("#keep").check()
        street.press("#come")
        street.press("main form .main")
        assert street.walker.url.endswith("/sent")
    assert street.wrong == []
    assert street.seen == 4 * len(LANGUAGES)
