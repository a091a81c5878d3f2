"""What is known of a line and of what might fit it, and what is made of that."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hov_donate.reconciliation.bank.rules.kinds import ProposalKind, Reason, Surety
from hov_donate.reconciliation.bank.rules.references import Found

# Stripe names the day on which a payout should arrive; banks book it within the same week.
ARRIVES_WITHIN = timedelta(days=5)
# People record a transfer when they see it on their telephone, or a week later.
RECORDED_WITHIN = timedelta(days=7)
STRIPE = "STRIPE"


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
    """Something with a day and the line's amount: a payout, credit sent back."""

    id: int
    on: date


@dataclass(frozen=True)
class Fitting:
    """A recorded sum, a batch, an expected day or a cheque, and what of it the line has.

    `same`: the amount; `cited`: its number or reference, in full; `named`: its payer's name.
    """

    id: int
    on: date
    same: bool = True
    cited: bool = False
    named: bool = False


@dataclass(frozen=True)
class Around:
    """All that might fit a line: of its currency, and not on another line yet.

    `cheques` are those that the bank has, `bounces` those that were booked back from there.
    """

    payouts: Sequence[Dated] = ()
    owed: Sequence[Owed] = ()
    recorded: Sequence[Fitting] = ()
    sent_back: Sequence[Dated] = ()
    batches: Sequence[Fitting] = ()
    gifts: Sequence[Fitting] = ()
    expected: Sequence[Fitting] = ()
    cheques: Sequence[Fitting] = ()
    bounces: Sequence[Fitting] = ()


@dataclass(frozen=True)
class Proposal:
    """What a line may be. `target` is the key of what it would be settled with, or None.

    `shares` are invoices with minor units, in the order in which they are settled; `due_on` is the
    day on which a standing order was expected.
    """

    kind: ProposalKind
    surety: Surety
    reasons: tuple[Reason, ...]
    target: int | None = None
    shares: tuple[tuple[int, int], ...] = field(default=())
    due_on: date | None = None

    @property
    def needs_words(self) -> bool:
        """Whether a person has to say more than yes: why a cheque bounced, what was miscounted."""
        miscounted = self.kind is ProposalKind.BATCH and Reason.OTHER_AMOUNT in self.reasons
        return miscounted or self.kind is ProposalKind.BOUNCED
