"""A payout arrives at the bank: the statement shows it, and a person confirms what it is."""

import pytest

from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.operations import (
    Said,
    confirm_import,
    settle_as,
    take_back,
)
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineRefusedError,
    LineStatus,
    SettlementKind,
    Surety,
)
from tests.support.agreement import all_is_well
from tests.support.bank import STAFF, bank_of
from tests.support.house import House
from tests.support.statement_files import Moved, mt940_file


def paid_out(house: House) -> Moved:
    """Two gifts go to the bank as one payout; the line that its statement has of it."""
    for amount in ("20", "35.50"):
        house.pay(house.give(amount))
    house.later(days=4)
    house.simulator.control.run_payout()
    house.let_everything_arrive()
    [payout] = house.payouts()
    return Moved(payout.arrival_date, payout.amount_minor, "STRIPE PAYMENTS UK LTD", "STRIPE")


def test_a_payout_on_the_statement_is_a_payout_and_never_a_gift(house: House) -> None:
    line_of_file = paid_out(house)
    bank = bank_of(house.parts)
    gifts = house.books(Account.DONATIONS)
    bank.bring_in(mt940_file([line_of_file]))
    [line] = bank.lines()
    assert [it.surety for it in bank.proposals(line)] == [Surety.EXACT]
    with house.parts.database.writing() as work, pytest.raises(LineRefusedError) as caught:
        settle_as(
            work,
            line_id=line.id,
            said=Said(SettlementKind.OTHER_INCOME, "gifts"),
            actor=STAFF,
            seal=house.parts.seal,
        )
    assert caught.value.fault is LineFault.IS_A_PAYOUT
    said = bank.confirm(line)
    assert said.kind is SettlementKind.PAYOUT
    assert house.books(Account.PAYOUTS_IN_TRANSIT) == {}
    assert bank.books() == line_of_file.minor
    assert house.books(Account.DONATIONS) == gifts
    all_is_well(house)


def test_a_payout_stands_on_one_line_only_and_can_be_taken_back(house: House) -> None:
    line_of_file = paid_out(house)
    bank = bank_of(house.parts)
    bank.bring_in(mt940_file([line_of_file] * 2))
    first, twin = bank.lines()
    payout = f"payout:{house.payouts()[0].id}:"
    bank.confirm(first)
    with pytest.raises(LineRefusedError) as caught:
        bank.confirm(twin, payout)
    assert caught.value.fault is LineFault.CHANGED_MEANWHILE
    with house.parts.database.writing() as work:
        take_back(
            work,
            line_id=first.id,
            words="the wrong one",
            actor=STAFF,
            settings=house.parts.settings,
            seal=house.parts.seal,
        )
    bank.confirm(twin, payout)
    assert [line.status for line in bank.lines()] == [LineStatus.PROPOSED, LineStatus.SETTLED]
    assert house.books(Account.PAYOUTS_IN_TRANSIT) == {}
    all_is_well(house)


def test_the_worker_brings_in_what_was_confirmed(house: House) -> None:
    bank = bank_of(house.parts)
    kept = bank.look(mt940_file([paid_out(house)]))
    with house.parts.database.writing() as work:
        confirm_import(work, import_id=kept.id, actor=STAFF)
    house.later(days=0)
    house.worker.run_due_jobs()
    assert [line.status for line in bank.lines()] == [LineStatus.PROPOSED]
