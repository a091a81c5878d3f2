"""A donor's own page in a real browser: every state, on a phone, by keyboard, without scripts."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.sealing import Identity
from hov_donate.core.links import LinkPurpose
from hov_donate.gateway.port import Interval
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus, SubscriptionStatus
from tests.browser.test_giving import DESK, LOOKS, PHONE, is_sound
from tests.support.browser import OpenPage
from tests.support.house import serve
from tests.support.links import gift_url
from tests.support.office import Office
from tests.support.words import EUR, GBP, JPY

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LANGUAGES = pytest.mark.parametrize("language", ["en", "es"])
UNPAID = {
    PaymentStatus.CREATED,
    PaymentStatus.PENDING,
    PaymentStatus.EXPIRED,
    PaymentStatus.FAILED,
    PaymentStatus.PROCESSING,
}


@dataclass
class Own:
    """The public site, and donors with something to look at."""

    address: str
    office: Office

    def link(self, reference: str, language: str = "en", *, days: int = 1) -> str:
        """The link of whoever made a gift."""
        with self.office.database.reading() as session:
            payment = payment_by_reference(session, reference)
            assert payment
            contact = session.get_one(ContactDetails, payment.details_id).contact_id
        token = self.office.parts.links.sign(
            LinkPurpose.MY_GIVING,
            str(contact),
            now=self.office.clock.now(),
            lasts=timedelta(days=days),
        )
        return f"{self.address}/{language}/my-giving/{token}"

    def gift_page(self, reference: str, language: str) -> str:
        """The page of a gift."""
        url = gift_url(self.office.parts, reference, language)
        return url.replace(self.office.parts.settings.public_url, self.address)

    def standing(self, status: PaymentStatus, **more: Any) -> str:
        """A gift that has come so far."""
        reference = (self.office.ask if status in UNPAID else self.office.gift)(GBP("20.00"))
        with self.office.database.writing() as work:
            payment = payment_by_reference(work.session, reference)
            assert payment
            payment.status = status
            for name, value in more.items():
                setattr(payment, name, value)
        return reference

    def recurring(self, status: SubscriptionStatus, **more: Any) -> str:
        """A gift that comes again; its reference."""
        reference = self.office.gift(GBP("20.00"))
        now = self.office.clock.now()
        with self.office.database.writing() as work:
            first = payment_by_reference(work.session, reference)
            assert first
            facts = {
                "reference": reference,
                "stripe_subscription_id": f"sub_{reference}",
                "stripe_customer_id": f"cus_{reference}",
                "purpose": PaymentPurpose.DONATION,
                "details_id": first.details_id,
                "amount_minor": 2000,
                "currency": "GBP",
                "interval": Interval.MONTH,
                "status": status,
                "stripe_status": "",
                "started_at": now,
                "next_charge_at": now + timedelta(days=20),
            }
            subscription = Subscription(**(facts | more))
            work.session.add(subscription)
            work.session.flush()
            first.interval, first.subscription_id = subscription.interval, subscription.id
        return reference

    def failed_instalment(self, reference: str) -> str:
        """The next instalment, which could not be taken."""
        with self.office.database.writing() as work:
            first = payment_by_reference(work.session, reference)
            assert first
            failed = Payment(
                reference=f"F{uuid.uuid4().hex[:7]}",
                purpose=first.purpose,
                details_id=first.details_id,
                amount_minor=2000,
                currency="GBP",
                subscription_id=first.subscription_id,
                status=PaymentStatus.FAILED,
                created_at=work.now,
                stripe_invoice_id=f"in_{reference}",
                hosted_url="http://127.0.0.1:9/invoice",
                next_attempt_at=work.now + timedelta(days=3),
            )
            work.session.add(failed)
        return reference


@pytest.fixture
def own(office: Office) -> Iterator[Own]:
    for site in serve(office.app):
        yield Own(site.url, office)
    office.database.engine.dispose()


def fill(own: Own) -> str:
    """Everything that can stand on a donor's page; the reference of a gift that may be changed."""
    now = own.office.clock.now()
    own.recurring(SubscriptionStatus.ENDED, ended_at=now)
    own.recurring(
        SubscriptionStatus.ACTIVE, cancel_asked_at=now, cancel_asked_by="donor", cancel_reason="x"
    )
    own.recurring(SubscriptionStatus.PAUSED, paused_until=now + timedelta(days=22))
    own.recurring(SubscriptionStatus.PAUSED)
    own.failed_instalment(own.recurring(SubscriptionStatus.PAST_DUE))
    own.recurring(SubscriptionStatus.ACTIVE, interval=Interval.YEAR)
    for status in PaymentStatus:
        own.standing(status)
    for _ in range(4):
        own.office.gift(GBP("5.00"))
    own.office.gift(JPY("1500000"))
    own.office.gift(EUR("1234.50"))
    return own.recurring(SubscriptionStatus.ACTIVE)


@LANGUAGES
@pytest.mark.parametrize("look", LOOKS)
def test_the_way_to_the_page_is_sound(
    own: Own, open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    page = open_page(**look)
    page.goto(f"{own.address}/{language}/my-giving")
    is_sound(page)
    page.click("#send")
    expect(page.locator(".summary a")).to_have_attribute("href", "#email")
    is_sound(page)
    page.fill("#email", "nobody@people.example")
    for _ in range(5):
        page.click("#send")
        is_sound(page)
        page.go_back()
    page.click("#send")
    is_sound(page)
    expect(page.locator("form")).to_have_count(0)
    late = own.link(own.office.gift(GBP("20.00")), language, days=-1)
    page.goto(late)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    is_sound(page)


@LANGUAGES
@pytest.mark.parametrize("look", LOOKS)
def test_every_state_of_the_page_is_sound(
    own: Own, open_page: OpenPage, look: dict[str, Any], language: str
) -> None:
    reference = fill(own)
    page = open_page(**look)
    link = own.link(reference, language)
    page.goto(link)
    is_sound(page)
    older = page.locator("#gifts-title ~ .actions a")
    older.click()
    is_sound(page)
    for done in ("changed", "skipped", "taken", "cancelled", "noted", "card"):
        page.goto(f"{link}?done={done}")
        expect(page.get_by_role("status")).not_to_be_empty()
    page.goto(f"{link}/statement.pdf?first=2026-12-31&last=2026-01-01")
    expect(page.locator(".summary a")).to_have_attribute("href", "#last")
    is_sound(page)
    page.goto(f"{link}/{reference}/cancel")
    is_sound(page)
    amount_is_sound(page, f"{link}/{reference}/amount")


def amount_is_sound(page: Page, form: str) -> None:
    """The form for another amount, its errors, the second look, and Stripe's silence."""
    page.goto(form)
    is_sound(page)
    page.click("#change")
    expect(page.locator(".summary a")).to_have_attribute("href", "#amount")
    is_sound(page)
    page.fill("#amount", "35")
    page.click("#change")
    expect(page.locator(".facts")).to_contain_text("20")
    expect(page.locator(".facts")).to_contain_text("35")
    is_sound(page)
    page.click("#confirm")
    expect(page.locator(".summary a")).to_have_attribute("href", "#recurring")
    is_sound(page)


@LANGUAGES
def test_a_page_where_nothing_came_yet_is_sound(
    own: Own, open_page: OpenPage, language: str
) -> None:
    reference = own.office.ask(GBP("20.00"), identity=Identity("", "new@people.example"))
    for viewport in (PHONE, DESK):
        page = open_page(viewport=viewport)
        page.goto(own.link(reference, language))
        expect(page.locator("main form")).to_have_count(0)
        is_sound(page)


@LANGUAGES
def test_every_standing_of_a_gift_has_a_page_that_is_sound(
    own: Own, open_page: OpenPage, language: str
) -> None:
    references = [own.standing(status) for status in PaymentStatus]
    references.append(own.recurring(SubscriptionStatus.ACTIVE))
    page = open_page(viewport=PHONE)
    titles = set()
    for reference in references:
        page.goto(own.gift_page(reference, language))
        is_sound(page)
        titles.add(page.title())
    assert len(titles) >= 9
    page.click("#own")
    expect(page.get_by_role("status")).to_be_visible()


def test_the_keyboard_alone_stops_a_monthly_gift_in_two_presses(
    own: Own, open_page: OpenPage
) -> None:
    page = open_page(javascript=False, viewport=PHONE)
    page.goto(own.link(own.recurring(SubscriptionStatus.ACTIVE)))
    tab_to(page, "Stop giving")
    page.press(":focus", "Enter")
    expect(page).to_have_title("Stop giving every month? – Hands Off Venezuela")
    tab_to(page, "Stop now")
    page.press(":focus", "Enter")
    expect(page.get_by_role("status")).to_contain_text("We have noted that you want to stop")
    expect(page.locator(".recurring")).to_contain_text("we are finishing it")


def tab_to(page: Page, words: str) -> None:
    """Go on with the Tab key until what says this is in focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == words:
            return
    raise AssertionError(f"the Tab key never came to {words}")
