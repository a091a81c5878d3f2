"""Who may send whom to a conference, read off terms and money as they were on a day.

Where the votes go is the money's business: who is paid up on both days has everything that its term
says. Who is not, but is still affiliated, keeps its voice, until a stage of arrears takes that too.
Individual members come themselves: one member, one vote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.affiliations.rules.covered import Asked, Mark, covered, held_until
from hov_donate.affiliations.rules.scale import ArrearsStage, Effect, Right, YearRules
from hov_donate.affiliations.rules.standing import (
    AffiliationStatus,
    Circumstances,
    HeldTerm,
    paid_until,
    standing,
)
from hov_donate.affiliations.rules.terms import Promise

# What is left to those who owe; the rest is for who is paid up.
VOICE = frozenset({Right.ATTEND, Right.SPEAK})


@dataclass(frozen=True)
class Came:
    """Money that came for an invoice on a day, in minor units; negative went away again."""

    on: date
    minor: int


@dataclass(frozen=True)
class TakenOff:
    """What a credit note took off an invoice on a day: in all, and of its fee."""

    on: date
    minor: int
    fee: int
    waives: bool = False
    corrects: bool = False


@dataclass(frozen=True)
class PastInvoice:
    """What an invoice asks for, of which the fee; and all that became of it, day by day."""

    amount: int
    fee: int
    came: tuple[Came, ...] = ()
    taken_off: tuple[TakenOff, ...] = ()

    def on(self, day: date) -> Asked:
        """What had become of it at the end of a day."""
        off = [each for each in self.taken_off if each.on <= day]
        waived = sum(each.fee for each in off if each.waives)
        return Asked(
            fee=self.fee,
            settled=sum(each.minor for each in self.came if each.on <= day),
            corrected=sum(each.fee for each in off if each.corrects),
            waived=waived,
            called_back=not waived and sum(each.minor for each in off) == self.amount,
        )


@dataclass(frozen=True)
class PastTerm:
    """A term, what it brings, and its invoices; sums are in minor units.

    One whose figures were corrected was made on `made_on`, in the `place_of` another one: on days
    before, it was paid for as that was. `mark` is what it kept of that.
    """

    starts_on: date
    ends_on: date
    delegates: int
    votes: int
    rights: frozenset[Right]
    fee: int
    invoices: tuple[PastInvoice, ...] = ()
    mark: Mark | None = None
    made_on: date | None = None
    place_of: "PastTerm | None" = None

    def held(self, day: date) -> HeldTerm:
        """The term, and whether it was paid for at the end of a day."""
        if self.place_of is not None and self.made_on is not None and day < self.made_on:
            return self.place_of.held(day)
        asked = [invoice.on(day) for invoice in self.invoices]
        paid, held = covered(self.fee, asked), held_until(self.mark, asked)
        return HeldTerm(self.starts_on, self.ends_on, paid, held)


@dataclass(frozen=True)
class Past:
    """An affiliation as it was at the end of the cut-off day, its terms in order.

    `status` is the last one that was written down; `year` and `arrears` are of the scale of its
    newest term.
    """

    status: AffiliationStatus
    person: bool
    terms: tuple[PastTerm, ...]
    year: YearRules
    arrears: tuple[ArrearsStage, ...] = ()
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True)
class Entitlement:
    """How an affiliation stood, and what it has at a conference for that.

    `stage` counts the stages of arrears that it had reached.
    """

    status: AffiliationStatus | None = None
    paid_up: bool = False
    paid_until: date | None = None
    stage: int = 0
    delegates: int = 0
    votes: int = 0
    rights: tuple[Right, ...] = ()


def entitlement(past: Past, *, paid_up_by: date, cut_off: date) -> Entitlement:
    """What an affiliation may send and decide, by how it stood at the end of `cut_off`.

    Whoever was not affiliated then has nothing, and whoever had never paid neither.
    """
    if not past.status.living:
        return Entitlement(status=past.status)
    stood = standing(_circumstances(past, cut_off), cut_off)
    begun = [term for term in past.terms if term.starts_on <= cut_off]
    if not begun or not affiliated(stood.status):
        return Entitlement(status=stood.status)
    paid_up = all(is_paid_up(past.terms, day) for day in (paid_up_by, cut_off))
    effects = _effects(past.arrears, stood.arrears_stage)
    rights = rights_left(begun[-1].rights, effects, paid_up=paid_up)
    silent = Effect.NO_VOICE in effects
    return Entitlement(
        status=stood.status,
        paid_up=paid_up,
        paid_until=stood.paid_until,
        stage=stood.arrears_stage,
        delegates=0 if past.person or silent else begun[-1].delegates,
        votes=_votes(past, begun[-1]) if paid_up else 0,
        rights=tuple(right for right in Right if right in rights),
    )


def affiliated(status: AffiliationStatus) -> bool:
    """Whether it belongs to the campaign: it has paid once, and nobody has ended it."""
    return status.living and status is not AffiliationStatus.INVOICED


def is_paid_up(terms: Sequence[PastTerm], day: date) -> bool:
    """Whether a term holds the day that was paid for by its end, as were all just before it."""
    begun = [term.held(day) for term in terms if term.starts_on <= day]
    until = paid_until(begun, day)
    return until is not None and begun[-1].last >= day and until >= day


def rights_left(
    rights: frozenset[Right], effects: frozenset[Effect], *, paid_up: bool
) -> frozenset[Right]:
    """What of a term's rights is left to who is in arrears, or only not paid up."""
    if Effect.NO_VOICE in effects:
        return frozenset()
    return rights if paid_up else rights & VOICE


def _circumstances(past: Past, day: date) -> Circumstances:
    return Circumstances(
        status=past.status,
        paid_until=None,
        arrears_stage=0,
        terms=[term.held(day) for term in past.terms],
        year=past.year,
        arrears=past.arrears,
        promises=past.promises,
    )


def _effects(stages: Sequence[ArrearsStage], reached: int) -> frozenset[Effect]:
    in_order = sorted(stages, key=lambda stage: stage.after_months)
    return frozenset(stage.effect for stage in in_order[:reached])


def _votes(past: Past, term: PastTerm) -> int:
    if past.person:
        return int(not term.rights or Right.VOTE in term.rights)
    return term.votes


class Lack(StrEnum):
    """Why an affiliation may send nobody."""

    NOT_AFFILIATED = "not_affiliated"
    NEVER_PAID = "never_paid"
    IN_ARREARS = "in_arrears"
    NOT_IN_THE_SCALE = "not_in_the_scale"
    COMES_IN_PERSON = "comes_in_person"


def lack_of_delegates(found: Entitlement, *, person: bool) -> Lack | None:
    """Why there are no delegates; None where there are some."""
    if found.delegates:
        return None
    if found.status is AffiliationStatus.INVOICED:
        return Lack.NEVER_PAID
    if found.status is None or not found.status.living:
        return Lack.NOT_AFFILIATED
    if person:
        return Lack.COMES_IN_PERSON
    return Lack.IN_ARREARS if found.stage else Lack.NOT_IN_THE_SCALE
