"""What has just the line's amount, about its day: payouts, credit sent back; and bank charges."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, Surety
from hov_donate.reconciliation.bank.rules.matching.facts import (
    ARRIVES_WITHIN,
    RECORDED_WITHIN,
    Dated,
    Proposal,
    Seen,
)

CHARGE_WORDS = frozenset(
    [
        *("FEE", "FEES", "CHARGE", "CHARGES", "COMMISSION", "COMISION", "COMISIÓN", "COMISIONES"),
        *("ENTGELT", "GEBÜHR", "GEBUEHR", "FRAIS", "COMMISSIONI", "SPESE"),
    ]
)


def payouts(line: Seen, found: Sequence[Dated]) -> Iterable[Proposal]:
    """The payout that arrives on the nearest day; one of two on the same day is only likely."""
    near = _nearest(line, found, ARRIVES_WITHIN)
    if not near:
        return
    reasons = [Reason.SAME_AMOUNT, Reason.SAME_DAYS]
    if line.names_stripe:
        reasons.append(Reason.NAMES_STRIPE)
    if line.twin:
        reasons.append(Reason.TWIN)
    exact = line.names_stripe and len(near) == 1 and not line.twin
    surety = Surety.EXACT if exact else Surety.LIKELY
    yield Proposal(ProposalKind.PAYOUT, surety, tuple(reasons), near[0].id)


def sent_back(line: Seen, found: Sequence[Dated]) -> Iterable[Proposal]:
    """Credit that was noted as sent back."""
    near = _nearest(line, found, RECORDED_WITHIN)
    if line.minor < 0 and near:
        reasons = (Reason.SAME_AMOUNT, Reason.SAME_DAYS)
        yield Proposal(ProposalKind.SENT_BACK, Surety.LIKELY, reasons, near[0].id)


def charges(line: Seen) -> Iterable[Proposal]:
    """What the bank took for its work, as its words say."""
    if line.minor < 0 and line.words & CHARGE_WORDS:
        yield Proposal(ProposalKind.CHARGES, Surety.POSSIBLE, (Reason.WORDS,))


def _nearest(line: Seen, dated: Sequence[Dated], within: timedelta) -> list[Dated]:
    """Those of the nearest day, if it is near enough."""
    near = [it for it in dated if abs(it.on - line.booked_on) <= within]
    nearest = min((abs(it.on - line.booked_on) for it in near), default=None)
    return [it for it in near if abs(it.on - line.booked_on) == nearest]
