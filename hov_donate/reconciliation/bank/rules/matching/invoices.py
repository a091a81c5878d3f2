"""Which invoices a line pays: by their references, else by their affiliate."""

from collections.abc import Iterable, Sequence

from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, Surety
from hov_donate.reconciliation.bank.rules.matching.facts import Owed, Proposal, Seen
from hov_donate.reconciliation.bank.rules.references import Found

_WHY = {
    Found.WHOLE: Reason.REFERENCE,
    Found.LOST_FIRST: Reason.LOST_FIRST,
    Found.LOST_LAST: Reason.LOST_LAST,
    Found.LOOK_ALIKE: Reason.LOOK_ALIKE,
}


def invoices(line: Seen, owed: Sequence[Owed], *, doubtful: bool) -> Iterable[Proposal]:
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
