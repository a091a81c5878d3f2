"""Rows that turn a light amber or red."""

from datetime import datetime, timedelta
from typing import Any

from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.payments.models import Dispute, UnmatchedPayment
from hov_donate.payments.rules import DisputeStatus, UnmatchedReason
from hov_donate.reconciliation.models import (
    BalanceComparison,
    Payout,
    ReceivablesComparison,
    ReconciliationRun,
    SweepRun,
    SweepStep,
)
from hov_donate.reports.models import EndpointLook
from tests.support.office import NOON, Office


def ago(**span: float) -> datetime:
    """A moment before noon."""
    return NOON - timedelta(**span)


def put(office: Office, *rows: object) -> None:
    """Keep rows."""
    with office.database.writing() as work:
        work.session.add_all(rows)


def event(
    status: InboxStatus, received_at: datetime = NOON, kind: str = "charge.updated"
) -> InboxEvent:
    """An event of Stripe's."""
    return InboxEvent(
        stripe_event_id=f"evt_{kind}_{status}_{received_at.isoformat()}",
        type=kind,
        object_type="charge",
        object_id="ch_1",
        api_version="2026-10-28.endive",
        created_at=received_at,
        received_at=received_at,
        status=status,
        next_attempt_at=received_at,
    )


def letter(status: OutboxStatus, number: int = 1, created_at: datetime = NOON) -> OutboxMessage:
    """A letter to the treasurer."""
    return OutboxMessage(
        kind="treasurer_alert",
        object_id=f"txn_{number}",
        language="en",
        status=status,
        next_attempt_at=created_at,
        created_at=created_at,
    )


def check(number: int, finished_at: datetime, difference: int = 0, owed: int = 0) -> list[object]:
    """A finished check of the books, and by how much they differed.

    `difference` from Stripe's balance, `owed` from what affiliates owe.
    """
    run = ReconciliationRun(
        id=number, since=finished_at, started_at=finished_at, finished_at=finished_at
    )
    found = BalanceComparison(
        run_id=number, currency="GBP", stripe_minor=1000 + difference, ledger_minor=1000
    )
    owing = ReceivablesComparison(
        run_id=number, currency="GBP", expected_minor=500 + owed, ledger_minor=500
    )
    return [run, found, owing]


def sweep(number: int = 1, **more: Any) -> SweepRun:
    """A look through everything."""
    told = {"since": NOON, "step": SweepStep.BALANCE, "started_at": NOON, "finished_at": NOON}
    return SweepRun(id=number, seen=40, **{**told, **more})


def payout(number: int, status: str, created_at: datetime = NOON) -> Payout:
    """Money on its way to the bank."""
    return Payout(
        stripe_payout_id=f"po_{number}",
        amount_minor=50_000,
        currency="GBP",
        status=status,
        arrival_date=NOON.date(),
        created_at=created_at,
    )


def look(**more: Any) -> EndpointLook:
    """What Stripe said about the endpoint."""
    order = {"present": True, "enabled": True, "right_version": True, "missing": ""}
    return EndpointLook(id=1, **{"looked_at": NOON, **order, **more})


def unmatched(noticed_at: datetime = NOON) -> UnmatchedPayment:
    """Money that matches nothing."""
    return UnmatchedPayment(
        stripe_payment_intent_id="pi_1",
        reason=UnmatchedReason.NOT_OURS,
        amount_minor=500,
        currency="GBP",
        noticed_at=noticed_at,
    )


def dispute(status: DisputeStatus, due: datetime | None = None, number: int = 1) -> Dispute:
    """A dispute."""
    return Dispute(
        stripe_dispute_id=f"dp_{number}",
        stripe_payment_intent_id="pi_1",
        amount_minor=500,
        currency="GBP",
        status=status,
        reason="fraudulent",
        opened_at=NOON,
        evidence_due_by=due,
    )
