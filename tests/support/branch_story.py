"""A branch, its officers and a treasurer: whom the story of an affiliation is about."""

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta

import pypdf
from playwright.sync_api import Page
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.mailbox import StoredMail
from tests.support.affiliating import put_in_force
from tests.support.agreement import affiliations_add_up, books_agree
from tests.support.browser import OpenPage
from tests.support.doors import PASSWORD, TREASURER, next_code
from tests.support.house import House
from tests.support.keyboard import Eyes, Hands
from tests.support.office import treasurer_in

SCALE = """
[scale]
id = "gb-2026"
currency = "GBP"
effective_from = 2026-01-01
decided_by = "AGM 2025-11-15, motion 7"

[year]
kind = "fixed"
starts = "01-01"
rollover_from = "10-01"
grace_days = 60
reminder_days = [-30, 0, 30, 60]

[[rules]]
when = { kind = ["union_branch", "trades_council"] }
fee = { min = "10.00", steps = [ { rate = "0.18" } ] }
delegates = { max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ] }
votes = { steps = [ { base = 1 } ] }
rights = ["speak", "vote", "motions"]
approval = "committee"

[[rules]]
fee = { steps = [ { base = "30.00" } ] }

[[arrears]]
after_months = 3
effect = "no_vote"

[[arrears]]
after_months = 6
effect = "no_voice"

[[arrears]]
after_months = 9
effect = "lapse_may_be_proposed"
"""
# The story begins in February: its year is the calendar's.
MONTH, DAY = 2, 2
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 800}
LOCALES = {"en": "en-GB", "es": "es-ES"}


@dataclass
class Story:
    """The installation; one browser for the branch, one for the treasurer, and watchful eyes."""

    house: House
    language: str
    branch: Hands
    office: Hands
    eyes: Eyes

    @classmethod
    def begin(cls, house: House, open_page: OpenPage, language: str) -> "Story":
        """A scale is in force, and it is the second of February."""
        put_in_force(house.parts.database, SCALE)
        treasurer_in(house.site.app, house.parts.database, language)

        def opened(viewport: dict[str, int], *, javascript: bool = False) -> Page:
            return open_page(javascript=javascript, viewport=viewport, locale=LOCALES[language])

        story = cls(
            house,
            language,
            branch=Hands(opened(PHONE)),
            office=Hands(opened(DESK)),
            eyes=Eyes(opened(PHONE, javascript=True)),
        )
        year = story.today.year + (story.today >= date(story.today.year, MONTH, DAY))
        story.until(date(year, MONTH, DAY))
        return story

    @property
    def today(self) -> date:
        """The campaign's day."""
        zone = self.house.parts.settings.campaign.time_zone
        return booking_day(self.house.clock.now(), zone)

    def until(self, day: date) -> None:
        """Time passes until a day; the worker does what is due then."""
        self.house.later(days=(day - self.today).days)
        self.work()

    def work(self) -> None:
        """A minute passes, and the worker does what it finds."""
        self.house.clock.skip(timedelta(minutes=1))
        self.house.worker.run_due_jobs()
        self.house.let_everything_arrive()

    def adds_up(self) -> None:
        """Every penny of the branch is where it should be, here, in the books and at Stripe."""
        self.house.let_everything_arrive()
        affiliations_add_up(self.house)
        books_agree(self.house)

    @property
    def affiliation(self) -> Affiliation:
        """The branch's, as it stands now."""
        with self.house.parts.database.reading() as session:
            return session.scalars(select(Affiliation)).one()

    @property
    def status(self) -> AffiliationStatus:
        """How it stands now."""
        return self.affiliation.status

    @property
    def last_days(self) -> list[date]:
        """The last day of each of its terms."""
        with self.house.parts.database.reading() as session:
            return [term.ends_on for term in terms_of(session, self.affiliation.id)]

    def letter(self, email: str, path: str) -> StoredMail:
        """The newest letter to somebody that links to a path."""
        return next(it for it in self.house.mails() if email in it.to and path in it.text)

    def follow(self, email: str, path: str) -> None:
        """Somebody of the branch opens the link in their newest letter, and it can be read."""
        found = re.search(rf"http\S+{path}/[\w.-]+", self.letter(email, path).text)
        assert found
        self.branch.page.goto(found[0])
        self.eyes.look(self.branch.page)

    def presses(self, selector: str) -> None:
        """Somebody of the branch goes on, and what comes can be read."""
        self.branch.press(selector)
        self.eyes.look(self.branch.page)

    def sign_in(self) -> None:
        """The treasurer comes to the office; whoever was away has to sign in again."""
        self.office.page.goto(f"{self.house.site.url}/office/")
        self.eyes.look(self.office.page)
        if self.office.page.locator("#password").count():
            self.office.answer({"email": TREASURER, "password": PASSWORD})
            self.treasurer_presses("main [type=submit]")
            self.office.answer({"code": next_code(self.house.site.app)})
            self.treasurer_presses("main [type=submit]")

    def treasurer_presses(self, selector: str) -> None:
        """The treasurer goes on, and what comes can be read."""
        if selector.startswith("main"):
            self.office.skip_the_menu()
        self.office.press(selector)
        self.eyes.look(self.office.page)

    def room(self, path: str) -> None:
        """The treasurer goes to a room by the menu."""
        room = f'a[href$="/office/{path}"]'
        self.office.unfold(room)
        self.treasurer_presses(f"nav {room}")


def words_of(pdf: bytes) -> str:
    """What a PDF says."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages).replace("\u200b", "")
    return re.sub(r"\s+", " ", text)
