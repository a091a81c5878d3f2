"""Posting balance transactions, keeping runs and payouts. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from hov_donate.affiliations.queries.receivables import receivables
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.money import Money
from hov_donate.gateway.port import Page, RemoteBalanceTransaction, RemotePayout
from hov_donate.ledger import queries as ledger_queries
from hov_donate.ledger import rules
from hov_donate.ledger.chart import Account
from hov_donate.ledger.operations import EntryFacts, NewEntry, lock_books, post
from hov_donate.payments.events import BalanceMoved
from hov_donate.payments.rules import Owner, PaymentPurpose
from hov_donate.reconciliation import queries
from hov_donate.reconciliation.events import PayoutFailed, UnknownCategoryPosted
from hov_donate.reconciliation.models import (
    BalanceComparison,
    Payout,
    ReceivablesComparison,
    ReconciliationRun,
    SweepRun,
    SweepStep,
)

# Before Stripe existed there is nothing to pull.
BEGINNING = datetime(2011, 1, 1, tzinfo=UTC)
PAYERS = {
    PaymentPurpose.DONATION: rules.PayerAccounts(Account.DONATIONS, Account.DONATIONS_REFUNDED),
    # The fee was booked with its invoice: money pays that, and is owed again when it goes.
    PaymentPurpose.AFFILIATION: rules.PayerAccounts(*[Account.RECEIVABLES] * 3),
}
# Neither income nor refund: it is owed to whoever gave it until somebody accepts it.
HELD = rules.PayerAccounts(*[Account.HELD_GIFTS] * 3)
RECURRING = rules.PayerAccounts(Account.RECURRING_DONATIONS, Account.DONATIONS_REFUNDED)
# Stripe's word for a payout that the bank did not take (docs.stripe.com/api/payouts/object).
FAILED = "failed"
# Our own word, beside Stripe's categories.
PLACED_BY_STAFF = "placed_by_staff"


def post_transactions(
    work: UnitOfWork,
    *,
    transactions: Iterable[RemoteBalanceTransaction],
    owners: Mapping[str, Owner],
    time_zone: str,
) -> int:
    """Book balance transactions that are not in the books yet; how many were.

    A payment without an owner belongs to another system on the same Stripe account.
    """
    by_id = {transaction.id: transaction for transaction in transactions}
    lock_books(work)
    for known in ledger_queries.booked(work.session, by_id):
        del by_id[known]
    fresh = sorted(by_id.values(), key=lambda transaction: (transaction.created_at, transaction.id))
    entries = [
        _entry(transaction, owners.get(transaction.payment_id or ""), time_zone)
        for transaction in fresh
    ]
    post(work, entries=entries)
    for transaction in fresh:
        if not rules.is_known(transaction.reporting_category):
            work.tell(UnknownCategoryPosted(transaction.id, transaction.reporting_category))
    return len(fresh)


def _entry(transaction: RemoteBalanceTransaction, owner: Owner | None, time_zone: str) -> NewEntry:
    movement = rules.Movement(
        category=transaction.reporting_category,
        gross=Money(transaction.gross_minor, transaction.currency),
        fee=Money(transaction.fee_minor, transaction.currency),
        given=transaction.given,
        fund=_fund(owner),
    )
    counter = rules.counter_account(movement.category, _payer_accounts(owner, movement))
    return NewEntry(_facts(transaction, owner, time_zone), rules.postings_for(movement, counter))


def _fund(owner: Owner | None) -> str:
    """What nobody has accepted is for no fund of its own, its fee neither."""
    return rules.GENERAL_FUND if owner is None or owner.held else owner.fund


def _payer_accounts(owner: Owner | None, movement: rules.Movement) -> rules.PayerAccounts:
    """A payer's movement without an owner belongs to another system on the same account."""
    if owner is None:
        others = rules.PayerAccounts(*[Account.OTHER_INSTALLATIONS] * 3)
        nobody = rules.PayerAccounts(Account.OTHER_INSTALLATIONS, Account.OTHER_INSTALLATIONS)
        return others if movement.given else nobody
    if owner.purpose is None:
        return rules.PayerAccounts(*[Account.UNMATCHED_PAYMENTS] * 3)
    if owner.held:
        return HELD
    return RECURRING if _gives_regularly(owner) else PAYERS[owner.purpose]


def _gives_regularly(owner: Owner) -> bool:
    return owner.recurring and owner.purpose is PaymentPurpose.DONATION


def post_placing(
    work: UnitOfWork,
    *,
    intent_id: str,
    owner: Owner,
    amount: Money,
    booked: Sequence[rules.Line],
    time_zone: str,
) -> None:
    """Book that unmatched money was placed by a person; the database refuses a second time.

    `amount` is what the payer gave, in their currency; Stripe's balance does not move. What was
    `booked` of it until now, while nobody knew what it was for, goes with it into its fund. A gift
    that is held is no income by that.
    """
    assert owner.purpose is not None  # noqa: S101 (placing gives it one)
    today = rules.booking_day(work.now, time_zone)
    facts = EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category=PLACED_BY_STAFF,
        source_id=intent_id,
        payment_reference=owner.reference,
        occurred_at=work.now,
        booked_on=today,
        available_on=today,
        gross_minor=0,
        fee_minor=0,
        net_minor=0,
        currency=amount.currency,
        gift_minor=amount.minor,
        gift_currency=amount.currency,
        exchange_rate=None,
    )
    income = HELD.income if owner.held else PAYERS[owner.purpose].income
    fund = _fund(owner)
    lines = rules.placing(Account.UNMATCHED_PAYMENTS, income, amount, fund)
    lines += rules.along(booked, fund)
    lock_books(work)
    post(work, entries=[NewEntry(facts, lines)])


def _facts(
    transaction: RemoteBalanceTransaction, owner: Owner | None, time_zone: str
) -> EntryFacts:
    given = transaction.given
    return EntryFacts(
        stripe_balance_transaction_id=transaction.id,
        reporting_category=transaction.reporting_category,
        source_id=transaction.source_id,
        payment_reference=owner.reference if owner else None,
        occurred_at=transaction.created_at,
        booked_on=rules.booking_day(transaction.created_at, time_zone),
        available_on=transaction.available_on,
        gross_minor=transaction.gross_minor,
        fee_minor=transaction.fee_minor,
        net_minor=transaction.net_minor,
        currency=transaction.currency,
        gift_minor=given.minor if given else None,
        gift_currency=given.currency if given else None,
        exchange_rate=transaction.exchange_rate,
    )


def record_payout(
    work: UnitOfWork, *, remote: RemotePayout, items: Sequence[RemoteBalanceTransaction] | None
) -> None:
    """Keep a payout as Stripe states it, with the sum of its items once there are any."""
    facts = {
        "amount_minor": remote.amount.minor,
        "currency": remote.amount.currency,
        "status": remote.status,
        "arrival_date": remote.arrival_date,
        "created_at": remote.created_at,
    }
    work.session.execute(
        insert_ignoring_twins(work.session, Payout).values(stripe_payout_id=remote.id, **facts)
    )
    payout = work.session.scalars(
        select(Payout).where(Payout.stripe_payout_id == remote.id).with_for_update()
    ).one()
    for name, value in facts.items():
        setattr(payout, name, value)
    if items is not None:
        payout.items = len(items)
        payout.items_minor = sum(item.net_minor for item in items)
    work.session.flush()
    for transaction in remote.balance_transactions:
        work.tell(BalanceMoved(transaction, None))
    if remote.status == FAILED:
        work.tell(PayoutFailed(remote.id))


def advance_run(work: UnitOfWork, *, run_id: int, page: Page, posted: int) -> None:
    """Note what a page brought, and where the next one starts."""
    run = work.session.get_one(ReconciliationRun, run_id, with_for_update=True)
    run.seen += len(page.items)
    run.posted += posted
    run.page_after = page.next_after
    moments = [item.created_at for item in page.items]
    run.newest_at = max([*moments, run.newest_at or BEGINNING])


def finish_run(work: UnitOfWork, *, run: ReconciliationRun, stripe: Mapping[str, Money]) -> None:
    """Close a run with what Stripe and the books say, for every currency either of them has.

    And with what affiliates owe, which is held against the books as well.
    """
    ours = ledger_queries.balances(work.session, Account.STRIPE)
    for currency in sorted(stripe.keys() | ours.keys()):
        nothing = Money(0, currency)
        work.session.add(
            BalanceComparison(
                run_id=run.id,
                currency=currency,
                stripe_minor=stripe.get(currency, nothing).minor,
                ledger_minor=ours.get(currency, nothing).minor,
            )
        )
    _compare_receivables(work, run)
    run.finished_at = work.now
    work.session.flush()


def _compare_receivables(work: UnitOfWork, run: ReconciliationRun) -> None:
    """Hold what affiliates owe, less their credit, against the books, in every currency."""
    # Nobody books while the rows are read that the books are held against.
    lock_books(work)
    ours = ledger_queries.balances(work.session, Account.RECEIVABLES)
    expected = {each.currency: each.expected for each in receivables(work.session)}
    for currency in sorted(expected.keys() | ours.keys()):
        nothing = Money(0, currency)
        work.session.add(
            ReceivablesComparison(
                run_id=run.id,
                currency=currency,
                expected_minor=expected.get(currency, nothing).minor,
                ledger_minor=ours.get(currency, nothing).minor,
            )
        )


def sweep_under_way(work: UnitOfWork, *, overlap: timedelta) -> SweepRun:
    """The sweep that was begun and not ended, or a new one.

    A new one looks back to a little before the last one began, or before the first gift.
    """
    lock_books(work)
    unfinished = queries.unfinished_sweep(work.session)
    if unfinished is not None:
        return unfinished
    last = queries.last_finished_sweep(work.session)
    begin = last.started_at if last else queries.first_asked_at(work.session) or work.now
    # Should our clock be ahead of Stripe's, the newest that Stripe has booked tells.
    begin = min(begin, queries.newest_pulled(work.session) or begin)
    run = SweepRun(
        since=begin - overlap,
        step=SweepStep.EVENTS,
        seen=0,
        differed=0,
        failed=0,
        started_at=work.now,
    )
    work.session.add(run)
    work.session.flush()
    return run


def advance_sweep(
    work: UnitOfWork,
    *,
    run: SweepRun,
    place: tuple[SweepStep, str | None],
    seen: int,
    differed: int,
) -> SweepRun:
    """Note what a page brought and where the next one starts, unless another sweep was quicker."""
    stored = work.session.get_one(SweepRun, run.id, with_for_update=True)
    if (stored.step, stored.page_after) == (run.step, run.page_after):
        stored.step, stored.page_after = place
        stored.seen += seen
        stored.differed += differed
        work.session.flush()
    return stored


def finish_sweep(work: UnitOfWork, *, run: SweepRun, failed: int) -> SweepRun:
    """Close a sweep; `failed` is how much is left to the worker."""
    stored = work.session.get_one(SweepRun, run.id, with_for_update=True)
    if stored.finished_at is None:
        stored.failed = failed
        stored.finished_at = work.now
        work.session.flush()
    return stored
