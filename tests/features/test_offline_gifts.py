"""Gifts that Stripe never sees: written down, booked once, receipted, and booked back."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from hov_donate.affiliations.models import MoneyMethod
from hov_donate.affiliations.models import ReversalReason as AffiliatesReason
from hov_donate.affiliations.operations import reverse_money
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import clear, count
from hov_donate.cashbox.rules import BoxFault, BoxRefusedError, ItemKind
from hov_donate.contacts.operations import forget
from hov_donate.contacts.queries import identity
from hov_donate.core.migrations import FOLDER, configuration, upgrade
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.offline.expecting import expected_on, missed
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.operations import SecondCounter, end_order
from hov_donate.donations.offline.rules import (
    Agreed,
    GiftMethod,
    OfflineFault,
    OfflineRefusedError,
    ReversalReason,
    Rhythm,
)
from hov_donate.donations.processes import forget_strangers
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.outbox.models import MailKind, OutboxMessage
from tests.support.affiliates import Affiliates
from tests.support.offline import ROSA, SECRETARY, TODAY, TREASURER, Till
from tests.support.words import EUR, GBP

CASH, CHEQUE = GiftMethod.CASH, GiftMethod.CHEQUE
A_DAY = timedelta(days=1)
[BOX] = Path(FOLDER, "versions").glob("*_offline_money.py")
BEFORE_THE_BOX = f"{int(BOX.name[:4]) - 1:04d}"


def papers(till: Till) -> dict[DocumentKind, list[Document]]:
    with till.database.reading() as session:
        found = session.scalars(select(Document).order_by(Document.id)).all()
    return {kind: [it for it in found if it.kind is kind] for kind in DocumentKind}


def letters(till: Till) -> list[MailKind]:
    with till.database.reading() as session:
        return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def entries(till: Till) -> int:
    with till.database.reading() as session:
        return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def counted(till: Till, gift: OfflineGift, by: str = SECRETARY, witness: str = "") -> BoxItem:
    sealed = till.seal.seal_text(witness) if witness else None
    with till.database.writing() as work:
        return count(work, item_id=till.item(gift).id, actor=by, witness=sealed)


def refused(error: pytest.ExceptionInfo[BoxRefusedError | OfflineRefusedError]) -> str:
    return error.value.fault


def test_a_transfer_is_at_the_bank_at_once_and_its_giver_has_a_receipt(till):
    till.gives(GBP("40"), bank_reference="GIFT MAY")
    assert (till.on(Account.BANK), till.on(Account.DONATIONS)) == (GBP(40), -GBP(40))
    [receipt] = papers(till)[DocumentKind.RECEIPT]
    assert (receipt.full_number, receipt.amount) == ("2026-000001", GBP(40))
    assert letters(till) == [MailKind.OFFLINE_RECEIPT]


def test_pressing_twice_is_one_gift(till):
    first, second = (till.gives(GBP("40"), form="a1") for _ in range(2))
    assert first.id == second.id
    assert entries(till) == 1


def test_nobody_writes_to_a_giver_without_an_address_or_to_a_collection(till):
    from_paper = ROSA.__class__("Old Friend", "")
    till.gives(GBP("40"), identity=from_paper)
    till.gives(GBP("12"), CASH, meeting="Public meeting, Leeds")
    till.gives(GBP("5"), identity=None)
    assert len(papers(till)[DocumentKind.RECEIPT]) == 1
    assert letters(till) == []


def test_cash_counts_when_a_second_person_has_counted_it(till):
    gift = till.gives(GBP("12.50"), CASH, meeting="Public meeting, Leeds")
    item = till.item(gift)
    assert item.to_be_counted
    with pytest.raises(BoxRefusedError) as error:
        till.batch([item])
    assert refused(error) is BoxFault.NOT_COUNTED
    with pytest.raises(BoxRefusedError) as error:
        counted(till, gift, by=TREASURER)
    assert refused(error) is BoxFault.COUNTED_BY_ONE
    assert not counted(till, gift).to_be_counted
    with pytest.raises(BoxRefusedError) as error:
        counted(till, gift)
    assert refused(error) is BoxFault.COUNTED_ALREADY


def test_a_named_witness_is_a_second_person_and_their_name_is_sealed(till):
    gift = till.gives(GBP("12.50"), CASH, second=SecondCounter(witness="Wilma Witness"))
    item = till.item(gift)
    assert not item.to_be_counted
    assert item.witness
    assert b"Wilma" not in item.witness
    assert till.seal.open_text(item.witness) == "Wilma Witness"


@pytest.mark.parametrize("second", [SecondCounter(), SecondCounter(member=TREASURER)])
def test_nobody_counts_cash_alone(till, second):
    with pytest.raises(OfflineRefusedError) as error:
        till.gives(GBP("12.50"), CASH, second=second)
    assert refused(error) is OfflineFault.TWO_MUST_COUNT


def test_a_batch_goes_to_the_bank_and_a_cheque_of_it_bounces(till):
    bad, good = till.gives(GBP("30"), CHEQUE), till.gives(GBP("20"), CHEQUE, cheque_number="7")
    gift = till.gives(GBP("12.50"), CASH, meeting="Public meeting, Leeds")
    counted(till, gift)
    batch = till.batch([till.item(it) for it in (bad, good, gift)], notes=1000)
    assert (batch.total, batch.coins) == (GBP("62.50"), GBP("2.50"))
    with pytest.raises(OfflineRefusedError) as error:
        till.takes_back(bad, ReversalReason.BOUNCED)
    assert refused(error) is OfflineFault.NOT_PAID_IN
    till.pays_in(batch)
    till.pays_in(batch)
    assert till.on(Account.BANK) == GBP("62.50")
    till.takes_back(bad, ReversalReason.BOUNCED)
    till.takes_back(bad, ReversalReason.BOUNCED)
    assert till.on(Account.BANK) == GBP("32.50")
    assert till.on(Account.CHEQUES) == till.on(Account.CASH) == GBP(0)
    [correction] = papers(till)[DocumentKind.CORRECTION]
    assert (correction.amount, correction.corrects_id) == (GBP(30), 1)
    assert letters(till).count(MailKind.OFFLINE_TAKEN_BACK) == 1


def test_a_cheque_clears_after_it_was_paid_in_and_only_then(till):
    gift = till.gives(GBP("30"), CHEQUE, received_on=TODAY - 3 * A_DAY)
    item = till.item(gift)

    def cleared(on: date) -> BoxItem:
        with till.database.writing() as work:
            return clear(work, item_id=item.id, on=on, today=TODAY)

    with pytest.raises(BoxRefusedError) as error:
        cleared(TODAY)
    assert refused(error) is BoxFault.NOT_PAID_IN
    till.pays_in(till.batch([item]), on=TODAY - 2 * A_DAY)
    with pytest.raises(BoxRefusedError) as error:
        cleared(TODAY - 3 * A_DAY)
    assert refused(error) is BoxFault.BEFORE_PAID_IN
    assert cleared(TODAY).cleared_on == TODAY


def test_what_the_bank_counts_less_is_an_adjustment_with_words(till):
    gift = till.gives(GBP("12.50"), CASH, meeting="Public meeting, Leeds")
    counted(till, gift)
    batch = till.batch([till.item(gift)], notes=1000)
    with pytest.raises(BoxRefusedError) as error:
        till.pays_in(batch, difference=-200)
    assert refused(error) is BoxFault.DIFFERENCE_WITHOUT_WORDS
    with pytest.raises(BoxRefusedError) as error:
        till.pays_in(batch, difference=-1251, words="Lost")
    assert refused(error) is BoxFault.DIFFERENCE_TOO_LARGE
    till.pays_in(batch, difference=-200, words="A foreign coin")
    assert till.on(Account.BANK) == GBP("10.50")
    assert till.on(Account.ADJUSTMENTS) == GBP("2")
    assert till.on(Account.DONATIONS) == -GBP("12.50")


def test_a_batch_is_undone_before_it_is_paid_in_and_never_after(till):
    item = till.item(till.gives(GBP("30"), CHEQUE))
    batch = till.batch([item])
    with pytest.raises(BoxRefusedError) as error:
        till.batch([item])
    assert refused(error) is BoxFault.NOT_IN_THE_BOX
    till.undoes(batch)
    till.undoes(batch)
    again = till.batch([item])
    till.pays_in(again)
    with pytest.raises(BoxRefusedError) as error:
        till.undoes(again)
    assert refused(error) is BoxFault.NOT_OPEN


def test_money_on_its_way_to_the_bank_is_not_booked_back(till):
    gift = till.gives(GBP("30"), CHEQUE)
    batch = till.batch([till.item(gift)])
    with pytest.raises(BoxRefusedError) as error:
        till.takes_back(gift)
    assert refused(error) is BoxFault.IN_A_BATCH
    till.undoes(batch)
    till.takes_back(gift)
    assert till.on(Account.CHEQUES) == GBP(0)


def test_currencies_go_to_the_bank_apart(till):
    items = [till.item(till.gives(it, CHEQUE)) for it in (GBP("30"), EUR("30"))]
    with pytest.raises(BoxRefusedError) as error:
        till.batch(items)
    assert refused(error) is BoxFault.SEVERAL_CURRENCIES


def test_cheques_of_affiliates_share_the_box_and_bounce_at_the_bank(till):
    affiliates = Affiliates(till.database, till.settings, till.seal)
    branch = affiliates.branch()
    came = affiliates.receive(branch, GBP("50"), method=MoneyMethod.CHEQUE)
    with till.database.reading() as session:
        item = session.scalars(select(BoxItem)).one()
    assert (item.source, item.amount) == (f"received-{came.id}", GBP(50))
    till.pays_in(till.batch([item, till.item(till.gives(GBP("20"), CHEQUE))]))
    assert till.on(Account.BANK) == GBP(70)
    with till.database.writing() as work:
        reverse_money(
            work,
            received_id=came.id,
            reason=AffiliatesReason.BOUNCED,
            on=TODAY,
            words="Refer to drawer",
            actor=TREASURER,
            settings=till.settings,
        )
    assert till.on(Account.BANK) == GBP(20)
    assert till.on(Account.CHEQUES) == GBP(0)


def test_a_standing_order_is_expected_met_and_missed(till):
    order = till.orders(GBP("10"), date(2026, 8, 31))
    days = [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    gift = till.meets(order, days[0])
    assert till.on(Account.RECURRING_DONATIONS) == -GBP(10)
    with till.database.reading() as session:
        [late] = missed(session, TODAY)
        assert list(late.days) == days[1:]
        [by_reference] = expected_on(session, day=date(2026, 10, 2), reference=order.reference)
        [by_amount] = expected_on(session, day=date(2026, 10, 2), amount=GBP(10))
        assert by_reference.due_on == by_amount.due_on == days[1]
        assert expected_on(session, day=date(2026, 10, 2), amount=GBP(11)) == []
        assert expected_on(session, day=TODAY, reference="22222222") == []
    with pytest.raises(OfflineRefusedError) as error:
        till.meets(order, days[0])
    assert refused(error) is OfflineFault.MET_ALREADY
    with pytest.raises(OfflineRefusedError) as error:
        till.meets(order, date(2026, 10, 30))
    assert refused(error) is OfflineFault.NOT_EXPECTED
    till.takes_back(gift)
    with till.database.reading() as session:
        assert list(missed(session, TODAY)[0].days) == days
    with till.database.writing() as work:
        end_order(work, order_id=order.id, last_day=TODAY, words="Moved away", actor=TREASURER)
    with till.database.reading() as session:
        assert missed(session, TODAY) == []


def test_an_order_falls_on_the_last_day_of_shorter_months():
    agreed = Agreed(31, Rhythm.MONTH, date(2026, 1, 31), None)
    found = list(agreed.due_days(date(2026, 4, 30)))
    assert [day.day for day in found] == [31, 28, 31, 30]
    quarterly = Agreed(5, Rhythm.QUARTER, date(2026, 1, 6), date(2026, 9, 1))
    assert list(quarterly.due_days(TODAY)) == [date(2026, 2, 5), date(2026, 5, 5), date(2026, 8, 5)]
    yearly = Agreed(29, Rhythm.YEAR, date(2024, 2, 29), None)
    assert list(yearly.due_days(date(2026, 3, 1)))[1:] == [date(2025, 2, 28), date(2026, 2, 28)]


def test_givers_who_agreed_are_remembered_and_others_forgotten_after_thirty_days(till):
    kept = till.gives(GBP("40"))
    bounced = till.gives(GBP("30"), identity=ROSA.__class__("Bob", "bob@people.example"))
    till.takes_back(bounced)
    till.clock.advance(timedelta(days=31))
    with till.database.writing() as work:
        for letter in work.session.scalars(select(OutboxMessage)):
            letter.status = "sent"
    forget_strangers(till.database)
    with till.database.reading() as session:
        assert identity(session, till.seal, kept.details_id) == ROSA
        assert identity(session, till.seal, bounced.details_id) is None
    with till.database.writing() as work:
        forget(work, details_ids=[kept.details_id])
    with till.database.reading() as session:
        assert identity(session, till.seal, kept.details_id) is None


def test_the_givers_of_standing_orders_are_remembered_while_they_run(till):
    order = till.orders(GBP("10"), TODAY)
    till.clock.advance(timedelta(days=400))
    forget_strangers(till.database)
    with till.database.reading() as session:
        assert identity(session, till.seal, order.details_id) == ROSA
    with till.database.writing() as work:
        end_order(work, order_id=order.id, last_day=TODAY, words="Died", actor=TREASURER)
    forget_strangers(till.database)
    with till.database.reading() as session:
        assert identity(session, till.seal, order.details_id) is None


PAST = "WHERE id = (SELECT MAX(id) FROM box_batches)"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE offline_gifts SET amount_minor = 1", "it_never_changes"),
        ("DELETE FROM offline_gifts", "it_never_changes"),
        ("UPDATE offline_reversals SET words = 'x'", "it_never_changes"),
        ("DELETE FROM offline_reversals", "it_never_changes"),
        ("UPDATE box_items SET amount_minor = 1", "it_never_changes"),
        ("DELETE FROM box_items", "it_never_changes"),
        ("UPDATE box_items SET gone_on = NULL WHERE gone_on IS NOT NULL", "it_never_changes"),
        ("UPDATE box_items SET batch_id = NULL WHERE gone_on IS NULL", "a_batch_that_is_over"),
        ("UPDATE box_batches SET difference_minor = 5", "a_batch_that_is_over"),
        ("DELETE FROM box_batches", "a_batch_that_is_over"),
        ("UPDATE standing_orders SET amount_minor = 1", "it_never_changes"),
        ("DELETE FROM standing_orders", "it_never_changes"),
    ],
)
def test_the_database_keeps_what_was_written_down_whoever_writes(till, statement, why):
    till.orders(GBP("10"), TODAY)
    gifts = [till.gives(GBP("30"), CHEQUE), till.gives(GBP("20"), CHEQUE)]
    till.pays_in(till.batch([till.item(it) for it in gifts]))
    till.takes_back(gifts[0], ReversalReason.BOUNCED)
    with pytest.raises(DBAPIError, match=why), till.database.writing() as work:
        work.session.execute(text(statement))


def test_the_database_lets_nobody_count_alone_or_book_twice(till):
    gift = till.gives(GBP("12.50"), CASH)
    alone = f"UPDATE box_items SET counted_by = '{TREASURER}', counted_at = recorded_at"
    alone = alone.replace("recorded_at", "'2026-11-24 12:00:00'")
    with pytest.raises(DBAPIError, match="two_count_it"), till.database.writing() as work:
        work.session.execute(text(alone))
    batch = "UPDATE box_items SET batch_id = (SELECT MAX(id) FROM box_batches)"
    till.batch([till.item(till.gives(GBP("1"), CHEQUE))])
    with pytest.raises(DBAPIError, match="counted"), till.database.writing() as work:
        work.session.execute(text(f"{batch} WHERE kind = 'cash'"))
    twin = (
        "INSERT INTO ledger_entries (reporting_category, source_id, occurred_at, booked_on,"
        " available_on, gross_minor, fee_minor, net_minor, currency, recorded_at)"
        " SELECT reporting_category, source_id, occurred_at, booked_on, available_on, 0, 0, 0,"
        f" currency, recorded_at FROM ledger_entries WHERE source_id = '{gift.source}'"
    )
    once = r"uq_ledger_entries_offline_once|source_id"
    with pytest.raises(DBAPIError, match=once), till.database.writing() as work:
        work.session.execute(text(twin))


def test_what_is_recorded_has_sense(till):
    for fault, more in (
        (OfflineFault.IN_THE_FUTURE, {"received_on": TODAY + A_DAY}),
        (OfflineFault.FUND_IS_CLOSED, {"fund": "nowhere"}),
        (OfflineFault.NUMBER_IS_MISSING, {"cheque_number": "12"}),
        (OfflineFault.BELONGS_TO_AN_ORDER, {"method": GiftMethod.STANDING_ORDER}),
    ):
        with pytest.raises(OfflineRefusedError) as error:
            till.gives(GBP("10"), more.pop("method", GiftMethod.BANK_TRANSFER), **more)
        assert refused(error) is fault
    with till.database.reading() as session:
        for table in (OfflineGift, StandingOrder, Batch):
            assert session.scalars(select(table)).all() == []


def test_cash_and_cheques_that_came_before_there_was_a_box_lie_in_it_after_the_upgrade(
    till, database_url
):
    affiliates = Affiliates(till.database, till.settings, till.seal)
    branch = affiliates.branch()
    methods = (MoneyMethod.CASH, MoneyMethod.BANK_TRANSFER, MoneyMethod.CHEQUE, MoneyMethod.CHEQUE)
    sums = [affiliates.receive(branch, GBP("50"), method=method) for method in methods]
    with till.database.writing() as work:
        reverse_money(
            work,
            received_id=sums[-1].id,
            reason=AffiliatesReason.BOUNCED,
            on=TODAY,
            words="Refer to drawer",
            actor=TREASURER,
            settings=till.settings,
        )
    till.database.engine.dispose()
    command.downgrade(configuration(database_url), BEFORE_THE_BOX)
    upgrade(database_url)
    with till.database.reading() as session:
        found = session.scalars(select(BoxItem).order_by(BoxItem.id)).all()
    told = [(it.source, it.kind, it.to_be_counted, it.gone_on) for it in found]
    cash, _transfer, cheque, bounced = (f"received-{it.id}" for it in sums)
    assert told == [
        (cash, ItemKind.CASH, True, None),
        (cheque, ItemKind.CHEQUE, False, None),
        (bounced, ItemKind.CHEQUE, False, TODAY),
    ]
