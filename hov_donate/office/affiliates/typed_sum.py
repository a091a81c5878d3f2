"""A sum that came, as staff typed it, and what it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, FeeScale, Invoice, MoneyMethod
from hov_donate.affiliations.operations import ReceivedFacts
from hov_donate.core.amounts import AmountError, parse_amount
from hov_donate.core.money import Money
from hov_donate.office.affiliates.found import affiliation_or_none
from hov_donate.office.affiliates.queries.invoices import Billed, billed
from hov_donate.office.affiliates.queries.remitted import Named, named, share_out
from hov_donate.office.affiliates.remittance import read_remittance
from hov_donate.office.forms import Form, typed_amount
from hov_donate.office.spans import today
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

TICK, PART = "tick-", "part-"
LONGEST_LIST = 20_000


@dataclass(frozen=True)
class TypedSum:
    """The sum itself, without what it is for."""

    amount: Money
    method: MoneyMethod
    received_on: date
    payer: str
    bank_reference: str
    cheque_number: str
    words: str

    def facts(self, form: str, owner_id: int) -> ReceivedFacts:
        """As it is recorded: by which page, and whose credit the rest is."""
        return ReceivedFacts(form=form, affiliation_id=owner_id, **vars(self))


def read_sum(form: Form) -> TypedSum | None:
    """The sum that was typed; None when something is wrong with it."""
    _ = translator().gettext
    currency = form.shown("currency")
    if currency not in currencies():
        form.wrong("currency", _("Choose the currency"))
        currency = parts().settings.campaign.default_currency
    amount = form.money("amount", currency, missing=_("Enter the sum that came"))
    method = form.choice("method", MoneyMethod, missing=_("Choose how it came"))
    day = form.day("received_on", missing=_("Enter the day on which it came"))
    if day and day > today():
        form.wrong("received_on", _("This day has not come yet"))
    payer = form.line("payer", missing=_("Write whose name is on it"))
    cheque = form.line("cheque_number", most=40)
    if method is MoneyMethod.CHEQUE and not cheque:
        form.wrong("cheque_number", _("Enter the number of the cheque"))
    bank_reference, words = form.line("bank_reference"), form.words("words")
    if not form.good or amount is None or method is None or day is None:
        return None
    cheque = cheque if method is MoneyMethod.CHEQUE else ""
    return TypedSum(amount, method, day, payer, bank_reference, cheque, words)


def currencies() -> list[str]:
    """Those of gifts, and those in which a scale asks for fees."""
    asked = db.session().scalars(select(FeeScale.currency).distinct())
    return list(dict.fromkeys([*parts().settings.campaign.currencies, *sorted(asked)]))


def read_list(form: Form, currency: str) -> list[tuple[Billed, Money | None]]:
    """The invoices that were ticked or listed, each once, with the amounts of the list."""
    _ = translator().gettext
    lines = named(db.session(), read_remittance(form.words("remittance", most=LONGEST_LIST)))
    if unknown := [str(row.line.number) for row in lines if not row.invoices]:
        text = _("Nothing is owed under what stands in line %(lines)s", lines=", ".join(unknown))
        form.wrong("remittance", text)
    amounts = _amounts(form, lines, currency)
    ticked = [int(name.removeprefix(TICK)) for name in form.typed if _names_row(name, TICK)]
    invoices = [*_invoices(ticked), *(invoice for row in lines for invoice in row.invoices)]
    each_once = list({invoice.id: invoice for invoice in invoices}.values())
    return [(row, amounts.get(row.standing.invoice.id)) for row in billed(db.session(), each_once)]


def read_parts(form: Form, currency: str) -> tuple[list[Billed], dict[int, Money]]:
    """The invoices of the second page, and the part of each; an empty part is none."""
    keys = [int(name.removeprefix(PART)) for name in form.typed if _names_row(name, PART)]
    found = billed(db.session(), _invoices(keys))
    read = {key: form.money(f"{PART}{key}", currency) for key in keys if not _nothing(form, key)}
    return found, {key: part for key, part in read.items() if part}


def read_owner(form: Form, found: Sequence[Billed], *, rest: bool) -> Affiliation | None:
    """Whose credit the rest is: the one that was chosen, else the only one there is."""
    _ = translator().gettext
    if number := form.line("affiliate"):
        owner = affiliation_or_none(db.session(), number)
        if owner is None:
            form.wrong("affiliate", _("There is no affiliate with this number"))
        return owner
    owners = {row.affiliation.id: row.affiliation for row in found}
    if not owners or (rest and len(owners) > 1):
        form.wrong("affiliate", _("Enter the number of the affiliate whose credit the rest is"))
        return None
    return next(iter(owners.values()))


def fill_parts(form: Form, amount: Money, asked: Sequence[tuple[Billed, Money | None]]) -> None:
    """Show how the sum is shared out at first."""
    for key, share in share_out(amount, asked).items():
        form.typed[f"{PART}{key}"] = typed_amount(share) if share.minor else ""


def _names_row(name: str, prefix: str) -> bool:
    key = name.removeprefix(prefix)
    return name.startswith(prefix) and key.isascii() and key.isdigit() and len(key) < 19


def _nothing(form: Form, key: int) -> bool:
    """Whether a part was left empty, or is nothing but noughts."""
    return not form.shown(f"{PART}{key}").strip(" 0.,")


def _invoices(keys: Sequence[int]) -> list[Invoice]:
    found = (db.session().get(Invoice, key) for key in keys)
    return [invoice for invoice in found if invoice is not None]


def _amounts(form: Form, lines: Sequence[Named], currency: str) -> dict[int, Money]:
    """What the list says for an invoice; a line that means several says nothing for each."""
    _ = translator().gettext
    amounts: dict[int, Money] = {}
    for row in lines:
        if not row.line.amount or len(row.invoices) != 1:
            continue
        try:
            amount = parse_amount(row.line.amount, currency, translator().language)
        except AmountError:
            text = _("The amount in line %(line)s cannot be read", line=row.line.number)
            form.wrong("remittance", text)
            continue
        amounts[row.invoices[0].id] = amount
    return amounts
