"""The states of an affiliation, and how it moves between them by money and the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.affiliations.rules.calendar import DAY, add_months
from hov_donate.affiliations.rules.scale import ArrearsStage, YearRules
from hov_donate.affiliations.rules.terms import Promise, due_day, grace_ends
from hov_donate.core.errors import HovDonateError


class AffiliationStatus(StrEnum):
    """How far an affiliation has come.

    From INVOICED to ARREARS it follows from money and the calendar; all others are decisions of
    people. INVOICED has never been paid up; DUE is paid up and has its renewal's invoice open;
    GRACE and ARREARS are past their last paid day.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    INVOICED = "invoiced"
    ACTIVE = "active"
    DUE = "due"
    GRACE = "grace"
    ARREARS = "arrears"
    LAPSED = "lapsed"
    RESIGNED = "resigned"
    REJECTED = "rejected"

    @property
    def living(self) -> bool:
        """Whether money and the calendar move it."""
        return self in LIVING

    @property
    def paid_up(self) -> bool:
        """Whether today lies in a term that is paid for."""
        return self in {AffiliationStatus.ACTIVE, AffiliationStatus.DUE}

    @property
    def pending(self) -> bool:
        """Whether it is an application that waits for somebody's word."""
        return self in PENDING


_S = AffiliationStatus
PENDING = frozenset({_S.SUBMITTED, _S.CONFIRMED, _S.APPROVED})
LIVING = frozenset({_S.INVOICED, _S.ACTIVE, _S.DUE, _S.GRACE, _S.ARREARS})
# Money that goes back may move a living one anywhere among the living.
_LIVES_ON = LIVING | {_S.LAPSED, _S.RESIGNED}
TRANSITIONS: dict[AffiliationStatus, frozenset[AffiliationStatus]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED}),
    _S.SUBMITTED: frozenset({_S.CONFIRMED, _S.REJECTED, _S.RESIGNED}),
    _S.CONFIRMED: frozenset({_S.APPROVED, _S.REJECTED, _S.RESIGNED}),
    _S.APPROVED: frozenset({_S.INVOICED, _S.ACTIVE, _S.DUE, _S.REJECTED, _S.RESIGNED}),
    **{status: frozenset(_LIVES_ON - {status}) for status in LIVING},
    # Reinstated when paid; who resigned or was rejected may apply again.
    _S.LAPSED: frozenset({_S.ACTIVE, _S.DUE, _S.GRACE, _S.RESIGNED}),
    _S.RESIGNED: frozenset({_S.SUBMITTED, _S.ACTIVE, _S.DUE}),
    _S.REJECTED: frozenset({_S.SUBMITTED}),
}


class StepRefusedError(HovDonateError):
    """A step of an affiliation that cannot be."""


def check_step(current: AffiliationStatus, wanted: AffiliationStatus) -> None:
    """Raises StepRefusedError for a step that is not in the table."""
    if wanted not in TRANSITIONS[current]:
        raise StepRefusedError(f"an affiliation cannot go from {current} to {wanted}")


@dataclass(frozen=True)
class HeldTerm:
    """A term that was not voided, and whether all that it asks for came.

    One that was paid for when its figures were corrected counts as paid through `held_until`, when
    the new invoice is due; None where nothing holds it, as when the money went back.
    """

    first: date
    last: date
    paid: bool
    held_until: date | None = None

    def paid_on(self, day: date) -> bool:
        """Whether it counts as paid for on a day."""
        return self.paid or (self.held_until is not None and day <= self.held_until)


@dataclass(frozen=True)
class Circumstances:
    """What an affiliation's standing follows from, and how it stood when last looked at.

    `year` and `arrears` are of the scale of its newest term. A card that is charged by itself holds
    it until `card_until`.
    """

    status: AffiliationStatus
    paid_until: date | None
    arrears_stage: int
    terms: Sequence[HeldTerm]
    year: YearRules
    arrears: Sequence[ArrearsStage] = ()
    promises: Sequence[Promise] = ()
    card_until: date | None = None


@dataclass(frozen=True)
class Standing:
    """How an affiliation stands on a day; `arrears_stage` counts the stages that it has reached."""

    status: AffiliationStatus
    paid_until: date | None
    arrears_stage: int = 0


def standing(it: Circumstances, today: date) -> Standing:
    """How it stands today, by its terms, its money and the calendar.

    What people decide stays: an application is not moved, and who lapsed or resigned comes back
    only by money that was not there then. It pays for today; or, for who lapsed, for days that
    ended so lately that grace still holds: a year's fee may be paid just after its end.
    """
    until = paid_until(it.terms, today)
    if it.status.living or (it.status is _S.APPROVED and it.terms):
        return _living(it, until, today)
    if _has_come_back(it, until, today):
        return _living(it, until, today)
    kept = it.paid_until if it.status is _S.RESIGNED else until
    return Standing(it.status, kept, it.arrears_stage)


def _has_come_back(it: Circumstances, until: date | None, today: date) -> bool:
    if it.status not in {_S.LAPSED, _S.RESIGNED} or until is None:
        return False
    last = grace_ends(it.year, until) if it.status is _S.LAPSED else until
    return today <= last and (it.paid_until is None or it.paid_until < until)


def _living(it: Circumstances, until: date | None, today: date) -> Standing:
    if until is None:
        return Standing(_S.INVOICED, None)
    if today <= until:
        renewed = any(term.first > until for term in it.terms)
        return Standing(_S.DUE if renewed else _S.ACTIVE, until)
    if it.card_until is not None and today <= it.card_until:
        return Standing(_S.DUE, until)
    day = held_day(it.promises, today)
    if day <= grace_ends(it.year, until):
        return Standing(_S.GRACE, until)
    stages = [add_months(due_day(until), stage.after_months) for stage in it.arrears]
    return Standing(_S.ARREARS, until, sum(day >= begins for begins in stages))


def paid_until(terms: Sequence[HeldTerm], day: date) -> date | None:
    """The last day of the terms that on a day count as paid for without a hole.

    None where the first does not. This is the one answer to whether somebody is paid up.

    Whoever left and came back begins anew: the days between were nobody's.
    """
    until = previous = None
    unbroken = True
    for term in sorted(terms, key=lambda each: each.first):
        if previous is None or term.first != previous + DAY:
            until, unbroken = None, True
        unbroken = unbroken and term.paid_on(day)
        until = term.last if unbroken else until
        previous = term.last
    return until


def held_day(promises: Sequence[Promise], today: date) -> date:
    """The day at which promises hold everything; today where none does.

    A promise that is made while another one holds goes on where that one stands.
    """
    for promise in sorted(promises, key=lambda each: each.made, reverse=True):
        if promise.made <= today <= promise.until:
            today = promise.made
    return today
