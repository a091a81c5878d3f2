"""The office in a real browser: readable by everyone, without a mouse and without JavaScript."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from hov_donate.core.money import Money
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.reconciliation.models import BalanceComparison, Payout, ReconciliationRun
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.keyboard import open_shelf
from tests.support.office import NOON, Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ROOMS = (
    "",
    "gifts",
    "ledger",
    "funds",
    "proof",
    "months",
    "refunds",
    "reconciliation",
    "watch",
    "inbox",
    "outbox",
)
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}


@dataclass
class Site:
    """The office on this machine, with everything in it that can be."""

    address: str
    gift: str
    app: Flask


@pytest.fixture
def site(office: Office) -> Iterator[Site]:
    office.signed_in()
    gift = fill(office)
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}/office", gift, office.app)
    server.shutdown()
    thread.join()
    server.server_close()


def fill(office: Office) -> str:
    """Gifts, a difference, a payout, and something that failed."""
    office.gift(Money(2000, "JPY"))
    office.hear(office.ask(Money(500, "EUR")), Money(400, "EUR"))
    gift = office.gift(Money(123450, "GBP"))
    office.hear(gift, Money(123450, "GBP"), refunded=3450)
    run = ReconciliationRun(since=NOON, seen=3, posted=3, started_at=NOON, finished_at=NOON)
    rows = [run, _payout(), _failed_event(gift), _failed_letter()]
    with office.database.writing() as work:
        work.session.add_all(rows)
        work.session.flush()
        for currency, ours in (("GBP", 121579), ("JPY", 1950)):
            work.session.add(
                BalanceComparison(
                    run_id=run.id, currency=currency, stripe_minor=121579, ledger_minor=ours
                )
            )
    return gift


def _payout() -> Payout:
    return Payout(
        stripe_payout_id="po_1QxYzAbCdEfGhIjKlMnOpQrS",
        amount_minor=100000,
        currency="GBP",
        status="paid",
        arrival_date=NOON.date(),
        created_at=NOON,
        items=2,
        items_minor=99999,
    )


def _failed_event(gift: str) -> InboxEvent:
    return InboxEvent(
        stripe_event_id="evt_1QxYzAbCdEfGhIjKlMnOpQrS",
        type="payment_intent.payment_failed",
        object_type="payment_intent",
        object_id=f"pi_{gift}",
        api_version="2026-10-28.endive",
        created_at=NOON,
        received_at=NOON,
        status=InboxStatus.FAILED,
        attempts=12,
        next_attempt_at=NOON,
        settled_at=NOON,
        last_error="MoveRefusedError: a payment cannot go from paid to created",
    )


def _failed_letter() -> OutboxMessage:
    return OutboxMessage(
        kind="treasurer_alert",
        object_id="txn_1QxYzAbCdEfGhIjKlMnOpQrS",
        language="en",
        status=OutboxStatus.FAILED,
        attempts=14,
        next_attempt_at=NOON,
        created_at=NOON,
        last_error="550 5.1.1 no such user",
    )


def sign_in(page: Page, site: Site) -> None:
    sign_in_on(page, site.app, site.address)


@pytest.mark.parametrize("size", SIZES)
def test_every_room_can_be_read_by_everyone(open_page: OpenPage, site: Site, size: str) -> None:
    page = open_page(viewport=SIZES[size])
    sign_in(page, site)
    for room in (*ROOMS, f"gifts/{site.gift}", "gifts?q=nothing", "gifts/22222222"):
        page.goto(f"{site.address}/{room}")
        assert_no_axe_violations(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size]["width"], f"{room} is {width} pixels wide"


def test_sign_in_can_be_read_by_everyone_even_when_it_fails(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/gifts")
    expect(page.get_by_role("status")).to_have_text("Sign in to open that page.")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title(re.compile("^Error:"))
    assert_no_axe_violations(page)


def test_the_treasurer_finds_a_gift_with_the_keyboard_alone(
    open_page: OpenPage, site: Site
) -> None:
    page = open_page(javascript=False)
    sign_in(page, site)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    open_shelf(page, "Money")
    page.get_by_role("link", name="Gifts", exact=True).press("Enter")
    page.get_by_label("Reference, e-mail, receipt or Stripe id").fill(site.gift.lower())
    page.press(":focus", "Enter")
    page.get_by_role("link", name=f"{site.gift[:4]} {site.gift[4:]}").press("Enter")
    expect(page.get_by_role("main")).to_contain_text("£1,234.50")
    page.get_by_role("button", name="Sign out").press("Enter")
    page.wait_for_url(f"{site.address}/sign-in")


def test_trying_a_failed_event_again_is_announced(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"{site.address}/inbox?status=failed")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("status")).to_contain_text("back in line")
