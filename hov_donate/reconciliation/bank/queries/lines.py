"""Lines and what was said of them."""

import re

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.around import NEVER_ARRIVES, taken
from hov_donate.reconciliation.bank.rules.matching import ARRIVES_WITHIN, STRIPE
from hov_donate.reconciliation.models import Payout


def words_in(text: str) -> frozenset[str]:
    """The words of a text, in capitals."""
    return frozenset(re.findall(r"\w+", text.upper()))


def standing(session: Session, line_id: int) -> BankSettlement | None:
    """What a line is, as was said and not taken back."""
    return session.scalars(
        select(BankSettlement).where(
            BankSettlement.line_id == line_id, BankSettlement.undone_at.is_(None)
        )
    ).one_or_none()


def history(session: Session, line_id: int) -> list[BankSettlement]:
    """All that was ever said of a line, the first first."""
    rows = session.scalars(
        select(BankSettlement)
        .where(BankSettlement.line_id == line_id)
        .order_by(BankSettlement.number)
    )
    return list(rows)


def line_of_received(session: Session, received_id: int) -> int | None:
    """The line of a statement on which a recorded sum stands."""
    return _line_of(session, BankSettlement.received_id == received_id)


def line_of_gift(session: Session, gift_id: int) -> int | None:
    """The line of a statement on which a gift by bank stands."""
    return _line_of(session, BankSettlement.gift_id == gift_id)


def line_of_batch(session: Session, batch_id: int) -> int | None:
    """The line of a statement on which a batch stands."""
    return _line_of(session, BankSettlement.batch_id == batch_id)


def _line_of(session: Session, which: ColumnElement[bool]) -> int | None:
    query = select(BankSettlement.line_id).where(which, BankSettlement.undone_at.is_(None))
    return session.scalar(query)


def is_a_payout(session: Session, line: BankLine, text: str) -> bool:
    """Whether a line is Stripe's money and so cannot be anybody's gift or other income.

    Its words name Stripe, or a payout of just this sum is to arrive about that day.
    """
    if any(word.startswith(STRIPE) for word in words_in(text)):
        return True
    first, last = line.booked_on - ARRIVES_WITHIN, line.booked_on + ARRIVES_WITHIN
    expected = select(Payout.id).where(
        Payout.amount_minor == line.amount_minor,
        Payout.currency == line.currency,
        Payout.arrival_date.between(first, last),
        Payout.status.not_in(NEVER_ARRIVES),
        Payout.id.not_in(taken(BankSettlement.payout_id)),
    )
    return session.scalar(expected.limit(1)) is not None
