"""What becoming a member costs in a country today, class by class, before anything is asked."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.affiliations.classes import class_name
from hov_donate.affiliations.queries.local_groups import local_groups
from hov_donate.affiliations.queries.scales import scale_for
from hov_donate.affiliations.rules.asking import Wanted
from hov_donate.affiliations.rules.facts import Facts
from hov_donate.affiliations.rules.membership import (
    INDIVIDUAL,
    MemberFee,
    asked_of_members,
    member_fees,
)
from hov_donate.affiliations.rules.quoting import Quote, quote
from hov_donate.affiliations.rules.scale import Mode
from hov_donate.core.i18n import Translator
from hov_donate.public.affiliation.fees import fee_words
from hov_donate.public.joining.typed import NO_CLASS, TypedMember


@dataclass(frozen=True)
class Offering:
    """The scale of a country for individuals, and what it says today.

    `fees` is empty where nobody can join: there is no scale, or it is for organisations alone.
    """

    country: str
    currency: str
    asked: Wanted
    fees: tuple[MemberFee, ...]
    groups: tuple[tuple[str, str], ...]

    @property
    def overseas(self) -> bool:
        """Whether it matters to live overseas."""
        return self.asked.overseas

    @property
    def bands(self) -> tuple[str, ...]:
        """The income bands to choose among."""
        return self.asked.income_band.words if self.asked.income_band else ()

    @property
    def other_sums(self) -> bool:
        """Whether another sum may be paid in some class."""
        return any(fee.quote.mode is not Mode.FIXED for fee in self.fees)

    def quote(self, typed_class: str) -> Quote | None:
        """What the chosen class costs; where there is but one, it need not be chosen."""
        if len(self.fees) == 1 and not typed_class:
            return self.fees[0].quote
        chosen = (fee.quote for fee in self.fees if (fee.member_class or NO_CLASS) == typed_class)
        return next(chosen, None)


def offering(session: Session, typed: TypedMember, today: date) -> Offering:
    """What is offered to somebody who typed so much."""
    stored = scale_for(session, country=typed.country, kind=INDIVIDUAL, on=today)
    if stored is None:
        return Offering(typed.country, "", Wanted(), (), ())
    facts = Facts(
        country=typed.country or None,
        income_band=typed.income_band or None,
        overseas=typed.overseas,
    )
    return Offering(
        country=typed.country,
        currency=stored.scale.currency,
        asked=asked_of_members(stored.scale),
        fees=member_fees(
            stored.scale, facts, lambda it: quote(stored.scale, it, on=today, first=True)
        ),
        groups=tuple((str(it.id), it.full_name) for it in local_groups(session)),
    )


@dataclass(frozen=True)
class ShownFee:
    """A class as it is offered: its name, its fee, and how that binds and until when."""

    value: str
    name: str
    fee: str
    hint: str


def shown_fees(offered: Offering, speak: Translator) -> tuple[ShownFee, ...]:
    """Every class in the words of a reader."""
    only = len(offered.fees) == 1
    return tuple(_shown(fee, speak, only=only) for fee in offered.fees)


def _shown(fee: MemberFee, speak: Translator, *, only: bool) -> ShownFee:
    _ = speak.gettext
    if fee.member_class:
        name = class_name(fee.member_class, speak)
    else:
        name = _("Member") if only else _("None of these")
    return ShownFee(
        fee.member_class or NO_CLASS, name, fee_words(fee.quote, speak), _until(fee, speak)
    )


def _until(fee: MemberFee, speak: Translator) -> str:
    return speak.gettext("Until %(day)s.", day=speak.date(fee.quote.term.last))
