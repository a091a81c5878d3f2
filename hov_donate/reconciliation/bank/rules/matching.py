"""What a line may be. Pure: from the line and what might fit it, with the reasons.

Nothing is ever booked from here: a person confirms. What is found in two equally good ways is not
proposed as either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, Surety
from hov_donate.reconciliation.bank.rules.references import Found

# Stripe names the day on which a payout should arrive; banks book it within the same week.
ARRIVES_WITHIN = timedelta(days=5)
# People record a transfer when they see it on their telephone, or a week later.
RECORDED_WITHIN = timedelta(days=7)
STRIPE = "STRIPE"
CHARGE_WORDS = frozenset(
    [
        *("FEE", "FEES", "CHARGE", "CHARGES", "COMMISSION", "COMISION", "COMISIÓN", "COMISIONES"),
        *("ENTGELT", "GEBÜHR", "GEBUEHR", "FRAIS", "COMMISSIONI", "SPESE"),
    ]
)
_WHY = {
    Found.WHOLE: Reason.REFERENCE,
    Found.LOST_FIRST: Reason.LOST_FIRST,
    Found.LOST_LAST: Reason.LOST_LAST,
    Found.LOOK_ALIKE: Reason.LOOK_ALIKE,
}


@dataclass(frozen=True)
class Seen:
    """A line as far as matching goes; `minor` is negative when money went."""

    booked_on: date
    minor: int
    words: frozenset[str]
    twin: bool = False

    @property
    def names_stripe(self) -> bool:
        """Whether its words say who sent it."""
        return any(word.startswith(STRIPE) for word in self.words)


@dataclass(frozen=True)
class Owed:
    """An invoice in the line's currency of which something is owed, and how it was found.

    None: by its affiliate, whose number stands there (`numbered`) or whose name does (`named`).
    """

    invoice_id: int
    owed: int
    found: Found | None = None
    numbered: bool = False
    named: bool = False


@dataclass(frozen=True)
class Dated:
    """Something with a day and the line's amount: a payout, a recorded sum, credit sent back."""

    id: int
    on: date


@dataclass(frozen=True)
class Around:
    """All that might fit a line: of its currency, and not on another line yet."""

    payouts: Sequence[Dated] = ()
    owed: Sequence[Owed] = ()
    recorded: Sequence[Dated] = ()
    sent_back: Sequence[Dated] = ()


@dataclass(frozen=True)
class Proposal:
    """What a line may be. `target` is the key of what it would be settled with, or None.

    `shares` are invoices with minor units, in the order in which they are settled.
    """

    kind: ProposalKind
    surety: Surety
    reasons: tuple[Reason, ...]
    target: int | None = None
    shares: tuple[tuple[int, int], ...] = field(default=())


def propose(line: Seen, around: Around) -> list[Proposal]:
    """What a line may be, the likeliest first; none when nothing is known of it."""
    if line.minor == 0:
        return []
    recorded = list(_recorded(line, around.recorded))
    found = [
        *_payouts(line, around.payouts),
        *recorded,
        *_invoices(line, around.owed, doubtful=bool(recorded)),
        *_sent_back(line, around.sent_back),
        *_charges(line),
    ]
    return sorted(found, key=lambda it: list(Surety).index(it.surety))


def _payouts(line: Seen, payouts: Sequence[Dated]) -> Iterable[Proposal]:
    """The payout that arrives on the nearest day; one of two on the same day is only likely."""
    near = _nearest(line, payouts, ARRIVES_WITHIN)
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


def _recorded(line: Seen, recorded: Sequence[Dated]) -> Iterable[Proposal]:
    near = _nearest(line, recorded, RECORDED_WITHIN)
    if line.minor > 0 and near:
        reasons = (Reason.SAME_AMOUNT, Reason.SAME_DAYS)
        yield Proposal(ProposalKind.RECORDED, Surety.LIKELY, reasons, near[0].id)


def _sent_back(line: Seen, sent_back: Sequence[Dated]) -> Iterable[Proposal]:
    near = _nearest(line, sent_back, RECORDED_WITHIN)
    if line.minor < 0 and near:
        reasons = (Reason.SAME_AMOUNT, Reason.SAME_DAYS)
        yield Proposal(ProposalKind.SENT_BACK, Surety.LIKELY, reasons, near[0].id)


def _charges(line: Seen) -> Iterable[Proposal]:
    if line.minor < 0 and line.words & CHARGE_WORDS:
        yield Proposal(ProposalKind.CHARGES, Surety.POSSIBLE, (Reason.WORDS,))


def _nearest(line: Seen, dated: Sequence[Dated], within: timedelta) -> list[Dated]:
    """Those of the nearest day, if it is near enough."""
    near = [it for it in dated if abs(it.on - line.booked_on) <= within]
    nearest = min((abs(it.on - line.booked_on) for it in near), default=None)
    return [it for it in near if abs(it.on - line.booked_on) == nearest]


def _invoices(line: Seen, owed: Sequence[Owed], *, doubtful: bool) -> Iterable[Proposal]:
    """At most one proposal: by references in full, else mended, else by affiliate, else by name."""
    if line.minor <= 0:
        return
    made = (
        _by_whole_references(line.minor, [it for it in owed if it.found is Found.WHOLE])
        or _by_mended(line.minor, [it for it in owed if it.found not in {None, Found.WHOLE}])
        or _by_number(line.minor, [it for it in owed if it.numbered])
        or _by_name(line.minor, [it for it in owed if it.named])
    )
    if made is None:
        return
    against = [Reason.TWIN] * line.twin + [Reason.RECORDED_TOO] * doubtful
    surety = Surety.LIKELY if against and made.surety is Surety.EXACT else made.surety
    yield Proposal(made.kind, surety, (*made.reasons, *against), shares=made.shares)


def _by_whole_references(minor: int, owed: Sequence[Owed]) -> Proposal | None:
    if not owed:
        return None
    if len(owed) == 1:
        surety = Surety.EXACT if owed[0].owed == minor else Surety.LIKELY
        return _for(minor, owed, surety, Reason.REFERENCE)
    together = sum(it.owed for it in owed) == minor
    return _for(minor, owed, Surety.LIKELY if together else Surety.POSSIBLE, Reason.REFERENCE)


def _by_mended(minor: int, owed: Sequence[Owed]) -> Proposal | None:
    """Only what is the one way to mend it; of several, only the one whose amount is the line's."""
    fitting = [it for it in owed if it.owed == minor]
    meant = fitting or owed
    if len(meant) != 1 or meant[0].found is None:
        return None
    surety = Surety.LIKELY if fitting else Surety.POSSIBLE
    return _for(minor, meant, surety, _WHY[meant[0].found])


def _by_number(minor: int, owed: Sequence[Owed]) -> Proposal | None:
    if not owed:
        return None
    fitting = [it for it in owed if it.owed == minor]
    if len(fitting) == 1:
        return _for(minor, fitting, Surety.LIKELY, Reason.AFFILIATE_NUMBER)
    together = sum(it.owed for it in owed) == minor
    surety = Surety.LIKELY if together else Surety.POSSIBLE
    return _for(minor, owed, surety, Reason.AFFILIATE_NUMBER)


def _by_name(minor: int, owed: Sequence[Owed]) -> Proposal | None:
    fitting = [it for it in owed if it.owed == minor]
    return _for(minor, fitting, Surety.POSSIBLE, Reason.NAME) if len(fitting) == 1 else None


def _for(minor: int, owed: Sequence[Owed], surety: Surety, why: Reason) -> Proposal:
    """These invoices in their order, as far as the sum goes; what is left of it is credit."""
    shares, left = [], minor
    for it in owed:
        share = min(it.owed, left)
        if share:
            shares.append((it.invoice_id, share))
            left -= share
    together = sum(it.owed for it in owed)
    size = (
        Reason.SAME_AMOUNT
        if together == minor
        else Reason.MORE
        if together < minor
        else Reason.PART
    )
    reasons = (why, *[Reason.TOGETHER] * (len(owed) > 1), size)
    return Proposal(ProposalKind.INVOICES, surety, reasons, shares=tuple(shares))


def _size(minor: int, owed: Sequence[Owed]) -> Reason:
    together = sum(it.owed for it in owed)
    if together == minor:
        return Reason.SAME_AMOUNT
    return Reason.MORE if together < minor else Reason.PART
