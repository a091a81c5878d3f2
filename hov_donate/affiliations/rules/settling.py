"""Which money settles which invoice. Pure: from what came, what is owed, and what was before.

Whatever happens to money at Stripe is read off its end: a payment that shrank lets go of what it
settled last, one that grew again takes that up again, and hearing of either twice moves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Flow:
    """How much of some money goes to one end: now, and at the most it ever was."""

    now: int = 0
    most: int = 0

    def then(self, change: int) -> "Flow":
        """After so much more, or less."""
        now = self.now + change
        return Flow(now, max(self.most, now))


@dataclass(frozen=True)
class Source:
    """One sum that came, in minor units of its currency: a payment at Stripe, or one recorded.

    `kept` is what is here of it; `settles` says what each invoice has of it, in the order in which
    they first got some; `given` is what its payer made a gift of, `sent_back` what went back by
    bank. A payment was `asked_for` an invoice, and settles that by itself.
    """

    payment_id: int | None
    received_id: int | None
    currency: str
    kept: int
    asked_for: int | None = None
    settles: Mapping[int, Flow] = field(default_factory=dict)
    given: Flow = field(default_factory=Flow)
    sent_back: int = 0

    @property
    def spare(self) -> int:
        """What settles nothing and was not given away: its owner's credit. Negative: overdrawn."""
        settled = sum(flow.now for flow in self.settles.values())
        return self.kept - settled - self.given.now - self.sent_back

    @property
    def overdrawn(self) -> int:
        """What went back of it although it was not there: its owner owes that, for no invoice."""
        return max(0, -self.spare)

    def settling(self, invoice_id: int, change: int) -> "Source":
        """After so much more of it, or less, settles an invoice."""
        flow = self.settles.get(invoice_id, Flow()).then(change)
        return replace(self, settles={**self.settles, invoice_id: flow})

    def giving(self, change: int) -> "Source":
        """After so much more of its credit is a gift, or less."""
        return replace(self, given=self.given.then(change))


@dataclass(frozen=True)
class Move:
    """Money of a source that begins to settle an invoice or, negative, ceases to.

    Without an invoice it is the gift that its payer made of credit.
    """

    source: Source
    invoice_id: int | None
    change: int


def reckon(sources: Sequence[Source], owed: Mapping[int, int]) -> list[Move]:
    """What must move so that no source is overdrawn and none that could settle its invoice is idle.

    `owed` is what each invoice still asks for, in minor units; invoices in other currencies than a
    source's must not be among those that it was asked for or settles. The sources come in the order
    in which they are to settle.
    """
    left = dict(owed)
    moves: list[Move] = []
    for source in sources:
        for move in _let_go(source):
            moves.append(move)
            if move.invoice_id is not None:
                left[move.invoice_id] = left.get(move.invoice_id, 0) - move.change
    for source in sources:
        for move in _take_up(source, left):
            moves.append(move)
            if move.invoice_id is not None:
                left[move.invoice_id] -= move.change
    return moves


def _let_go(source: Source) -> Iterable[Move]:
    """A gift of credit goes first, then what was settled last."""
    over = max(0, -source.spare)
    gift = min(over, source.given.now)
    if gift:
        yield Move(source, None, -gift)
    over -= gift
    for invoice_id, flow in reversed(list(source.settles.items())):
        part = min(over, flow.now)
        if part:
            yield Move(source, invoice_id, -part)
        over -= part


def _take_up(source: Source, left: Mapping[int, int]) -> Iterable[Move]:
    """The invoice that was asked for first, then what it settled before, then what was given."""
    spare = max(0, source.spare)
    for invoice_id in _homes(source):
        part = min(spare, left.get(invoice_id, 0), _wanted(source, invoice_id))
        if part > 0:
            yield Move(source, invoice_id, part)
            spare -= part
    gift = min(spare, source.given.most - source.given.now)
    if gift > 0:
        yield Move(source, None, gift)


def _homes(source: Source) -> list[int]:
    others = [invoice_id for invoice_id in source.settles if invoice_id != source.asked_for]
    return others if source.asked_for is None else [source.asked_for, *others]


def _wanted(source: Source, invoice_id: int) -> int:
    """All that its own invoice asks for; of others, no more than it ever settled."""
    if invoice_id == source.asked_for:
        return source.kept
    flow = source.settles[invoice_id]
    return flow.most - flow.now


def use(sources: Sequence[Source], owed: Sequence[tuple[int, int]]) -> list[Move]:
    """Let credit settle what is owed: both in the order given, all in one currency."""
    moves = []
    spare = [source.spare for source in sources]
    for invoice_id, left in owed:
        for at, source in enumerate(sources):
            part = min(spare[at], left)
            if part > 0:
                moves.append(Move(source, invoice_id, part))
                spare[at] -= part
                left -= part
    return moves


def spend(sources: Sequence[Source], amount: int) -> list[tuple[Source, int]]:
    """The sources that so much credit is taken from, in the order given; less when they end."""
    parts = []
    for source in sources:
        part = min(source.spare, amount)
        if part > 0:
            parts.append((source, part))
            amount -= part
    return parts


def bear(sources: Sequence[Source]) -> list[tuple[Source, Source, int]]:
    """Which source that is overdrawn is borne by the credit of which other, and how much of it.

    Both in the order given, all in one currency.
    """
    parts = []
    spare = [max(0, source.spare) for source in sources]
    for overdrawn in sources:
        left = overdrawn.overdrawn
        for at, bearer in enumerate(sources):
            part = min(spare[at], left)
            if part > 0:
                parts.append((overdrawn, bearer, part))
                spare[at] -= part
                left -= part
    return parts


def release(sources: Sequence[Source], invoice_id: int, amount: int) -> list[Move]:
    """Take so much off an invoice, from what settled it last."""
    moves = []
    for source in reversed(sources):
        part = min(source.settles.get(invoice_id, Flow()).now, amount)
        if part > 0:
            moves.append(Move(source, invoice_id, -part))
            amount -= part
    return moves


# Money that ceased to settle an invoice: of which source, and how much of it settles nothing now.
Freed = tuple[Source, int]


def freed(before: Sequence[Source], after: Sequence[Source], invoice_id: int) -> list[Freed]:
    """What settled an invoice and no longer does, as far as it did not go elsewhere meanwhile."""
    now = {(it.payment_id, it.received_id): it for it in after}
    parts = []
    for was in before:
        it = now[was.payment_id, was.received_id]
        gone = was.settles[invoice_id].now - it.settles[invoice_id].now
        part = min(gone, it.spare)
        if part > 0:
            parts.append((it, part))
    return parts


def follow(money: Sequence[Freed], invoice_id: int, owed: int) -> list[Move]:
    """Let money that was freed settle the invoice that took the place of the one it paid."""
    moves = []
    for source, minor in money:
        part = min(minor, owed)
        if part > 0:
            moves.append(Move(source, invoice_id, part))
            owed -= part
    return moves
