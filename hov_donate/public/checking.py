"""Whether what a donor typed is a gift, and if not, what to tell them, field by field."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from babel.numbers import format_decimal
from email_validator import EmailNotValidError, validate_email

from hov_donate.config import Campaign, CurrencyTerms, Frequency
from hov_donate.contacts.sealing import Identity
from hov_donate.core.amounts import (
    AmountError,
    AmountFault,
    check_limits,
    parse_amount,
)
from hov_donate.core.i18n import Translator
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, Money, exponent
from hov_donate.donations.consents import KEEP_DETAILS, NEWS
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import Interval
from hov_donate.public.typed import OTHER, TypedGift

Value = TypeVar("Value")
LONGEST_EMAIL = 254
LONGEST_NAME = 200
INTERVALS = {Frequency.MONTH: Interval.MONTH, Frequency.YEAR: Interval.YEAR}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a field; `field` is the id of the element to go to."""

    field: str
    text: str


class FieldError(ValueError):
    """A field that cannot be taken."""

    def __init__(self, field: str, text: str) -> None:
        """What to tell the donor about which field."""
        super().__init__(text)
        self.problem = Problem(field, text)


@dataclass(frozen=True)
class Checker:
    """Checks a form as its reader understood it."""

    campaign: Campaign
    speak: Translator

    def check(self, typed: TypedGift, reference: str) -> GiftRequest | list[Problem]:
        """The gift that was meant, or every problem, in the order of the page."""
        problems: list[Problem] = []
        frequency = collect(problems, lambda: self.frequency(typed.frequency))
        amount = collect(problems, lambda: self.amount(typed))
        email = collect(problems, lambda: self.email(typed.email))
        name = collect(problems, lambda: self.name(typed.name))
        if frequency is None or amount is None or email is None or name is None:
            return problems
        ticked = ((typed.keep_details, KEEP_DETAILS), (typed.news, NEWS))
        consents = (text.given(self.speak, self.campaign.name) for yes, text in ticked if yes)
        return GiftRequest(
            reference=reference,
            amount=amount,
            identity=Identity(name=name, email=email),
            consents=tuple(consents),
            language=self.speak.language,
            interval=INTERVALS.get(frequency),
        )

    def frequency(self, typed: str) -> Frequency:
        """How often; where there is no choice, it is not asked. Raises FieldError."""
        offered = self.campaign.frequencies
        chosen = offered if len(offered) == 1 else [each for each in offered if each == typed]
        if not chosen:
            text = self.speak.gettext("Choose how often you would like to give")
            raise FieldError("frequency", text)
        return chosen[0]

    def amount(self, typed: TypedGift) -> Money:
        """The chosen or typed amount. Raises FieldError."""
        _ = self.speak.gettext
        terms = self.campaign.currencies.get(typed.currency)
        if terms is None:
            raise FieldError("currency", _("Choose a currency from the list"))
        preset = self._preset(typed, terms)
        if preset is None:
            return self.typed_amount(typed.amount, terms)
        if typed.amount and self.typed_amount(typed.amount, terms) != preset:
            raise FieldError("amount", _("Choose an amount or type one, not both"))
        return preset

    def _preset(self, typed: TypedGift, terms: CurrencyTerms) -> Money | None:
        """The chosen preset; None when an amount was typed instead. Raises FieldError."""
        if typed.choice == OTHER or (not typed.choice and typed.amount):
            return None
        _ = self.speak.gettext
        offered = {f"{terms.code}-{whole}": whole for whole in terms.presets}
        if typed.choice in offered:
            return Money.of_major(offered[typed.choice], terms.code)
        if typed.preset_currency in self.campaign.currencies:
            name = self.speak.currency_name(terms.code)
            text = _(
                "You changed the currency to %(currency)s: choose an amount in it", currency=name
            )
            raise FieldError("choice", text)
        raise FieldError("choice", _("Choose an amount or type another one"))

    def typed_amount(self, typed: str, terms: CurrencyTerms) -> Money:
        """An amount in a currency, within its limits. Raises FieldError."""
        return self.amount_between(typed, *limits(terms))

    def amount_between(self, typed: str, least: Money, most: Money) -> Money:
        """An amount in their currency, no less and no more. Raises FieldError."""
        try:
            amount = parse_amount(typed, least.currency, self.speak.language)
            check_limits(amount, least, most)
        except AmountError as error:
            text = self.amount_text(error.fault, least, most)
            raise FieldError("amount", text) from error
        return amount

    def amount_text(self, fault: AmountFault, least: Money, most: Money) -> str:
        """What to tell about an amount that cannot be taken."""
        _, short = self.speak.gettext, self.speak.short_money
        examples = amount_examples(self.speak, least.currency)
        match fault:
            case AmountFault.EMPTY:
                return _("Enter an amount")
            case AmountFault.NOT_POSITIVE | AmountFault.TOO_SMALL:
                return _("Amount must be %(minimum)s or more", minimum=short(least))
            case AmountFault.TOO_LARGE:
                return _(
                    "Amount must be %(maximum)s or less. To give more, use a bank transfer",
                    maximum=short(most),
                )
            case AmountFault.OTHER_CURRENCY:
                return _(
                    "You chose %(currency)s but typed another currency: change one of them",
                    currency=self.speak.currency_name(least.currency),
                )
            case AmountFault.TOO_MANY_DECIMALS | AmountFault.NOT_CHARGEABLE:
                return _("Amount must be written like %(examples)s", examples=examples)
            case AmountFault.AMBIGUOUS:
                return _(
                    "Amount can be read in two ways: write it without thousands separators, like"
                    " %(examples)s",
                    examples=examples,
                )
            case AmountFault.NOT_A_NUMBER:
                return _("Amount must be a number, like %(examples)s", examples=examples)

    def email(self, typed: str) -> str:
        """The address in its normal form. Raises FieldError."""
        _ = self.speak.gettext
        if not typed:
            raise FieldError("email", _("Enter your e-mail address"))
        if len(typed) > LONGEST_EMAIL:
            raise FieldError("email", _("E-mail address must be 254 characters or fewer"))
        if not typed.rpartition("@")[0].isascii():
            text = _(
                "Before the @, an e-mail address can have only letters without accents, from a to"
                " z, digits and signs like . _ -"
            )
            raise FieldError("email", text)
        try:
            # Few servers take letters beyond ASCII before the @; after it, any script will do.
            return validate_email(
                typed, check_deliverability=False, allow_smtputf8=False
            ).normalized
        except EmailNotValidError as error:
            text = _("Enter an e-mail address in the correct format, like name@example.com")
            raise FieldError("email", text) from error

    def name(self, typed: str) -> str:
        """The name, which may be left out. Raises FieldError."""
        if len(typed) > LONGEST_NAME:
            text = self.speak.gettext("Full name must be 200 characters or fewer")
            raise FieldError("name", text)
        return typed


def limits(terms: CurrencyTerms) -> tuple[Money, Money]:
    """The least and the most that may be given in a currency."""
    most = Money.of_major(terms.maximum, terms.code)
    stripes = Money(MAXIMUM_CHARGE_MINOR, terms.code)
    return Money.of_major(terms.minimum, terms.code), min(most, stripes, key=lambda it: it.minor)


def amount_examples(speak: Translator, currency: str) -> str:
    """Two amounts as a reader writes them: `20 or 20.50`; `2000 or 2500` for yen."""
    decimals = exponent(currency)
    if decimals == 0 or not Money.of_major("20.5", currency).chargeable:
        return speak.gettext("%(one)s or %(other)s", one="2000", other="2500")
    with_decimals = format_decimal(Decimal("20.5"), "0." + "0" * decimals, locale=speak.locale)
    return speak.gettext("%(one)s or %(other)s", one="20", other=with_decimals)


def collect(problems: list[Problem], read: Callable[[], Value]) -> Value | None:
    """What was read; where it cannot be taken, None and one more problem."""
    try:
        return read()
    except FieldError as error:
        problems.append(error.problem)
        return None
