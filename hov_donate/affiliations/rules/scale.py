"""A fee scale as data. Numbers are exact fractions; amounts are in major units of its currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from hov_donate.affiliations.rules.kinds import is_kind

AFFILIATED_MEMBERS = "affiliated_members"
TOTAL_MEMBERS = "total_members"


class Mode(StrEnum):
    """How the fee binds: exactly so much, a proposal, or the least that is taken."""

    FIXED = "fixed"
    SUGGESTED = "suggested"
    MINIMUM = "minimum"


class Approval(StrEnum):
    """Who must agree before an affiliation holds."""

    NONE = "none"
    COMMITTEE = "committee"


class Right(StrEnum):
    """What delegates and members may do."""

    SPEAK = "speak"
    VOTE = "vote"
    MOTIONS = "motions"
    AMENDMENTS = "amendments"
    ATTEND = "attend"
    NOMINATE = "nominate"
    STAND = "stand"
    ELECT = "elect"
    PROPOSE = "propose"
    OBSERVE = "observe"


class Round(StrEnum):
    """What becomes of a part of `per`: it counts as a part, as a whole, or not at all."""

    EXACT = "exact"
    CEIL = "ceil"
    FLOOR = "floor"


class YearKind(StrEnum):
    """Whether everybody's year begins on one day, or each one's on the day of joining."""

    FIXED = "fixed"
    ANNIVERSARY = "anniversary"


class Proration(StrEnum):
    """By which parts of a fixed year a first fee is shared."""

    NONE = "none"
    MONTH = "month"
    QUARTER = "quarter"


class Per(StrEnum):
    """What the fee of a rule is for."""

    YEAR = "year"
    MONTH = "month"


class Effect(StrEnum):
    """What arrears bring. Nobody lapses by a timer: people may propose and decide it."""

    NO_VOTE = "no_vote"
    NO_VOICE = "no_voice"
    LAPSE_MAY_BE_PROPOSED = "lapse_may_be_proposed"


@dataclass(frozen=True)
class Step:
    """`base + rate × ROUND((n − origin) / per)`, for n up to `upto`; the last step is open."""

    upto: int | None = None
    base: Fraction = Fraction(0)
    rate: Fraction = Fraction(0)
    origin: int = 0
    per: Fraction = Fraction(1)
    round: Round = Round.EXACT


@dataclass(frozen=True)
class Bounded:
    """A step function, and what its result is kept within."""

    steps: tuple[Step, ...]
    minimum: Fraction | None = None
    maximum: Fraction | None = None


@dataclass(frozen=True)
class Extra:
    """Delegates or votes for a measure of its own, on top of all others."""

    measure: str
    count: Bounded


@dataclass(frozen=True)
class Count:
    """How many delegates or votes; without a measure of its own, by the rule's."""

    count: Bounded
    measure: str | None = None
    extra: tuple[Extra, ...] = ()


@dataclass(frozen=True)
class When:
    """For whom something is; None leaves the question open."""

    kind: tuple[str, ...] | None = None
    member_class: tuple[str, ...] | None = None
    country: tuple[str, ...] | None = None
    income_band: tuple[str, ...] | None = None
    overseas: bool | None = None

    @property
    def everybody(self) -> bool:
        """Whether nothing is asked."""
        return self == When()


class By(StrEnum):
    """The fact by which a multiplier is looked up."""

    KIND = "kind"
    CLASS = "class"
    COUNTRY = "country"
    INCOME_BAND = "income_band"


@dataclass(frozen=True)
class MultiplierTable:
    """A factor for each word of a fact."""

    by: By
    factors: Mapping[str, Fraction]


@dataclass(frozen=True)
class MultiplierSteps:
    """A factor from a measure."""

    measure: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Addon:
    """A sum on top of the fee, for some."""

    when: When
    amount: Fraction


@dataclass(frozen=True)
class Rule:
    """What those get whom `when` is for. `line` is where it stands in the file."""

    fee: Bounded
    when: When = When()
    measure: str = AFFILIATED_MEMBERS
    mode: Mode = Mode.FIXED
    per: Per = Per.YEAR
    delegates: Count | None = None
    votes: Count | None = None
    rights: tuple[Right, ...] = ()
    approval: Approval = Approval.NONE
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    multiplier: MultiplierTable | MultiplierSteps | None = None
    min_before_multiplier: bool = False
    addons: tuple[Addon, ...] = ()
    first_term_free: bool = False
    line: int = field(default=1, compare=False)


MonthDay = tuple[int, int]
NEW_YEAR: MonthDay = (1, 1)


@dataclass(frozen=True)
class YearRules:
    """When terms begin and end, and what is told around that.

    Grace and reminders are in days from the day on which a new term begins.
    """

    kind: YearKind
    starts: MonthDay = NEW_YEAR
    rollover_from: MonthDay | None = None
    proration: Proration = Proration.NONE
    grace_days: int = 0
    reminder_days: tuple[int, ...] = ()


@dataclass(frozen=True)
class ArrearsStage:
    """What holds from so many calendar months on after the day on which a term was to begin."""

    after_months: int
    effect: Effect


@dataclass(frozen=True)
class Scale:
    """One version of a fee scale. `countries` None is everybody's."""

    id: str
    currency: str
    effective_from: date
    year: YearRules
    rules: tuple[Rule, ...]
    decided_by: str = ""
    countries: tuple[str, ...] | None = None
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    arrears: tuple[ArrearsStage, ...] = ()

    def knows(self, kind: str) -> bool:
        """Whether a kind may be quoted: one of ours, or one that the scale declares."""
        return kind in self.kinds or is_kind(kind)

    @property
    def named_kinds(self) -> tuple[str, ...]:
        """The kinds that rules name, in their order, each once: what a form offers."""
        named = (kind for rule in self.rules for kind in rule.when.kind or ())
        return tuple(dict.fromkeys(named))
