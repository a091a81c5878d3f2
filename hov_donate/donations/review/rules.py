"""Which gifts a person has to look at, until when, and what can be said of them. Pure.

The rules themselves are data: a campaign decides them at a meeting, for reasons of its own or of
its country's law on large or foreign gifts, and nothing is asked while there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hov_donate.core.errors import UserError
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line, along

# Our own word, beside Stripe's categories; the review's row is its source.
ACCEPTED_ENTRY = "review_accepted"
# Likewise, of a gift beside a fee, which its invoice made income before any money came.
MOVED_ENTRY = "review_moved"
# A meeting that wants longer than this decides nothing.
MOST_DAYS = 366


class Measure(StrEnum):
    """What a rule looks at: one gift, or all that a giver gave in an accounting year."""

    SINGLE = "single"
    YEAR = "year"


class Action(StrEnum):
    """What becomes of a gift meanwhile.

    FLAG: it is booked and receipted as always, and somebody looks at it. HOLD: it is money that is
    here and no income, without a receipt, until somebody accepts it.
    """

    FLAG = "flag"
    HOLD = "hold"


class ReviewState(StrEnum):
    """What was decided. LOOKED_AT is of a flag, ACCEPTED and REFUSED of what was held."""

    WAITING = "waiting"
    LOOKED_AT = "looked_at"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Pile(StrEnum):
    """Where a gift lies that was, or is to be, looked at. OVERDUE is of WAITING.

    TO_GO_BACK is of REFUSED: nobody has sent it, or it could not be sent.
    """

    WAITING = "waiting"
    OVERDUE = "overdue"
    TO_GO_BACK = "to_go_back"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    LOOKED_AT = "looked_at"


class ReviewFault(StrEnum):
    """Why a rule cannot be made, or a gift not be decided about."""

    NOT_A_SUM = "not_a_sum"
    NOT_SO_MANY_DAYS = "not_so_many_days"
    BEGINS_IN_THE_PAST = "begins_in_the_past"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    ENDS_IN_THE_PAST = "ends_in_the_past"
    RULE_HAS_ENDED = "rule_has_ended"
    OTHER_CURRENCY = "other_currency"
    DECIDED = "decided"
    NOT_WHOLE = "not_whole"
    GOES_BACK = "goes_back"
    BELOW_WHAT_WAS_GIVEN = "below_what_was_given"
    NOBODY_IS_KNOWN = "nobody_is_known"


class ReviewRefusedError(UserError):
    """It cannot be done; `fault` says why."""

    def __init__(self, fault: ReviewFault) -> None:
        """The fault is the message too."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Rule:
    """From `begins` until `ends`, both included, gifts of `at_least` so much are looked at.

    Within `days` of the gift; `id` is its version's row.
    """

    id: int
    measure: Measure
    at_least: Money
    action: Action
    days: int
    begins: date
    ends: date | None = None


@dataclass(frozen=True)
class Looked:
    """That somebody accepted a gift, knowing what its giver had given that year by then.

    Below `again_at` nobody need be asked again in that year.
    """

    amount: Money
    year_sum: Money
    again_at: Money
    on: date


@dataclass(frozen=True)
class Came:
    """A gift that came on a day. `again` says that it is a later instalment of a recurring gift.

    `year_sum` is what its giver gave in that accounting year, with it; None when nobody knows who.
    """

    amount: Money
    on: date
    again: bool = False
    year_sum: Money | None = None


def asks(rule: Rule, came: Came, looked: Iterable[Looked] = ()) -> bool:
    """Whether a rule of its currency, in force on its day, wants a gift to be looked at."""
    if rule.measure is Measure.SINGLE:
        reached = rule.at_least <= came.amount
    else:
        reached = came.year_sum is not None and rule.at_least <= came.year_sum
    return reached and not any(_spares(each, rule, came) for each in looked)


def _spares(looked: Looked, rule: Rule, came: Came) -> bool:
    """Whether what was decided before answers for this gift too.

    Never for a rule that was made after that. A rule on single gifts is answered for later
    instalments alone, which are the gift that was decided about, come again; a rule on the year
    once somebody has seen a sum that it is about.
    """
    if came.year_sum is None or looked.again_at <= came.year_sum or looked.on < rule.begins:
        return False
    if rule.measure is Measure.SINGLE:
        return came.again and came.amount <= looked.amount
    return rule.at_least <= looked.year_sum


def strictest(rules: Iterable[Rule]) -> Rule | None:
    """The one to go by: what holds before what flags, the year before the gift, then the sooner."""
    ranked = sorted(
        rules,
        key=lambda it: (
            it.action is not Action.HOLD,
            it.measure is not Measure.YEAR,
            it.days,
            it.id,
        ),
    )
    return next(iter(ranked), None)


def decide_by(came_on: date, rule: Rule) -> date:
    """The last day on which it is in time to decide."""
    return came_on + timedelta(days=rule.days)


def next_look(rule: Rule, year_sum: Money) -> Money:
    """The next multiple of a rule's sum above what was given: where it may ask again."""
    steps = year_sum.minor // rule.at_least.minor + 1
    return Money(rule.at_least.minor * steps, year_sum.currency)


def check_rule(rule: Rule, today: date) -> None:
    """Raises ReviewRefusedError. No rule reaches back: what was given was given by other rules."""
    faults = {
        ReviewFault.NOT_A_SUM: rule.at_least.minor <= 0,
        ReviewFault.NOT_SO_MANY_DAYS: not 1 <= rule.days <= MOST_DAYS,
        ReviewFault.BEGINS_IN_THE_PAST: rule.begins < today,
        ReviewFault.ENDS_BEFORE_IT_BEGINS: rule.ends is not None and rule.ends < rule.begins,
    }
    _refuse(faults)


def last_day(begins: date, ends: date | None, wanted: date, today: date) -> date:
    """The last day of a rule that is to end; a rule that has not begun never does.

    Raises ReviewRefusedError for one that is over, or for a day that is.
    """
    if ends is not None and ends < today:
        raise ReviewRefusedError(ReviewFault.RULE_HAS_ENDED)
    if begins > today and wanted < begins:
        return begins - DAY
    faults = {
        ReviewFault.ENDS_BEFORE_IT_BEGINS: wanted < begins - DAY,
        ReviewFault.ENDS_IN_THE_PAST: wanted < today - DAY,
    }
    _refuse(faults)
    return wanted


def check_again(again_at: Money | None, year_sum: Money | None) -> None:
    """Raises ReviewRefusedError unless the sum lies above what the giver gave this year."""
    if again_at is None:
        return
    if year_sum is None:
        raise ReviewRefusedError(ReviewFault.NOBODY_IS_KNOWN)
    _refuse({ReviewFault.BELOW_WHAT_WAS_GIVEN: again_at <= year_sum})


def held(place: Account, amount: Money) -> list[Line]:
    """A gift outside Stripe has come and is held; a negative amount takes that back."""
    return [Line(place, amount), Line(Account.HELD_GIFTS, -amount)]


def held_beside_fee(amount: Money) -> list[Line]:
    """So much of a gift beside a fee is held and no income; a negative amount ends that."""
    return [Line(Account.DONATIONS, amount), Line(Account.HELD_GIFTS, -amount)]


def accepted(amount: Money, income: Account, fund: str, booked: Sequence[Line] = ()) -> list[Line]:
    """What was held is a fund's income; with it goes what was booked for it while it was held."""
    lines = [Line(Account.HELD_GIFTS, amount), Line(income, -amount, fund)]
    return lines + along(booked, fund)


def _refuse(faults: Mapping[ReviewFault, bool]) -> None:
    for fault, found in faults.items():
        if found:
            raise ReviewRefusedError(fault)
