"""What has the amount of a line about its day: payouts, credit sent back."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import CreditUse, CreditUseKind
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.around.sizes import (
    NEVER_ARRIVES,
    Sized,
    parts,
    taken,
    window,
)
from hov_donate.reconciliation.bank.rules.matching import ARRIVES_WITHIN, RECORDED_WITHIN, Dated
from hov_donate.reconciliation.models import Payout


def payouts(session: Session, lines: Sequence[BankLine]) -> dict[Sized, list[Dated]]:
    """Payouts that may arrive and are on no line yet."""
    sums = {line.amount_minor for line in lines}
    found: dict[Sized, list[Dated]] = defaultdict(list)
    for some in parts(sums):
        rows = session.execute(
            select(Payout.id, Payout.arrival_date, Payout.currency, Payout.amount_minor).where(
                Payout.amount_minor.in_(some),
                Payout.arrival_date.between(*window(lines, ARRIVES_WITHIN)),
                Payout.status.not_in(NEVER_ARRIVES),
                Payout.id.not_in(taken(BankSettlement.payout_id)),
            )
        )
        for key, day, currency, minor in rows:
            found[currency, minor].append(Dated(key, day))
    return found


def sent_back(session: Session, lines: Sequence[BankLine]) -> dict[Sized, list[Dated]]:
    """Credit that was noted as sent back by bank, each time as one sum, and is on no line yet."""
    if not any(line.amount_minor < 0 for line in lines):
        return {}
    first, last = window(lines, RECORDED_WITHIN)
    rows = session.execute(
        select(
            func.min(CreditUse.id),
            CreditUse.at,
            CreditUse.currency,
            func.sum(CreditUse.amount_minor),
        )
        .where(CreditUse.kind == CreditUseKind.SENT_BACK)
        .group_by(CreditUse.affiliation_id, CreditUse.at, CreditUse.currency)
        .having(func.min(CreditUse.id).not_in(taken(BankSettlement.credit_use_id)))
    )
    found: dict[Sized, list[Dated]] = defaultdict(list)
    for key, at, currency, minor in rows:
        if first <= at.date() <= last:
            found[currency, -int(minor)].append(Dated(key, at.date()))
    return found
