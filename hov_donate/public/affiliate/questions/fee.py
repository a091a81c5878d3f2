"""The fee: what the scale says, what they want to pay, and what the difference is."""

from collections.abc import Mapping

from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.scale import Mode
from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, Money, minimum_charge
from hov_donate.public.affiliate.draft import Draft, Question
from hov_donate.public.affiliate.fields import Control, Field, Option
from hov_donate.public.affiliate.figures import NO, YES
from hov_donate.public.affiliate.quoted import Told
from hov_donate.public.checking import Checker, FieldError, Problem, amount_examples

SEEN, CHOSEN = "fee_seen", "chosen"
SCALES, ANOTHER = "scale", "another"


class Fee(Question):
    """What it costs, in words, before any detail is asked; where the scale lets them, how much."""

    name = "fee"
    template = "public/affiliate/fee.html"

    def title(self, draft: Draft) -> str:
        """The heading."""
        return draft.setting.speak.gettext("What it costs")

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """The choice, where there is one."""
        quote = draft.figures.quote
        if quote is None or quote.mode is Mode.FIXED:
            return ()
        _ = draft.setting.speak.gettext
        fee = draft.setting.speak.money(quote.fee)
        options = (
            Option(SCALES, _("%(fee)s, as the scale says", fee=fee)),
            Option(ANOTHER, _("Another sum")),
        )
        return (
            Field(
                "paying",
                Control.CHOICE,
                _("How much will you pay?"),
                empty=_("Choose how much you will pay"),
                options=options,
            ),
            self._sum_field(draft, quote),
        )

    def _sum_field(self, draft: Draft, quote: Quote) -> Field:
        speak = draft.setting.speak
        _ = speak.gettext
        examples = amount_examples(speak, quote.currency)
        hint = _("For example %(examples)s.", examples=examples)
        if quote.mode is Mode.MINIMUM:
            hint += " " + _("At least %(fee)s.", fee=speak.money(quote.fee))
        label = _(
            "Sum in %(currency)s, if you chose another",
            currency=speak.currency_name(quote.currency),
        )
        return Field("amount", Control.AMOUNT, label, hint)

    def mend(self, draft: Draft, answers: Mapping[str, str]) -> list[Problem]:
        """Another sum must be one, and no lower than the scale lets it be."""
        try:
            _chosen(draft, answers)
        except FieldError as error:
            return [error.problem]
        return []

    def read(self, draft: Draft, typed: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        """With the answers goes which fee they saw: should it change, they see it again.

        What they chose is kept in minor units: another language reads `1.500` otherwise.
        """
        answers, problems = super().read(draft, typed)
        if problems:
            return answers, problems
        amount = _chosen(draft, answers)
        kept = f"{amount.minor} {amount.currency}" if amount else ""
        return answers | {SEEN: _seen(draft), CHOSEN: kept}, []

    def settled(self, draft: Draft) -> bool:
        """Whether they saw the fee that holds now."""
        seen = draft.told(SEEN)
        return bool(seen) and seen == _seen(draft) and super().settled(draft)

    def besides(self, draft: Draft) -> tuple[tuple[str, str], ...]:
        """The fee itself."""
        quote = draft.figures.quote
        if quote is None:
            return ()
        return (
            (draft.setting.speak.gettext("Affiliation fee"), draft.setting.speak.money(quote.fee)),
        )

    def facts(self, draft: Draft) -> dict[str, object]:
        """The quote in words."""
        quote = draft.figures.quote
        return {"quoted": Told.of(quote, draft) if quote else None}


class Surplus(Question):
    """What the part above the scale's fee is: a gift only if they say so."""

    name = "surplus"

    def title(self, draft: Draft) -> str:
        """The question, with the sum."""
        surplus = above(draft)
        amount = draft.setting.speak.money(surplus) if surplus else ""
        return draft.setting.speak.gettext("Is the %(amount)s above the fee a gift?", amount=amount)

    def applies(self, draft: Draft) -> bool:
        """Where they pay more."""
        return above(draft) is not None

    def fields(self, draft: Draft) -> tuple[Field, ...]:
        """A gift, or a higher fee."""
        _ = draft.setting.speak.gettext
        options = (
            Option(YES, _("Yes, it is a gift"), _("It is booked as a donation beside the fee.")),
            Option(NO, _("No, all of it is our affiliation fee")),
        )
        empty = _("Choose whether the part above the fee is a gift")
        field = Field(
            "surplus",
            Control.CHOICE,
            self.title(draft),
            empty=empty,
            options=options,
            brief=_("The part above the fee is a gift"),
        )
        return (field,)


def _seen(draft: Draft) -> str:
    """What the fee is known by; empty where there is none."""
    quote, scale = draft.figures.quote, draft.scale
    if quote is None or scale is None:
        return ""
    return f"{scale.id} {quote.rule} {quote.mode} {quote.fee.currency} {quote.fee.minor}"


def _chosen(draft: Draft, answers: Mapping[str, str]) -> Money | None:
    """Another sum than the scale's, where one was chosen. Raises FieldError."""
    quote = draft.figures.quote
    if quote is None or answers.get("paying") != ANOTHER:
        return None
    least = Money.of_major(minimum_charge(quote.currency), quote.currency)
    if quote.mode is Mode.MINIMUM:
        least = quote.fee
    most = Money(MAXIMUM_CHARGE_MINOR, quote.currency)
    checker = Checker(draft.setting.campaign, draft.setting.speak)
    return checker.amount_between(answers["amount"], least, most)


def chosen(draft: Draft) -> Money | None:
    """Another sum than the scale's, if they chose one."""
    minor, _, currency = draft.told(CHOSEN).partition(" ")
    quote = draft.figures.quote
    if not minor or quote is None or currency != quote.currency or quote.mode is Mode.FIXED:
        return None
    return Money(int(minor), currency)


def above(draft: Draft) -> Money | None:
    """By how much they pay more than the fee; None where they do not."""
    quote, sum_chosen = draft.figures.quote, chosen(draft)
    if quote is None or sum_chosen is None or sum_chosen <= quote.fee:
        return None
    return sum_chosen - quote.fee
