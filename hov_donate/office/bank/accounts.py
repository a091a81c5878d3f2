"""Accounts at banks: what their statements say, and what the books say."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.references import grouped
from hov_donate.office import asked
from hov_donate.office.affiliates.typed_sum import currencies
from hov_donate.office.bank.queries import overview as queries
from hov_donate.office.bank.words import shown_as
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting, allowed
from hov_donate.office.spans import today
from hov_donate.office.tasks import Task
from hov_donate.reconciliation.bank.operations import AccountExistsError, open_account
from hov_donate.reconciliation.bank.queries import balances
from hov_donate.reconciliation.bank.queries.unshown import sums_until, unshown_until
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Older ones come after them, once these are settled.
MOST_SHOWN = 50
LONGEST_NUMBER = 40
LONGEST_NAME = 120


@office.get("/bank")
@requires(Permission.SEE_BANK)
def bank() -> str:
    """Every account, whether it agrees with the books, and the files that were brought in."""
    session, time_zone = db.session(), parts().settings.campaign.time_zone
    kept = balances.accounts(session)
    return render_template(
        "office/bank/overview.html",
        kept=kept,
        compared=balances.compared(session, kept),
        page=queries.imports(session, asked.place()),
        by_id={it.account.id: it.account for it in kept},
        named=_named_in_campaign({it.account.number for it in kept}),
        exact=queries.exact_lines(session),
        unshown=shown_as(session, unshown_until(session, today(), time_zone, newest=MOST_SHOWN)),
        unshown_sums=sums_until(session, today(), time_zone),
    )


@office.get("/bank/accounts/new")
@requires(Permission.IMPORT_STATEMENTS)
def ask_for_account() -> str:
    """A form for an account whose statements are to be kept."""
    number = request.args.get("number", "")[:LONGEST_NUMBER]
    name = request.args.get("name", "")[:LONGEST_NAME]
    settings = parts().settings
    currency = settings.campaign.base_currency or settings.campaign.default_currency
    return _page(Form({"number": number, "name": name, "currency": currency}))


@office.post("/bank/accounts/new")
@requires(Permission.IMPORT_STATEMENTS)
def keep_account() -> ResponseReturnValue:
    """Keep an account's statements from now on."""
    _, form = translator().gettext, Form.sent()
    name = form.line("name", most=LONGEST_NAME, missing=_("Write what you call the account"))
    number = form.line(
        "number", most=LONGEST_NUMBER, missing=_("Enter the IBAN, or the number of the account")
    )
    currency = form.shown("currency")
    if currency not in currencies():
        form.wrong("currency", _("Choose the currency"))
        return _page(form), 422
    opening = form.fee("opening", currency) or Money(0, currency)
    day = form.day("opening_on")
    if opening.minor and day is None:
        form.wrong("opening_on", _("Enter the day on which so much stood on the account"))
    if day and day > today():
        form.wrong("opening_on", _("This day has not come yet"))
    if not form.good:
        return _page(form), 422
    try:
        with changing() as work:
            open_account(
                work, name=name, number=number, opening=opening, opening_on=day, actor=acting()
            )
    except AccountExistsError:
        form.wrong("number", _("There is an account with this number and currency already"))
        return _page(form), 422
    flash(_("The account is there. Bring in its first statement."), "done")
    return redirect(url_for("office.bank"), 303)


def bank_tasks() -> list[Task]:
    """What the bank asks of a person, for the first room."""
    if not allowed(Permission.SEE_BANK):
        return []
    return [
        Task(
            queries.waiting_lines(db.session()),
            N_("Bank lines to settle"),
            N_("Money on a bank statement of which nobody has said what it is."),
            url_for("office.bank_lines"),
        )
    ]


def _named_in_campaign(there: set[str]) -> list[tuple[str, str, str]]:
    """Accounts that payers are told of and whose statements nobody keeps: name, IBAN, as shown."""
    accounts = parts().settings.campaign.bank_accounts
    plain = [(each.bank, "".join(each.iban.split())) for each in accounts]
    return [(bank, iban, grouped(iban)) for bank, iban in plain if iban not in there]


def _page(form: Form) -> str:
    return render_template(
        "office/bank/account.html", form=form, currencies=[(code, code) for code in currencies()]
    )
