"""What can be done with gifts outside Stripe, how they are booked, when they are expected. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, takewhile

from hov_donate.cashbox.rules import PLACES, ItemKind
from hov_donate.core.errors import UserError
from hov_donate.core.money import Money
from hov_donate.core.spans import months_from
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line

# Our own words, beside Stripe's categories; the gift's row is their source.
GIVEN, REVERSED = "offline_gift", "offline_reversed"
# A standing order is missed when so many days have passed: weekends, holidays, slow banks.
GRACE = timedelta(days=7)
# What came so much before its day, or after it, may be meant for it.
EARLY, LATE = timedelta(days=10), timedelta(days=20)
# What was missed longer ago than this is past asking for.
LOOK_BACK = timedelta(days=366)


class GiftMethod(StrEnum):
    """How a gift came that Stripe never saw."""

    CASH = "cash"
    CHEQUE = "cheque"
    BANK_TRANSFER = "bank_transfer"
    STANDING_ORDER = "standing_order"


IN_THE_BOX = {GiftMethod.CASH: ItemKind.CASH, GiftMethod.CHEQUE: ItemKind.CHEQUE}


class GiverKind(StrEnum):
    """Who gave: somebody whom we know, nobody knows, or many at a meeting."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    COLLECTION = "collection"


class ReversalReason(StrEnum):
    """Why a gift that was recorded is not there. NOT_ACCEPTED: it was refused, and handed back."""

    BOUNCED = "bounced"
    RECORDED_WRONGLY = "recorded_wrongly"
    NOT_ACCEPTED = "not_accepted"


class Rhythm(StrEnum):
    """How often a standing order is expected."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months lie between two of them."""
        return {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.YEAR: 12}[self]


class OfflineFault(StrEnum):
    """Why something cannot be done with a gift outside Stripe, or with a standing order."""

    NOT_A_SUM = "not_a_sum"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_IT_CAME = "before_it_came"
    FUND_IS_CLOSED = "fund_is_closed"
    GIVER_IS_MISSING = "giver_is_missing"
    MEETING_IS_MISSING = "meeting_is_missing"
    TWO_MUST_COUNT = "two_must_count"
    NUMBER_IS_MISSING = "number_is_missing"
    BELONGS_TO_AN_ORDER = "belongs_to_an_order"
    ONLY_CHEQUES_BOUNCE = "only_cheques_bounce"
    NOT_PAID_IN = "not_paid_in"
    NOT_REFUSED = "not_refused"
    NOT_EXPECTED = "not_expected"
    MET_ALREADY = "met_already"
    OTHER_CURRENCY = "other_currency"
    ENDS_TOO_EARLY = "ends_too_early"


class OfflineRefusedError(UserError):
    """It cannot be done; `fault` says why."""

    def __init__(self, fault: OfflineFault) -> None:
        """The fault is the message too."""
        super().__init__(fault.value)
        self.fault = fault


def place_of(method: GiftMethod) -> Account:
    """Where the money of a gift stands when it has come."""
    return PLACES[IN_THE_BOX[method]] if method in IN_THE_BOX else Account.BANK


def income_of(method: GiftMethod) -> Account:
    """What kind of income a gift is."""
    regular = method is GiftMethod.STANDING_ORDER
    return Account.RECURRING_DONATIONS if regular else Account.DONATIONS


def given(method: GiftMethod, place: Account, amount: Money, fund: str) -> list[Line]:
    """A gift has come; all of it is the fund's. A negative amount takes that back."""
    return [Line(place, amount, fund), Line(income_of(method), -amount, fund)]


@dataclass(frozen=True)
class Agreed:
    """What a giver and their bank agreed on: on which day of the month, how often, from and until.

    A day that a month has not is its last.
    """

    day: int
    rhythm: Rhythm
    begins: date
    ends: date | None

    def due_days(self, until: date) -> Iterator[date]:
        """The days on which it is expected, up to `until`, the first of them first."""
        last = until if self.ends is None else min(until, self.ends)
        return takewhile(lambda day: day <= last, self._days())

    def _days(self) -> Iterator[date]:
        offset = 0 if self._in_month(0) >= self.begins else 1
        return (self._in_month(number) for number in count(offset, self.rhythm.months))

    def _in_month(self, number: int) -> date:
        """Its day in the month so many months after the one in which it begins."""
        month = months_from(self.begins, number + 1).last
        return month.replace(day=min(self.day, monthrange(month.year, month.month)[1]))
