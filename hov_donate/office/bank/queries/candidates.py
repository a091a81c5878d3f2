"""What a person may choose a line to be, where nothing is proposed that fits."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import ItemKind
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.around import taken
from hov_donate.reconciliation.bank.queries.unshown import Days, Unshown, unshown

# More than this nobody reads through.
MOST_SHOWN = 50
A_QUARTER = timedelta(days=92)
A_YEAR = timedelta(days=366)


def batches(session: Session, line: BankLine) -> Sequence[Batch]:
    """Batches of about that time that no line shows yet, the newest first."""
    first, last = line.booked_on - A_QUARTER, line.booked_on + A_QUARTER
    return session.scalars(
        select(Batch)
        .where(
            Batch.undone_at.is_(None),
            Batch.currency == line.currency,
            or_(Batch.paid_in_on.is_(None), Batch.paid_in_on.between(first, last)),
            Batch.id.not_in(taken(BankSettlement.batch_id)),
        )
        .order_by(Batch.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def cheques(session: Session, line: BankLine) -> Sequence[BoxItem]:
    """Cheques of the line's amount that the bank had taken in by its day, the newest first."""
    return session.scalars(
        select(BoxItem)
        .join(Batch, Batch.id == BoxItem.batch_id)
        .where(
            BoxItem.kind == ItemKind.CHEQUE,
            BoxItem.gone_on.is_(None),
            BoxItem.amount_minor == -line.amount_minor,
            BoxItem.currency == line.currency,
            Batch.paid_in_on <= line.booked_on,
        )
        .order_by(BoxItem.id.desc())
        .limit(MOST_SHOWN)
    ).all()


def recorded(session: Session, line: BankLine, time_zone: str) -> list[Unshown]:
    """What was recorded of the line's amount within a year, and stands on no line."""
    days = Days(line.booked_on - A_YEAR, line.booked_on + A_YEAR, time_zone)
    return unshown(session, line.amount, days)[:MOST_SHOWN]
