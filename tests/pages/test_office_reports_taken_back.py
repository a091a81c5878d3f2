"""Reports of money outside Stripe that went back: they tell what the books have, no more."""

from datetime import date
from decimal import Decimal

import pytest

from hov_donate.donations.deciding import Verdict, accept
from hov_donate.donations.offline.rules import GiftMethod, ReversalReason
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line
from hov_donate.reconciliation.bank.operations import take_back
from hov_donate.reconciliation.bank.operations.settling import Said, settle_as
from hov_donate.reconciliation.bank.rules.kinds import SettlementKind
from tests.pages.test_office_reports import added, rows_of
from tests.support.bank import STAFF, Bank
from tests.support.booked import book, elsewhere
from tests.support.office import Desk, Office
from tests.support.offline import Till
from tests.support.reviewing import decided_rule, reviews
from tests.support.statement_files import Moved
from tests.support.words import GBP

NOVEMBER, OCTOBER = "month=2026-11", "month=2026-10"
DAY, EARLIER = date(2026, 11, 9), date(2026, 10, 9)


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


@pytest.fixture
def till(office: Office) -> Till:
    parts = office.parts
    return Till(office.database, parts.settings, parts.seal, office.clock)


def test_a_gift_sent_back_by_bank_is_a_refund_in_the_register_too(desk: Desk, bank: Bank) -> None:
    sent, mistaken = bank.told(Moved(DAY, -5000, "ROSA", "back"), Moved(DAY, -700, "A", "rent"))
    said = Said(SettlementKind.GIFT_SENT_BACK, "She asked for it")
    for line in (sent, mistaken):
        bank.says(settle_as, line, said=said, seal=bank.parts.seal)
    bank.says(take_back, mistaken, words="Rent", settings=bank.parts.settings, seal=bank.parts.seal)
    register, statement = (
        rows_of(desk, "refund-register", NOVEMBER),
        rows_of(desk, "income-statement", NOVEMBER),
    )
    assert [(row["what"], row["booked"]) for row in register] == [
        ("bank_line", "-50.00"),
        ("bank_line", "-7.00"),
        ("bank_line_taken_back", "7.00"),
    ]
    assert "She asked" not in desk.get(f"/office/reports/refund-register?{NOVEMBER}").text
    for ours, theirs in (("booked", "given"), ("settled", "settled")):
        told = added(statement, theirs, line="donations_refunded")
        assert added(register, ours) == told == {"GBP": Decimal(-50)}


def test_whatever_is_booked_as_a_refund_is_in_the_register(office: Office, desk: Desk) -> None:
    """Also what no part of the programme books today."""
    lines = Line(Account.DONATIONS_REFUNDED, GBP(3)), Line(Account.BANK, GBP(-3))
    book(office.database, elsewhere(*lines, day=DAY))
    [row] = rows_of(desk, "refund-register", NOVEMBER)
    assert (row["what"], row["booked"]) == ("of_a_test", "-3.00")


def test_a_gift_that_was_typed_wrongly_is_no_large_gift(desk: Desk, till: Till) -> None:
    wrong = till.gives(GBP(5000), received_on=DAY)
    till.gives(GBP(500), received_on=DAY)
    till.takes_back(wrong, ReversalReason.RECORDED_WRONGLY, on=DAY)
    for over in ("1", "500"):
        large = rows_of(desk, "large-gifts", f"{NOVEMBER}&over={over}")
        assert [row["given"] for row in large] == ["500.00"]
    statement = rows_of(desk, "income-statement", NOVEMBER)
    assert added(statement, "given", line="donations") == {"GBP": Decimal(500)}


def test_what_is_taken_back_of_earlier_days_is_taken_off_large_gifts(
    desk: Desk, till: Till
) -> None:
    cheque = till.gives(GBP(700), GiftMethod.CHEQUE, received_on=EARLIER)
    till.pays_in(till.batch([till.item(cheque)]))
    till.takes_back(cheque, ReversalReason.BOUNCED)
    for month, given in ((OCTOBER, "700.00"), (NOVEMBER, "-700.00")):
        [row] = rows_of(desk, "large-gifts", f"{month}&over=500")
        assert row["given"] == given
        statement = rows_of(desk, "income-statement", month)
        assert added(statement, "given", line="donations") == {"GBP": Decimal(given)}
    both = "from=2026-10-01&to=2026-11-30&over=500"
    assert rows_of(desk, "large-gifts", both) == []


def test_a_gift_that_was_held_and_accepted_may_be_taken_back_as_well(
    office: Office, desk: Desk, till: Till
) -> None:
    decided_rule(till.database, GBP(500), begins=DAY)
    gift = till.gives(GBP(500), received_on=DAY)
    with till.database.writing() as work:
        accept(
            work,
            review_id=reviews(till.database)[-1].id,
            verdict=Verdict(),
            actor=STAFF,
            settings=till.settings,
            seal=till.seal,
        )
    assert len(rows_of(desk, "large-gifts", f"{NOVEMBER}&over=1")) == 1
    till.takes_back(gift, ReversalReason.RECORDED_WRONGLY)
    assert rows_of(desk, "large-gifts", f"{NOVEMBER}&over=1") == []
