"""Looking through everything at Stripe that no event may have told us of.

A sweep finds what stands otherwise here and puts it into the inbox; the same hands apply it that
apply Stripe's events, with the same retries, and the office sees what would not be applied. Every
page and the place where it ended are written together, so that a killed sweep goes on there.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from hov_donate.core.db import Database
from hov_donate.gateway.port import (
    GatewayRefusedError,
    GatewayUnavailableError,
    NotFoundError,
    PaymentGateway,
    SightingPage,
)
from hov_donate.inbox import operations as inbox
from hov_donate.inbox.processes import Sync, apply_waiting
from hov_donate.inbox.queries import left_count
from hov_donate.payments.processes import finish_cancelling
from hov_donate.payments.queries import installation
from hov_donate.reconciliation import operations
from hov_donate.reconciliation.models import SweepRun, SweepStep
from hov_donate.reconciliation.news import News, news
from hov_donate.reconciliation.open_matters import open_matters, overdue
from hov_donate.reconciliation.processes import Reconciler
from hov_donate.reconciliation.queries import unfinished_sweep

# What Stripe lists in each step.
LISTS = {
    SweepStep.EVENTS: "event",
    SweepStep.PAGES: "checkout.session",
    SweepStep.REFUNDS: "refund",
    SweepStep.DISPUTES: "dispute",
    SweepStep.FRAUD_WARNINGS: "radar.early_fraud_warning",
    SweepStep.SUBSCRIPTIONS: "subscription",
    SweepStep.INVOICES: "invoice",
    SweepStep.PAYOUTS: "payout",
}
STEPS = tuple(SweepStep)
# Each sweep looks this far behind the beginning of the last one.
OVERLAP = timedelta(hours=6)
# Waiting for Stripe to answer again, in seconds; then the sweep stops and can be taken up.
PATIENCE = (0.2, 0.5, 1.0, 2.0, 4.0)
# Rounds of trying at once what would otherwise wait for its next turn.
ROUNDS = 5

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep has come: what it looked through, and how much stood otherwise here."""

    run_id: int
    step: SweepStep
    seen: int
    differed: int
    failed: int
    finished: bool


@dataclass(frozen=True)
class Sweeper:
    """Goes through Stripe's lists and our open matters; `syncs` must use the same paced gateway."""

    database: Database
    gateway: PaymentGateway
    reconciler: Reconciler
    syncs: Mapping[str, Sync]
    event_types: frozenset[str]
    sleep: Callable[[float], None] = time.sleep

    def run(self, show: Callable[[SweepProgress], None] = lambda _: None) -> SweepProgress:
        """Sweep until finished. Raises GatewayError; the next call goes on where this one stopped.

        A sweep that was left unfinished has not seen what happened since in the lists that it had
        behind it: it is finished, and a whole one follows. What could not be applied is in the
        inbox, where the worker tries it again, or staff after reading why Stripe refuses it.
        """
        with self.database.reading() as session:
            left = unfinished_sweep(session)
        while True:
            progress = self.step()
            show(progress)
            if progress.finished and (left is None or progress.run_id != left.id):
                return progress

    def step(self) -> SweepProgress:
        """One page of the sweep under way, or of a new one."""
        run = self._run_under_way()
        if run.step is SweepStep.BALANCE:
            return self._compare_balance(run)
        if run.step is SweepStep.OPEN_MATTERS:
            self._finish_cancelling()
            with self.database.reading() as session:
                found = open_matters(session, run.page_after)
            return self._take(run, found.news, len(found.news), found.next_after, asked_only=True)
        page = self._patiently(lambda: self._list(run))
        if run.step is SweepStep.EVENTS:
            return self._take_events(run, page)
        with self.database.reading() as session:
            found_here = news(session, run.step, page, installation(session))
            if run.step is SweepStep.PAGES and page.next_after is None:
                found_here += overdue(session, self.database.clock.now())
        return self._take(run, found_here, len(page.items), page.next_after)

    def _finish_cancelling(self) -> None:
        """What Stripe refuses to end keeps its own job busy and its light red, not the sweep."""
        with suppress(GatewayRefusedError):
            self._patiently(lambda: finish_cancelling(self.database, self.gateway))

    def _run_under_way(self) -> SweepRun:
        with self.database.writing() as work:
            return operations.sweep_under_way(work, overlap=OVERLAP)

    def _list(self, run: SweepRun) -> SightingPage:
        # Of recurring gifts every one is compared, however old.
        since = None if run.step is SweepStep.SUBSCRIPTIONS else run.since
        try:
            return self.gateway.sightings(LISTS[run.step], since=since, after=run.page_after)
        except NotFoundError:
            # Where a sweep stopped weeks ago, Stripe's list of events has forgotten the place.
            return self.gateway.sightings(LISTS[run.step], since=since, after=None)

    def _take_events(self, run: SweepRun, page: SightingPage) -> SweepProgress:
        wanted = [hint for hint in page.hints if hint.type in self.event_types]
        with self.database.writing() as work:
            connection = work.session.connection()
            missed = sum(inbox.receive(connection, hint, work.now) for hint in wanted)
        return self._take(run, [], len(page.items), page.next_after, differed=missed)

    def _take(
        self,
        run: SweepRun,
        found: News,
        seen: int,
        next_after: str | None,
        *,
        differed: int = 0,
        asked_only: bool = False,
    ) -> SweepProgress:
        """Put what was found into the inbox, note how far we came, and apply it."""
        with self.database.writing() as work:
            noted = inbox.take_note(work, objects=found, why=f"sweep {run.id} {run.step}")
            moved = operations.advance_sweep(
                work,
                run=run,
                place=(run.step, next_after) if next_after else (_after(run.step), None),
                seen=seen,
                differed=differed + (0 if asked_only else noted),
            )
        failed = self._apply(run)
        return SweepProgress(run.id, run.step, moved.seen, moved.differed, failed, finished=False)

    def _apply(self, run: SweepRun) -> int:
        """Apply what waits, several times if need be; how much is left for the worker or staff."""
        for _ in range(ROUNDS):
            while apply_waiting(self.database, self.syncs):
                pass
            with self.database.writing() as work:
                # The last try is the worker's; each that killed one was had in vain.
                if not inbox.hurry(work, most_attempts=inbox.MOST_ATTEMPTS - 1):
                    break
        with self.database.reading() as session:
            return left_count(session, since=run.started_at)

    def _compare_balance(self, run: SweepRun) -> SweepProgress:
        while not self._patiently(self.reconciler.step).finished:
            pass
        failed = self._apply(run)
        with self.database.writing() as work:
            done = operations.finish_sweep(work, run=run, failed=failed)
        return SweepProgress(
            run.id, SweepStep.BALANCE, done.seen, done.differed, failed, finished=True
        )

    def _patiently(self, ask: Callable[[], Answer]) -> Answer:
        for seconds in PATIENCE:
            try:
                return ask()
            except GatewayUnavailableError:
                self.sleep(seconds)
        return ask()


def _after(step: SweepStep) -> SweepStep:
    return STEPS[STEPS.index(step) + 1]
