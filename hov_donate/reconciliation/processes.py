"""Pulling balance transactions and payouts from Stripe: in pages, resumable, as often as wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.gateway.port import Page, PaymentGateway, RemoteBalanceTransaction
from hov_donate.ledger import queries as ledger_queries
from hov_donate.ledger.operations import lock_books
from hov_donate.payments.processes import sync_payment
from hov_donate.payments.queries import awaited, known_refunds, owners
from hov_donate.payments.rules import Outcome
from hov_donate.reconciliation import operations, queries
from hov_donate.reconciliation.models import ReconciliationRun

# Stripe may add transactions late: each pull looks this far behind the last one.
OVERLAP = timedelta(hours=48)


@dataclass(frozen=True)
class Progress:
    """How far a run has come; `reached` is the oldest moment pulled so far."""

    seen: int
    posted: int
    reached: datetime | None
    finished: bool


@dataclass(frozen=True)
class Reconciler:
    """Brings Stripe's balance transactions into the books, a page in a transaction."""

    settings: Settings
    database: Database
    gateway: PaymentGateway

    def step(self) -> Progress:
        """One page of the run under way, or of a new one.

        A page and the place where it ended are written together: a killed run goes on there.
        Raises GatewayError; the next call goes on at the same page.
        """
        run = self._run_under_way()
        page = self.gateway.balance_transactions(since=run.since, after=run.page_after)
        self._meet_strangers(page.items)
        posted = self._post(run.id, page)
        if page.next_after is None:
            self._finish(run.id)
        return Progress(
            seen=run.seen + len(page.items),
            posted=run.posted + posted,
            reached=page.items[-1].created_at if page.items else None,
            finished=page.next_after is None,
        )

    def run(self) -> None:
        """Pull until a run is finished."""
        while not self.step().finished:
            pass

    def _run_under_way(self) -> ReconciliationRun:
        with self.database.writing() as work:
            run = queries.unfinished_run(work.session)
            if run is None:
                newest = queries.newest_pulled(work.session)
                run = ReconciliationRun(
                    since=newest - OVERLAP if newest else operations.BEGINNING,
                    newest_at=newest,
                    seen=0,
                    posted=0,
                    started_at=work.now,
                )
                work.session.add(run)
        return run

    def _post(self, run_id: int, page: Page) -> int:
        with self.database.writing() as work:
            # Nobody accepts a held gift between the look at whose the money is and the booking.
            lock_books(work)
            posted = operations.post_transactions(
                work,
                transactions=page.items,
                owners=owners(work.session, _payment_ids(page.items)),
                time_zone=self.settings.campaign.time_zone,
            )
            operations.advance_run(work, run_id=run_id, page=page, posted=posted)
        return posted

    def _meet_strangers(self, items: Sequence[RemoteBalanceTransaction]) -> None:
        """Bring up to date, before they are booked, payments of which no event reached us.

        What stays unknown then belongs to another system on the same account.
        """
        with self.database.reading() as session:
            booked = ledger_queries.booked(session, [item.id for item in items])
            fresh = [item for item in items if item.id not in booked]
            named = _payment_ids(fresh)
            payments = named - owners(session, named).keys()
            payments |= awaited(session, named)
            payments |= _payment_ids(_news_of_known(session, fresh))
            payouts = _payout_ids(fresh)
        for payment_id in sorted(payments):
            sync_payment(self.database, self.gateway, payment_id)
        for payout_id in payouts:
            sync_payout(self.database, self.gateway, payout_id)

    def _finish(self, run_id: int) -> None:
        self._refresh_payouts()
        balances = self.gateway.balances()
        with self.database.writing() as work:
            run = work.session.get_one(ReconciliationRun, run_id, with_for_update=True)
            if run.finished_at is None:
                operations.finish_run(work, run=run, stripe=balances)

    def _refresh_payouts(self) -> None:
        with self.database.reading() as session:
            unsettled = queries.payouts_under_way(session)
        for payout_id in unsettled:
            sync_payout(self.database, self.gateway, payout_id)


def _news_of_known(
    session: Session, items: Sequence[RemoteBalanceTransaction]
) -> list[RemoteBalanceTransaction]:
    """Money that went back, or came back, of which the payment has not heard."""
    moved = [item for item in items if item.reporting_category != "charge"]
    heard = known_refunds(session, [item.source_id for item in moved if item.source_id])
    return [
        item for item in moved if item.reporting_category != "refund" or item.source_id not in heard
    ]


def _payment_ids(items: Sequence[RemoteBalanceTransaction]) -> set[str]:
    return {item.payment_id for item in items if item.payment_id}


def _payout_ids(items: Sequence[RemoteBalanceTransaction]) -> list[str]:
    """Each payout once, oldest first, so that the office lists them in the order they were made."""
    payouts = (item for item in items if item.reporting_category in {"payout", "payout_reversal"})
    oldest_first = sorted(payouts, key=lambda item: item.created_at)
    return list(dict.fromkeys(item.source_id for item in oldest_first if item.source_id))


def sync_payout(database: Database, gateway: PaymentGateway, payout_id: str) -> Outcome:
    """Keep a payout as Stripe states it, and its items once Stripe has listed them all."""
    remote = gateway.read_payout(payout_id)
    items = gateway.payout_items(payout_id) if remote.itemised else None
    with database.writing() as work:
        operations.record_payout(work, remote=remote, items=items)
    return Outcome.UPDATED
