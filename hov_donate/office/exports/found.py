"""What the address or a form asks to be exported, and what can be said of it beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.exports.making import count_rows
from hov_donate.exports.queries import standing
from hov_donate.exports.rules import (
    AT_ONCE,
    FORMATS,
    ExportRefusedError,
    Format,
    Subject,
    Wanted,
)
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.office.asked import CURRENCY
from hov_donate.office.forms import Form
from hov_donate.office.guard import allowed
from hov_donate.staff.rules import Permission
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.spans import SpanError, read_span

# What one must be allowed to see to take it away.
NEEDS: Mapping[Subject, Permission] = {
    Subject.POSTINGS: Permission.SEE_LEDGER,
    Subject.GIFTS: Permission.SEE_GIFTS,
    Subject.INVOICES: Permission.SEE_AFFILIATES,
    Subject.RECEIVED: Permission.SEE_AFFILIATES,
    Subject.JOURNAL: Permission.SEE_LEDGER,
    Subject.STATEMENT: Permission.SEE_LEDGER,
}
FIELDS = ("subject", "format", "from", "to", "account", "currency", "fund")


@dataclass(frozen=True)
class Ahead:
    """What is known of an export before it is made. Balances are of statements alone."""

    wanted: Wanted
    rows: int
    before: Money | None = None
    after: Money | None = None

    @property
    def at_once(self) -> bool:
        """Whether one may wait for it."""
        return self.rows <= AT_ONCE


def subjects() -> list[Subject]:
    """What whoever is signed in may take away."""
    return [subject for subject, need in NEEDS.items() if allowed(need)]


def choices_of(form: Form) -> list[Format]:
    """The formats of what is chosen; all of them before."""
    chosen = form.shown("subject")
    of_it = [FORMATS[subject] for subject in subjects() if subject.value == chosen]
    return list(of_it[0]) if of_it else list(Format)


def read_wanted(session: Session, form: Form) -> Wanted | None:
    """What is asked for; None when something is wrong, which the form then tells."""
    _ = translator().gettext
    subject = form.choice("subject", Subject, missing=_("Choose what to take away"))
    chosen = form.choice("format", Format, missing=_("Choose a format"))
    if subject is not None and subject not in subjects():
        form.wrong("subject", _("Choose what to take away"))
    account = _account(form)
    currency, fund = _currency(form), _fund(session, form)
    try:
        span = read_span(form.typed, parts().settings.campaign.year_begin)
    except SpanError as error:
        form.wrong(error.name, _(str(error)))
        return None
    if span is None:
        form.wrong("from", _("Enter the first day"))
        return None
    if subject is None or chosen is None or not form.good:
        return None
    wanted = Wanted(subject, chosen, span.span, account, currency, fund)
    return _checked(form, wanted)


def look_ahead(session: Session, form: Form) -> Ahead | None:
    """How many rows it will be; None when something is wrong, which the form then tells."""
    wanted = read_wanted(session, form)
    if wanted is None:
        return None
    rows = count_rows(session, wanted, parts().settings.campaign.time_zone)
    try:
        wanted.check_size(rows)
    except ExportRefusedError as error:
        form.wrong(error.name, translator().gettext(str(error)))
        return None
    if wanted.subject is not Subject.STATEMENT or not wanted.currency:
        return Ahead(wanted, rows)
    before, after = (Money(minor, wanted.currency) for minor in standing(session, wanted))
    return Ahead(wanted, rows, before, after)


def _checked(form: Form, wanted: Wanted) -> Wanted | None:
    try:
        wanted.check()
    except ExportRefusedError as error:
        form.wrong(error.name, translator().gettext(str(error)))
        return None
    return wanted


def _account(form: Form) -> Account | None:
    unknown = N_("Choose an account of the list")
    if not form.shown("account"):
        return None
    return form.choice("account", Account, missing=translator().gettext(unknown))


def _currency(form: Form) -> str | None:
    text = form.line("currency")
    if text and not CURRENCY.fullmatch(text):
        form.wrong("currency", translator().gettext(N_("Choose a currency of the list")))
    return text or None


def _fund(session: Session, form: Form) -> str | None:
    text = form.line("fund", most=40)
    if text and session.get(LedgerFund, text) is None:
        form.wrong("fund", translator().gettext(N_("Choose a fund of the list")))
    return text or None
