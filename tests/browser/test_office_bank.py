"""A treasurer brings a bank statement in with the keyboard, and everybody can read it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hov_donate.cashbox.operations import pay_in
from hov_donate.core.clock import FixedClock
from hov_donate.donations.offline.rules import GiftMethod
from tests.browser.test_office_money import SIZES, readable, sign_in
from tests.support.affiliates import Affiliates
from tests.support.bank import bank_of
from tests.support.browser import OpenPage
from tests.support.house import House
from tests.support.keyboard import Hands
from tests.support.offline import TREASURER, Till
from tests.support.statement_files import Moved, camt_file
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def statement(house: House, folder: Path) -> Path:
    """A payout, an invoice by its number, twins, and one line that is like nothing."""
    house.pay(house.give("20"))
    house.later(days=4)
    house.simulator.control.run_payout()
    house.let_everything_arrive()
    [payout] = house.payouts()
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    invoice = affiliates.invoice(affiliates.branch())
    # Stripe names a day that is still to come.
    day = payout.arrival_date - timedelta(days=2)
    file = folder / "statement.xml"
    lines = [
        Moved(payout.arrival_date, payout.amount_minor, "STRIPE PAYMENTS UK LTD", "STRIPE"),
        Moved(day, invoice.amount_minor, "A BRANCH", invoice.full_number),
        Moved(day, 1000, "A N OTHER", "SOLIDARITY"),
        Moved(day, 1000, "A N OTHER", "SOLIDARITY"),
        Moved(day, -4500, "RED LETTER PRESS", "LEAFLETS"),
    ]
    file.write_bytes(camt_file(lines))
    return file


def outside_stripe(house: House, day: date) -> None:
    """A batch and a gift to choose from, and a cheque of what was paid for leaflets."""
    parts = house.parts
    till = Till(parts.database, parts.settings, parts.seal, FixedClock(house.clock.now()))
    till.gives(GBP(10), received_on=day)
    for pounds, paid_in in ((10, False), (45, True)):
        gift = till.gives(GBP(pounds), GiftMethod.CHEQUE, received_on=day)
        batch = till.batch([till.item(gift)])
        if paid_in:
            with parts.database.writing() as work:
                pay_in(work, batch_id=batch.id, on=day, today=day, actor=TREASURER)


def bring_in(page: Page, hands: Hands, house: House, file: Path) -> None:
    page.goto(f"{house.site.url}/office/bank/import")
    hands.reach("#file")
    page.set_input_files("#file", file)
    hands.press("main form button")
    hands.press("main form button")


def test_a_statement_is_brought_in_and_settled_with_the_keyboard(
    open_page: OpenPage, house: House, tmp_path: Path
) -> None:
    bank, file = bank_of(house.parts), statement(house, tmp_path)
    page = open_page(javascript=False)
    sign_in(page, house)
    hands = Hands(page)
    bring_in(page, hands, house, file)
    expect(page.get_by_role("status")).to_contain_text("The statement is brought in")
    page.goto(f"{house.site.url}/office/bank/confirm")
    hands.press("main form button")
    expect(page.get_by_role("status")).to_contain_text("2 lines are settled")
    out = next(line for line in bank.lines() if line.amount_minor < 0)
    page.goto(f"{house.site.url}/office/bank/lines/{out.id}")
    hands.press('main .actions a[href$="/choose"]')
    hands.answer({"kind": "expenditure", "words": "Leaflets", "fund": "general"})
    hands.press("main form button")
    expect(page.get_by_role("status")).to_contain_text("The line is settled")
    settled = sum(line.amount_minor for line in bank.lines()) - 2000
    assert bank.books() == settled


@pytest.mark.parametrize("size", SIZES)
def test_every_room_of_the_bank_can_be_read_by_everyone(
    open_page: OpenPage, house: House, tmp_path: Path, size: str
) -> None:
    bank, file = bank_of(house.parts), statement(house, tmp_path)
    bank.bring_in(file.read_bytes())
    outside_stripe(house, bank.lines()[0].booked_on)
    page = open_page(viewport=SIZES[size])
    enter = sign_in(page, house)
    _invoice, _twin, twin, out, payout = bank.lines()
    line = f"bank/lines/{bank.confirm(payout).line_id}"
    rooms = (
        *("bank", "bank/lines", "bank/lines?status=proposed", "bank/confirm", "bank/import"),
        *("bank/imports/1", "bank/profiles", "bank/profiles/edit?example=barclays"),
        *("bank/accounts/new", line, f"{line}/take-back", f"bank/lines/{twin.id}"),
        *(f"bank/lines/{twin.id}/{way}" for way in ("invoices", "choose", "leave-out")),
        *(f"bank/lines/{twin.id}/{way}" for way in ("gift", "standing-order", "batch", "recorded")),
        *(f"bank/lines/{out.id}", f"bank/lines/{out.id}/bounced"),
    )
    for room in rooms:
        enter(room)
        readable(page, room, size)
