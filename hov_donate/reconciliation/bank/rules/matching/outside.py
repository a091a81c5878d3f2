"""What a line may be of money outside Stripe: transfers, batches, gifts, orders, cheques."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, Surety
from hov_donate.reconciliation.bank.rules.matching.facts import (
    RECORDED_WITHIN,
    Fitting,
    Proposal,
    Seen,
)

# Of more that fit equally well than anybody compares, none is proposed; of what is recorded
# already the first ones are, for to say of the line that it is something else would book it twice.
MOST_COMPARED = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class _Way:
    """How one kind of money is known again.

    `cited` is why, where its number or reference is in the words, and `surest` how sure that makes
    it with the amount. Alone, amount and days make it `alone` sure. `other` is how sure it is when
    it is cited with another amount; None: then it is something else. `recorded`: it stands in our
    books or box already.
    """

    kind: ProposalKind
    incoming: bool
    cited: Reason
    cited_within: timedelta
    within: timedelta
    surest: Surety
    alone: Surety
    other: Surety | None = None
    recorded: bool = True


# A batch lies in a night safe over a weekend or with a volunteer for longer, who has its slip.
BATCH = _Way(
    kind=ProposalKind.BATCH,
    incoming=True,
    cited=Reason.SLIP_NUMBER,
    cited_within=timedelta(days=31),
    within=timedelta(days=14),
    surest=Surety.EXACT,
    alone=Surety.LIKELY,
    other=Surety.POSSIBLE,
)
GIFT = _Way(
    kind=ProposalKind.GIFT_RECORDED,
    incoming=True,
    cited=Reason.REFERENCE,
    cited_within=RECORDED_WITHIN,
    within=RECORDED_WITHIN,
    surest=Surety.EXACT,
    alone=Surety.LIKELY,
)
# The same for what staff recorded for invoices.
TRANSFER = replace(GIFT, kind=ProposalKind.RECORDED)
# With its reference an order may be early or late (donations.offline.rules.EARLY, LATE).
ORDER = _Way(
    kind=ProposalKind.STANDING_ORDER,
    incoming=True,
    cited=Reason.REFERENCE,
    cited_within=timedelta(days=20),
    within=timedelta(days=5),
    surest=Surety.EXACT,
    alone=Surety.POSSIBLE,
    other=Surety.LIKELY,
    recorded=False,
)
# It takes a giver's gift back, so a person always looks; a bank may return one weeks later.
CHEQUE = _Way(
    kind=ProposalKind.BOUNCED,
    incoming=False,
    cited=Reason.CHEQUE_NUMBER,
    cited_within=timedelta(days=60),
    within=timedelta(days=14),
    surest=Surety.LIKELY,
    alone=Surety.POSSIBLE,
    recorded=False,
)
BOUNCE = _Way(
    kind=ProposalKind.BOUNCE_RECORDED,
    incoming=False,
    cited=Reason.CHEQUE_NUMBER,
    cited_within=timedelta(days=14),
    within=RECORDED_WITHIN,
    surest=Surety.EXACT,
    alone=Surety.LIKELY,
)


def outside(line: Seen, way: _Way, found: Sequence[Fitting], *, doubtful: bool) -> list[Proposal]:
    """What fits best: cited before named before by its amount, then the nearest day.

    Several that fit equally well are each possible, for a person to choose. `doubtful`: money of
    this amount is recorded already.
    """
    if (line.minor > 0) is not way.incoming or line.names_stripe:
        return []
    best = sorted(_best(line, way, found), key=lambda it: it.id)
    if len(best) > MOST_COMPARED and not way.recorded:
        return []
    several = [Reason.SEVERAL] * (len(best) > 1)
    against = (*several, *[Reason.TWIN] * line.twin, *[Reason.RECORDED_TOO] * doubtful)
    return [_proposal(line, way, it, against) for it in best[:MOST_COMPARED]]


def _best(line: Seen, way: _Way, found: Sequence[Fitting]) -> list[Fitting]:
    cited = [it for it in found if it.cited and _near(line, it, way.cited_within)]
    fitting = [it for it in cited if it.same] or (cited if way.other else [])
    if not fitting:
        alike = [it for it in found if it.same and _near(line, it, way.within)]
        fitting = [it for it in alike if it.named] or alike
    nearest = min((_distance(line, it) for it in fitting), default=None)
    return [it for it in fitting if _distance(line, it) == nearest]


def _proposal(line: Seen, way: _Way, it: Fitting, against: Sequence[Reason]) -> Proposal:
    surety = Surety.POSSIBLE if Reason.SEVERAL in against else _surety(line, way, it)
    if against and surety is Surety.EXACT:
        surety = Surety.LIKELY
    due_on = it.on if way is ORDER else None
    return Proposal(way.kind, surety, (*_reasons(line, way, it), *against), it.id, due_on=due_on)


def _surety(line: Seen, way: _Way, it: Fitting) -> Surety:
    if not it.same:
        return way.other or Surety.POSSIBLE
    if it.cited:
        near = _near(line, it, max(WEEK, way.within))
        return way.surest if near else Surety.LIKELY
    return Surety.LIKELY if it.named else way.alone


def _reasons(line: Seen, way: _Way, it: Fitting) -> Iterable[Reason]:
    if it.cited:
        yield way.cited
    yield Reason.SAME_AMOUNT if it.same else Reason.OTHER_AMOUNT
    if it.named:
        yield Reason.GIVER
    if _near(line, it, way.within):
        yield Reason.SAME_DAYS


def _near(line: Seen, it: Fitting, within: timedelta) -> bool:
    return _distance(line, it) <= within


def _distance(line: Seen, it: Fitting) -> timedelta:
    return abs(it.on - line.booked_on)
