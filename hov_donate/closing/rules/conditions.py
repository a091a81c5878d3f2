"""What a month needs to be closed, and what to do about what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import Span

# Our clock may be ahead of Stripe's by so much: a pull that began this long after the month's end
# by ours began after it by Stripe's.
CLOCKS_DIFFER = timedelta(minutes=15)
# Stripe itemises what it pays out by itself within days, and what was asked for by hand never.
ITEMISED_WITHIN = timedelta(days=7)
# For how long one person's asking for a re-opening can be agreed to.
AGREED_WITHIN = timedelta(days=7)


class Subject(StrEnum):
    """What is looked at before a month is closed, in the order in which it is put right."""

    OVER = "over"
    ORDER = "order"
    PULLED = "pulled"
    STRIPE = "stripe"
    PROOF = "proof"
    UNMATCHED = "unmatched"
    BANK_LINES = "bank_lines"
    SUSPENSE = "suspense"
    PAYOUTS = "payouts"
    STATEMENTS = "statements"
    RECORDED = "recorded"
    RECEIVABLES = "receivables"


@dataclass(frozen=True)
class MonthFacts:
    """What is known of a month that is to be closed.

    `ends_at` is the moment at which it is over, `pulled_at` when the newest finished check began.
    `to_close` is the first day of the month whose turn it is. `payouts_awaited` counts payouts
    that Stripe will still itemise, `not_on_statement` those that a statement should show.
    `not_shown` is what else was recorded at the bank by the month's end and no statement shows.
    """

    month: Span
    today: date
    ends_at: datetime
    to_close: date | None
    pulled_at: datetime | None = None
    differences: tuple[Money, ...] = ()
    owed_differences: tuple[Money, ...] = ()
    crooked: tuple[date, ...] = ()
    unmatched: int = 0
    bank_lines: int = 0
    suspense: tuple[Money, ...] = ()
    payouts_off: int = 0
    payouts_awaited: int = 0
    not_on_statement: int = 0
    not_shown: tuple[Money, ...] = ()


@dataclass(frozen=True)
class Condition:
    """Whether one thing is as a closing needs it. `remedy` is for when it is not.

    Texts are translated, and values written out, where they are shown.
    """

    subject: Subject
    met: bool
    found: str
    remedy: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def conditions(facts: MonthFacts) -> list[Condition]:
    """Every subject, in order."""
    return [
        _over(facts),
        _order(facts),
        _pulled(facts),
        _stripe(facts),
        _proof(facts),
        _unmatched(facts),
        _bank_lines(facts),
        _suspense(facts),
        _payouts(facts),
        _statements(facts),
        _recorded(facts),
        _receivables(facts),
    ]


def _over(facts: MonthFacts) -> Condition:
    return Condition(
        Subject.OVER,
        facts.today > facts.month.last,
        N_("The month ends with this day: %(day)s"),
        N_("Wait until the day after it."),
        {"day": facts.month.last},
    )


def _order(facts: MonthFacts) -> Condition:
    if facts.to_close is None:
        return Condition(
            Subject.ORDER,
            met=False,
            found=N_("Nothing is booked yet."),
            remedy=N_("There is nothing to close before the first movement of money."),
        )
    return Condition(
        Subject.ORDER,
        facts.to_close == facts.month.first,
        N_("Months are closed one after another. The next one begins on %(day)s"),
        N_("Close that month first."),
        {"day": facts.to_close},
    )


def _pulled(facts: MonthFacts) -> Condition:
    remedy = N_("Open the room “Reconciliation” and press “Check now”.")
    if facts.pulled_at is None:
        return Condition(
            Subject.PULLED, met=False, found=N_("No check has finished yet."), remedy=remedy
        )
    return Condition(
        Subject.PULLED,
        facts.pulled_at >= facts.ends_at + CLOCKS_DIFFER,
        N_("The last finished check against Stripe began at: %(at)s"),
        remedy,
        {"at": facts.pulled_at},
    )


def _stripe(facts: MonthFacts) -> Condition:
    return _agreement(
        Subject.STRIPE,
        facts.differences,
        N_("Our books and Stripe's balance differ by: %(money)s"),
        N_(
            "See in the month's proof what it may be. The next check may find the missing "
            "movement; if not, look through everything in the room “Nothing is lost”."
        ),
    )


def _receivables(facts: MonthFacts) -> Condition:
    return _agreement(
        Subject.RECEIVABLES,
        facts.owed_differences,
        N_("What affiliates owe and our books differ by: %(money)s"),
        N_("Check again in the room “Reconciliation”. If it stays, tell who runs the software."),
    )


def _suspense(facts: MonthFacts) -> Condition:
    return _agreement(
        Subject.SUSPENSE,
        facts.suspense,
        N_("In suspense at the month's end: %(money)s"),
        N_("Tell whoever looks after the software which kind of movement the books should learn."),
        N_("Nothing is in suspense."),
    )


def _agreement(
    subject: Subject,
    off: tuple[Money, ...],
    found: str,
    remedy: str,
    agrees: str = N_("They agree in every currency."),
) -> Condition:
    if not off:
        return Condition(subject, met=True, found=agrees)
    return Condition(subject, met=False, found=found, remedy=remedy, values={"money": off})


def _proof(facts: MonthFacts) -> Condition:
    if not facts.crooked:
        return Condition(Subject.PROOF, met=True, found=N_("Every day adds up."))
    return Condition(
        Subject.PROOF,
        met=False,
        found=N_("Days that do not add up: %(count)s. The first: %(day)s"),
        remedy=N_("Sums were changed by hand. Run the command “ledger verify” on the server."),
        values={"count": len(facts.crooked), "day": min(facts.crooked)},
    )


def _counted(subject: Subject, count: int, found: str, remedy: str) -> Condition:
    if not count:
        return Condition(subject, met=True, found=N_("There is none."))
    return Condition(subject, met=False, found=found, remedy=remedy, values={"count": count})


def _unmatched(facts: MonthFacts) -> Condition:
    return _counted(
        Subject.UNMATCHED,
        facts.unmatched,
        N_("Unmatched payments noticed by the month's end: %(count)s"),
        N_("Say of each what it is, in the room “Reconciliation”."),
    )


def _bank_lines(facts: MonthFacts) -> Condition:
    return _counted(
        Subject.BANK_LINES,
        facts.bank_lines,
        N_("Lines of bank statements that nobody has settled: %(count)s"),
        N_("Say of each what it is, in the room for bank statements."),
    )


def _payouts(facts: MonthFacts) -> Condition:
    if facts.payouts_off:
        return Condition(
            Subject.PAYOUTS,
            met=False,
            found=N_("Payouts whose items are another sum: %(count)s"),
            remedy=N_("Compare them with Stripe's dashboard, and tell who runs the software."),
            values={"count": facts.payouts_off},
        )
    if facts.payouts_awaited:
        return Condition(
            Subject.PAYOUTS,
            met=False,
            found=N_("Payouts that Stripe has not itemised yet: %(count)s"),
            remedy=N_("Stripe does so within days. Check again then."),
            values={"count": facts.payouts_awaited},
        )
    return Condition(Subject.PAYOUTS, met=True, found=N_("Each is the sum of its items."))


def _statements(facts: MonthFacts) -> Condition:
    if not facts.not_on_statement:
        return Condition(Subject.STATEMENTS, met=True, found=N_("None is missing."))
    return Condition(
        Subject.STATEMENTS,
        met=False,
        found=N_("Payouts that no bank statement shows yet: %(count)s"),
        remedy=N_("Bring in the bank's statement up to their days, and confirm its lines."),
        values={"count": facts.not_on_statement},
    )


def _recorded(facts: MonthFacts) -> Condition:
    return _agreement(
        Subject.RECORDED,
        facts.not_shown,
        N_("Recorded at the bank, and on no statement yet: %(money)s"),
        N_(
            "See in the room “Bank” what it is. Bring in the bank's statement up to its days and "
            "confirm its lines, or take back what was recorded wrongly."
        ),
        N_("Statements show all that was recorded at the bank."),
    )


def awaits_items(arrival: date, today: date) -> bool:
    """Whether Stripe may still itemise a payout that arrives on this day."""
    return today <= arrival + ITEMISED_WITHIN
