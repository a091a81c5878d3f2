"""A month end by keyboard alone, without scripts, by two people who both show two factors."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from hov_donate.cli.demo.statement import write_demo_statement
from hov_donate.core.spans import DAY, Span, month_of
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import closed_until
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus
from hov_donate.staff.rules import Role
from tests.support.affiliates import Affiliates
from tests.support.browser import OpenPage
from tests.support.doors import PASSWORD, next_code
from tests.support.house import House
from tests.support.keyboard import Eyes, Hands
from tests.support.office import member_in
from tests.support.roles import email_of
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 320, "height": 640}
# A line that is still to be settled; one that is marked as a twin besides.
UNSETTLED = "tr:has(.tag-open, .tag-proposed) th a"
TWIN = "tr:has(.tag-open + .tag, .tag-proposed + .tag) th a"
CHOICE = 'main .actions a[href$="/choose"]'
PROPOSED = "td form.act button"
SEND = "main form:not([role=search]) button"


@dataclass
class Person:
    """Somebody at a browser of their own, and who looks over their shoulder with axe."""

    page: Page
    house: House
    eyes: Eyes

    @property
    def hands(self) -> Hands:
        """Their keyboard."""
        return Hands(self.page)

    def sign_in(self, role: Role) -> None:
        """The password, then the code of the app."""
        app, email = self.house.site.app, email_of(role)
        member_in(app, self.house.parts.database, email=email, role=role)
        self.page.goto(f"{self.house.site.url}/office/sign-in")
        self.fill_in(SEND, email=email, password=PASSWORD)
        self.fill_in(SEND, code=next_code(app, email))

    def press(self, selector: str) -> None:
        """Press a link or a button, and look at the page that comes."""
        self.hands.press(selector)
        self.eyes.look(self.page)

    def fill_in(self, button: str, **answers: str) -> None:
        """Fill in a form, and send it."""
        self.hands.skip_the_menu()
        self.hands.answer(answers)
        self.press(button)

    def go(self, room: str) -> None:
        """Go to a room by the menu."""
        link = f'a[href$="/office/{room}"]'
        if not self.page.locator(f".rooms {link}").is_visible():
            self.hands.reach(f".rooms details:has({link}) > summary")
            self.page.press(":focus", "Enter")
        self.press(f".rooms {link}")

    def told(self, words: str) -> None:
        """Read what came of it."""
        expect(self.page.get_by_role("status")).to_contain_text(words)


def month_of_work(house: House) -> tuple[Span, Payment]:
    """Gifts, a payout that arrived, affiliates who owe; it is the fourth of the month after."""
    begin = month_of(month_of(house.clock.now().date()).last + DAY)
    wait_until(house, begin.first + 5 * DAY)
    big, small = house.give("150"), house.give("20")
    for payment in (big, small):
        house.pay(payment)
    house.later(days=4)
    house.simulator.control.run_payout()
    house.let_everything_arrive()
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    for name in ("Rail", "Mines", "Docks", "Ports", "Mills"):
        affiliates.invoice(affiliates.branch(f"{name} Union"))
    wait_until(house, begin.last + 4 * DAY)
    return begin, big


def wait_until(house: House, day: object) -> None:
    """Let time pass until noon of a day."""
    noon = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)  # type: ignore[arg-type]
    house.later(seconds=(noon - house.clock.now()).total_seconds())


def settle(person: Person) -> None:
    """Confirm what a line may be, or say what it is where nothing is like it."""
    page = person.page
    if page.locator(PROPOSED).count():
        person.press(PROPOSED)
    else:
        came = "-" not in page.locator(".headline .amount").inner_text()
        person.press(CHOICE)
        kind = "other_income" if came else "expenditure"
        person.fill_in(SEND, kind=kind, words="By the statement", fund="general")
    person.told("The line is settled.")


def bring_in(person: Person, file: Path) -> None:
    """The file, a look at it, and the button."""
    person.go("bank")
    person.press('main .actions a[href$="/bank/import"]')
    person.hands.reach("#file")
    person.page.set_input_files("#file", file)
    person.press(SEND)
    person.press(SEND)
    person.told("The statement is brought in.")
    person.press('main a[href*="/bank/lines"]')


def settle_everything(person: Person) -> None:
    """First what is exact, together; then a twin, what is like nothing, and the rest."""
    page = person.page
    person.press('main .actions a[href$="/bank/confirm"]')
    person.press(SEND)
    person.told("settled")
    person.go("bank/lines")
    person.press(TWIN)
    expect(page.get_by_role("main")).to_contain_text("Another line is just the same")
    settle(person)
    person.press(".back a")
    while page.locator(UNSETTLED).count():
        person.press(UNSETTLED)
        settle(person)
        person.press(".back a")


def give_back(house: House, treasurer: Person, other: Person, payment: Payment) -> None:
    """One asks, sees what it undoes, and has to wait for the other."""
    treasurer.go("gifts")
    treasurer.press(f'main a[href$="/gifts/{payment.reference}"]')
    treasurer.press('main a[href$="/refund"]')
    expect(treasurer.page.get_by_role("main")).to_contain_text("What it undoes")
    treasurer.fill_in(SEND, reason="asked_by_giver", words="Rosa wrote on 3 May.")
    treasurer.told("Another person of the office has to agree")
    other.go("refunds")
    other.press("tbody th a")
    other.press('form[action$="/agree"] button')
    other.told("Stripe has it.")
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.REFUNDED


def close(treasurer: Person, month: Span) -> str:
    """Check against Stripe, close the month, and take its proof along; what stands on it."""
    treasurer.go("reconciliation")
    treasurer.press('form[action*="/reconciliation"] button')
    path = f"{month.first:%Y-%m}"
    treasurer.go("months")
    treasurer.press(f'main a[href$="/months/{path}"]')
    treasurer.press('form[action$="/close"] button')
    treasurer.told("The month is closed.")
    treasurer.hands.reach(f'main a[href$="/proof.pdf?month={path}"]')
    with treasurer.page.expect_download() as taken:
        treasurer.page.press(":focus", "Enter")
    paper = pypdf.PdfReader(io.BytesIO(Path(taken.value.path()).read_bytes()))
    return re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in paper.pages))


def test_two_people_bring_a_month_to_its_end(open_page: OpenPage, house: House) -> None:
    month, big = month_of_work(house)
    file = write_demo_statement(house.parts.settings, house.parts.database)
    eyes = Eyes(open_page(viewport=PHONE))
    treasurer, other = (Person(open_page(javascript=False), house, eyes) for _ in range(2))
    treasurer.sign_in(Role.TREASURER)
    other.sign_in(Role.ADMINISTRATOR)
    bring_in(treasurer, file)
    settle_everything(treasurer)
    give_back(house, treasurer, other, big)
    proof = close(treasurer, month)
    assert "our books and Stripe agreed to the penny" in proof
    assert f"by {email_of(Role.TREASURER)}" in proof
    assert "Audit log:" in proof
    treasurer.go("bank")
    expect(treasurer.page.locator('[data-label="Difference"]')).to_have_text("£0.00")
    stated = treasurer.page.locator('[data-label="Statements say"]').inner_text()
    assert house.books(Account.BANK) == {"GBP": GBP(stated.strip("£").replace(",", ""))}
    treasurer.go("")
    expect(treasurer.page.get_by_role("main")).to_contain_text(
        "Stripe, bank and books agree to the penny"
    )
    with house.parts.database.reading() as session:
        assert closed_until(session) == month.last
