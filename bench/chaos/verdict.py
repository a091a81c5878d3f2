"""What must be so after one sweep."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bench.chaos.house import House
from hov_donate.core.db import Base
from hov_donate.documents.models import Document
from hov_donate.inbox.models import InboxEvent
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.queries import balances
from hov_donate.outbox.models import OutboxMessage
from hov_donate.payments.models import Payment
from hov_donate.reconciliation.models import SweepRun

WITHOUT_EXACTLY_ONE_RECEIPT = """
    SELECT COUNT(*) FROM (
        SELECT p.reference FROM payments p
        LEFT JOIN documents d ON d.payment_reference = p.reference AND d.kind = 'receipt'
        GROUP BY p.reference, p.paid_at
        HAVING COUNT(d.id) <> CASE WHEN p.paid_at IS NULL THEN 0 ELSE 1 END
    ) AS wrong
"""


@dataclass(frozen=True)
class Verdict:
    """Figures to be shown, and what is wrong with them."""

    figures: dict[str, object]
    faults: list[str]


def judge(home: House, counts: Counter[str]) -> Verdict:
    """Look at the books after the sweep."""
    reconciled = home.command("reconcile")
    again = home.parts.sweeper.run()
    with home.parts.database.reading() as session:
        wrong = session.execute(text(WITHOUT_EXACTLY_ONE_RECEIPT)).scalar_one()
        statuses = session.execute(select(Payment.status, func.count()).group_by(Payment.status))
        by_status = {str(status): count for status, count in statuses}
        sweep = session.scalars(select(SweepRun).order_by(SweepRun.id).limit(1)).one()
        documents = session.execute(select(Document.kind, func.count()).group_by(Document.kind))
        figures: dict[str, Any] = {
            **counts,
            **_events(home),
            "events that reached us": _count(session, InboxEvent),
            "ledger entries": _count(session, LedgerEntry),
            "letters put out": _count(session, OutboxMessage),
            "gifts by status": by_status,
            "documents": {str(kind): count for kind, count in documents},
            "looked through by the sweep": sweep.seen,
            "stood otherwise before it": sweep.differed,
            "stands otherwise after it": again.differed,
            "gifts without exactly one receipt": wrong,
            "charges that Stripe took": _taken(home),
            "reconcile": reconciled.stdout.strip(),
        }
        receipts = figures["documents"]["receipt"]
        astray = [
            str(account)
            for account in (Account.OTHER_INSTALLATIONS, Account.UNMATCHED_PAYMENTS)
            if any(amount.minor for amount in balances(session, account).values())
        ]
    checks = (
        (reconciled.returncode == 0, "reconcile finds differences"),
        (_taken(home) == receipts, f"{_taken(home)} charges taken, {receipts} receipts"),
        (not astray, f"money of ours stands on {astray}"),
        (wrong == 0, f"{wrong} gifts have not exactly one receipt"),
        (again.differed == 0, f"a second sweep found {again.differed} more"),
        (again.failed == 0, f"{again.failed} objects could not be applied"),
    )
    return Verdict(figures, [why for right, why in checks if not right])


def _taken(home: House) -> int:
    """How many charges brought money at some time, as Stripe says."""
    charges = home.simulator.kept("charge")
    return sum(charge["balance_transaction"] is not None for charge in charges)


def _count(session: Session, model: type[Base]) -> int:
    return session.scalars(select(func.count()).select_from(model)).one()


def _events(home: House) -> dict[str, object]:
    """What the simulator sent, and what of it was lost."""
    deliveries = Counter(row["status"] for row in home.simulator.control.deliveries())
    return {
        "events at Stripe": home.simulator.count("event"),
        **{f"deliveries {status}": count for status, count in sorted(deliveries.items())},
    }
