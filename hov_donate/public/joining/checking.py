"""Whether what somebody typed makes them a member, and if not, what to tell them."""

from dataclasses import dataclass
from enum import StrEnum

from hov_donate.affiliations.operations import Declared, MemberRequest
from hov_donate.affiliations.rules.choosing import ChoiceRefusedError, choose
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.contacts.consents import NEWS
from hov_donate.contacts.sealing import Identity
from hov_donate.core.countries import COUNTRIES
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, Money, minimum_charge
from hov_donate.public.affiliation.fees import why_refused
from hov_donate.public.checking import Checker, FieldError, Problem, collect
from hov_donate.public.joining.offering import Offering
from hov_donate.public.joining.typed import NO_CLASS, TypedMember


class Pay(StrEnum):
    """How somebody means to pay."""

    CARD = "card"
    YEARLY = "yearly"
    BANK = "bank"


@dataclass(frozen=True)
class Joining:
    """What somebody wants who becomes a member."""

    request: MemberRequest
    pay: Pay


@dataclass(frozen=True)
class JoinChecker:
    """Checks a form against what was offered."""

    checker: Checker
    offered: Offering

    def check(self, typed: TypedMember, form: str) -> Joining | list[Problem]:
        """What was meant, or every problem, in the order of the page."""
        problems: list[Problem] = []
        country = collect(problems, lambda: self.country(typed.country))
        collect(problems, lambda: self.income_band(typed.income_band))
        quote = collect(problems, lambda: self.quote(typed.member_class))
        chosen = collect(problems, lambda: self.chosen(typed, quote)) if quote else None
        email = collect(problems, lambda: self.checker.email(typed.email))
        name = collect(problems, lambda: self.name(typed.name))
        group = collect(problems, lambda: self.local_group(typed.local_group))
        free = quote is not None and not (chosen or quote.fee).minor
        pay = Pay.BANK if free else collect(problems, lambda: self.pay(typed.pay))
        collect(problems, lambda: self.objectives(accepted=typed.objectives))
        if problems or country is None or email is None or name is None or pay is None:
            return problems
        return Joining(self._request(typed, form, Identity(name, email), chosen, group), pay)

    def _request(
        self,
        typed: TypedMember,
        form: str,
        identity: Identity,
        chosen: Money | None,
        group: int | None,
    ) -> MemberRequest:
        campaign, speak = self.checker.campaign, self.checker.speak
        return MemberRequest(
            form=form,
            identity=identity,
            member_class=self._member_class(typed),
            country=typed.country,
            local_group_id=group,
            declared=Declared(
                income_band=typed.income_band or None,
                overseas=self.offered.overseas and typed.overseas,
            ),
            consents=(NEWS.given(speak, campaign.name),) if typed.news else (),
            language=speak.language,
            objectives_version=campaign.objectives_version,
            chosen=chosen,
            surplus_is_gift=typed.surplus_is_gift,
        )

    def _member_class(self, typed: TypedMember) -> str | None:
        if not typed.member_class:
            return self.offered.fees[0].member_class
        return None if typed.member_class == NO_CLASS else typed.member_class

    def country(self, typed: str) -> str:
        """The country. Raises FieldError."""
        if typed not in COUNTRIES:
            text = self.checker.speak.gettext("Choose your country from the list")
            raise FieldError("country", text)
        return typed

    def income_band(self, typed: str) -> str | None:
        """The income band, where the scale asks for one. Raises FieldError."""
        choice = self.offered.asked.income_band
        if choice and typed not in choice.words and (typed or choice.needed):
            raise FieldError("income_band", self.checker.speak.gettext("Choose your income"))
        return typed or None

    def quote(self, typed: str) -> Quote:
        """What the chosen class costs. Raises FieldError."""
        found = self.offered.quote(typed)
        if found is None:
            raise FieldError("member_class", self.checker.speak.gettext("Choose what fits you"))
        return found

    def chosen(self, typed: TypedMember, quote: Quote) -> Money | None:
        """Another sum than the fee, where one was typed that may be. Raises FieldError."""
        if not typed.amount:
            return None
        currency = quote.currency
        charged = Money.of_major(minimum_charge(currency), currency)
        most = Money(MAXIMUM_CHARGE_MINOR, currency)
        amount = self.checker.amount_between(typed.amount, charged, most)
        try:
            choose(quote.mode, quote.fee, amount, surplus_is_gift=typed.surplus_is_gift)
        except ChoiceRefusedError as error:
            raise FieldError("amount", why_refused(error, self.checker.speak)) from error
        return amount if amount != quote.fee else None

    def name(self, typed: str) -> str:
        """The full name, which stands on the card. Raises FieldError."""
        if not typed:
            raise FieldError("name", self.checker.speak.gettext("Enter your full name"))
        return self.checker.name(typed)

    def local_group(self, typed: str) -> int | None:
        """The local group, which may be left out. Raises FieldError."""
        if typed and typed not in {value for value, _ in self.offered.groups}:
            text = self.checker.speak.gettext("Choose a local group from the list, or none")
            raise FieldError("local_group", text)
        return int(typed) if typed else None

    def pay(self, typed: str) -> Pay:
        """How it is paid. Raises FieldError."""
        if typed not in set(Pay):
            text = self.checker.speak.gettext("Choose how you would like to pay")
            raise FieldError("pay", text)
        return Pay(typed)

    def objectives(self, *, accepted: bool) -> bool:
        """Whoever joins accepts them. Raises FieldError."""
        if not accepted:
            text = self.checker.speak.gettext("To become a member, accept the objectives")
            raise FieldError("objectives", text)
        return accepted
