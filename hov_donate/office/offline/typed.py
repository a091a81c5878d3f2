"""A gift and its giver as staff typed them, read without trust."""

from dataclasses import dataclass
from datetime import date

from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.donations.offline.operations import GiftFacts, KnownGiver, SecondCounter
from hov_donate.donations.offline.rules import GiftMethod, GiverKind
from hov_donate.donations.placing import Giver
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.offline.words import counter_choices, fund_choices
from hov_donate.office.spans import today
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

GIVEN, NONE = "given", "none"
LONGEST_SOURCE = 1000
GIVER_FIELDS = ("name", "email", "language", "leave", "source")
GIFT_FIELDS = (
    *("form", "amount", "currency", "method", "received_on", "fund", "giver", "collected_at"),
    *("bank_reference", "cheque_number", "counter", "witness", "words", *GIVER_FIELDS),
)


def read_gift(form: Form) -> GiftFacts | None:
    """The gift that was typed; None when something is wrong with it."""
    _ = translator().gettext
    amount = read_amount(form)
    method = form.choice("method", GiftMethod, missing=_("Choose how it came"))
    day = read_day(form, "received_on", missing=_("Enter the day on which it came"))
    kind = form.choice("giver", GiverKind, missing=_("Choose who gave"))
    who = read_giver(form) if kind is GiverKind.KNOWN else None
    meeting = _meeting(form, kind)
    cheque = _cheque(form, method)
    second = _second(form, method)
    fund = read_fund(form)
    bank_reference, words = form.line("bank_reference"), form.words("words")
    if not form.good or amount is None or method is None or day is None or kind is None:
        return None
    by_bank = method is GiftMethod.BANK_TRANSFER
    return GiftFacts(
        form=form.key(),
        method=method,
        amount=amount,
        received_on=day,
        giver=kind,
        who=who,
        collected_at=meeting,
        fund=fund,
        bank_reference=bank_reference if by_bank else "",
        cheque_number=cheque,
        words=words,
        second=second,
    )


def read_amount(form: Form) -> Money | None:
    """An amount in one of the currencies of gifts."""
    _, campaign = translator().gettext, parts().settings.campaign
    currency = form.shown("currency")
    if currency not in campaign.currencies:
        form.wrong("currency", _("Choose the currency"))
        currency = campaign.default_currency
    return form.money("amount", currency, missing=_("Enter the sum"))


def read_day(form: Form, name: str, *, missing: str) -> date | None:
    """A day that has come."""
    day = form.day(name, missing=missing)
    if day and day > today():
        form.wrong(name, translator().gettext("This day has not come yet"))
    return day


def read_fund(form: Form) -> str:
    """A fund that takes gifts."""
    fund = form.shown("fund")
    if fund not in dict(fund_choices()):
        form.wrong("fund", translator().gettext("Choose the fund it is for"))
    return fund


@dataclass(frozen=True)
class _Leave:
    """Whether the giver lets us keep the details, and where that is written."""

    given: bool
    source: str


def read_giver(form: Form) -> KnownGiver | None:
    """Somebody whom we know, with the leave to keep their details."""
    _, campaign = translator().gettext, parts().settings.campaign
    name, email = form.line("name"), form.email("email")
    if not name and not email and "email" not in form.problems:
        form.wrong("name", _("Write the name or the e-mail address of whoever gave"))
    language = form.shown("language")
    if language not in campaign.languages:
        form.wrong("language", _("Choose the language of the receipt"))
    leave = _leave(form)
    if not form.good:
        return None
    giver = Giver(Identity(name, email), language, leave.source if leave.given else "")
    return KnownGiver(giver.identity, language, tuple(giver.consents))


def _leave(form: Form) -> _Leave:
    _ = translator().gettext
    chosen = form.shown("leave")
    if chosen not in {GIVEN, NONE}:
        form.wrong("leave", _("Choose whether the giver lets us keep these details"))
    source = form.words("source", most=LONGEST_SOURCE)
    if chosen == GIVEN and not source:
        form.wrong("source", _("Write how and when the giver agreed"))
    return _Leave(chosen == GIVEN, source)


def _meeting(form: Form, kind: GiverKind | None) -> str:
    if kind is not GiverKind.COLLECTION:
        return ""
    missing = translator().gettext("Write at which meeting it was collected")
    return form.line("collected_at", missing=missing)


def _cheque(form: Form, method: GiftMethod | None) -> str:
    if method is not GiftMethod.CHEQUE:
        return ""
    missing = translator().gettext("Enter the number of the cheque")
    return form.line("cheque_number", missing=missing, most=40)


def _second(form: Form, method: GiftMethod | None) -> SecondCounter:
    """Who counts cash too: one of the office, or a witness."""
    if method is not GiftMethod.CASH:
        return SecondCounter()
    _ = translator().gettext
    chosen, witness = form.shown("counter"), form.line("witness")
    member = chosen if chosen in dict(counter_choices(acting())) else None
    if member is None and not witness:
        text = _(
            "Two people count cash: choose who else of the office counts it, or name a witness"
        )
        form.wrong("counter", text)
    elif member and witness:
        form.wrong("witness", _("Choose one of the two: somebody of the office, or a witness"))
    return SecondCounter(member, witness)
