"""Funds: what is in each, opening and closing one, and moving money by a meeting's decision."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import translator as spoken
from hov_donate.ledger import funds as operations
from hov_donate.ledger.funds import FundFault, FundRefusedError, TransferFacts
from hov_donate.ledger.models import FundTransfer, LedgerFund
from hov_donate.ledger.queries import funds as all_funds
from hov_donate.ledger.queries import in_funds
from hov_donate.ledger.rules import GENERAL_FUND, booking_day
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.queries.paging import page_of
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# Which field of the form a refusal is about; the others are about the sum.
FIELDS = {
    FundFault.BAD_CODE: "code",
    FundFault.CODE_IS_TAKEN: "code",
    FundFault.SAME_FUND: "target",
    FundFault.UNKNOWN: "source",
    FundFault.CLOSED: "source",
}
LONGEST_NAME = 120


@office.get("/funds")
@requires(Permission.SEE_LEDGER)
def funds() -> str:
    """What is in every fund, and what was moved between them, the last first."""
    moved = page_of(db.session(), select(FundTransfer), FundTransfer.id, asked.place())
    return render_template(
        "office/funds.html",
        funds=all_funds(db.session()),
        inside=in_funds(db.session()),
        moved=moved,
        names=dict(_choices()),
        people=people(db.session(), [row.actor for row in moved.rows]),
        giving=_giving_addresses(),
    )


@office.get("/funds/open")
@requires(Permission.MOVE_FUNDS)
def ask_which_fund() -> str:
    """The form of a fund that is to be opened."""
    return _open_page(Form())


@office.post("/funds/open")
@requires(Permission.MOVE_FUNDS)
def open_fund() -> ResponseReturnValue:
    """Open a fund under a code, with a name in the campaign's first language, and in others."""
    _, form = translator().gettext, Form.sent()
    code = form.line("code", missing=_("Enter a code"), most=40)
    names = _names(form)
    kept = form.choice("restricted", operations.Kept, missing=_("Choose what it may be used for"))
    if not form.good or kept is None:
        return _open_page(form), 422

    def act(work: UnitOfWork) -> None:
        operations.open_fund(work, code=code, names=names, restricted=kept.restricted)

    if not _done(form, act):
        return _open_page(form), 422
    flash(_("The fund is open. Gifts can be made for it."), "done")
    return redirect(url_for("office.funds"), 303)


@office.post("/funds/<code>/close")
@requires(Permission.MOVE_FUNDS)
def close_fund(code: str) -> ResponseReturnValue:
    """Let an empty fund take no more gifts."""
    return _changed(
        lambda work: operations.close_fund(work, code=code),
        translator().gettext("The fund is closed. It takes no more gifts."),
    )


@office.post("/funds/<code>/reopen")
@requires(Permission.MOVE_FUNDS)
def reopen_fund(code: str) -> ResponseReturnValue:
    """Let a closed fund take gifts again."""
    return _changed(
        lambda work: operations.reopen_fund(work, code=code),
        translator().gettext("The fund is open. Gifts can be made for it."),
    )


@office.get("/funds/move")
@requires(Permission.MOVE_FUNDS)
def ask_before_moving() -> str:
    """The form of a transfer between funds."""
    return _move_page(Form({"form": new_key()}))


@office.post("/funds/move")
@requires(Permission.MOVE_FUNDS)
def move_money() -> ResponseReturnValue:
    """Move money from one fund to another; pressing twice moves it once."""
    form = Form.sent()
    facts = _facts(form)
    if facts is None:
        return _move_page(form), 422

    def act(work: UnitOfWork) -> None:
        operations.transfer(work, facts=facts, actor=acting())

    if not _done(form, act):
        return _move_page(form), 422
    flash(translator().gettext("The money is moved."), "done")
    return redirect(url_for("office.funds"), 303)


def _facts(form: Form) -> TransferFacts | None:
    """What was typed; None when something is wrong with it."""
    _, campaign = translator().gettext, parts().settings.campaign
    source = form.line("source", missing=_("Choose the fund it comes from"))
    target = form.line("target", missing=_("Choose the fund it goes to"))
    currency = form.shown("currency")
    if currency not in _currencies():
        form.wrong("currency", _("Choose the currency"))
        currency = campaign.base_currency
    amount = form.money("amount", currency, missing=_("Enter how much"))
    minute = form.line("minute", missing=_("Write which meeting decided it, and the minute"))
    words = form.words("words")
    if not form.good or amount is None:
        return None
    today = booking_day(parts().clock.now(), campaign.time_zone)
    return TransferFacts(form.key(), source, target, amount, minute, words, today)


def _done(form: Form, act: Callable[[UnitOfWork], None]) -> bool:
    """Whether it was done; why not is told at its field."""
    try:
        with changing() as work:
            act(work)
    except FundRefusedError as error:
        text = translator().gettext(label(error.fault))
        form.wrong(FIELDS.get(error.fault, "amount"), text)
        return False
    return True


def _changed(act: Callable[[UnitOfWork], LedgerFund], done: str) -> ResponseReturnValue:
    try:
        with changing() as work:
            act(work)
    except FundRefusedError as error:
        flash(translator().gettext(label(error.fault)), "info")
    else:
        flash(done, "done")
    return redirect(url_for("office.funds"), 303)


def _names(form: Form) -> dict[str, str]:
    """What a fund is called, by language; what has no name is shown by that of the first."""
    missing = translator().gettext("Enter a name")
    campaign = parts().settings.campaign
    needed = {campaign.default_language: missing}
    typed = {
        language: form.line(f"name-{language}", missing=needed.get(language, ""), most=LONGEST_NAME)
        for language in campaign.languages
    }
    return {language: name for language, name in typed.items() if name}


def _open_page(form: Form) -> str:
    campaign = parts().settings.campaign
    return render_template(
        "office/open_fund.html",
        form=form,
        languages=[(it, spoken(it).language_name) for it in campaign.languages],
        default=campaign.default_language,
        kinds=[(it.value, translator().gettext(label(it))) for it in operations.Kept],
    )


def _move_page(form: Form) -> str:
    return render_template(
        "office/move_money.html",
        form=form,
        choices=_choices(),
        inside=in_funds(db.session()),
        currencies=[(code, code) for code in _currencies()],
    )


def _choices() -> list[tuple[str, str]]:
    """Every fund with its name; the general one has one in every language."""
    speak = translator()
    general = speak.gettext("General fund")
    return [
        (fund.code, general if fund.code == GENERAL_FUND else fund.name_in(speak.language))
        for fund in all_funds(db.session())
    ]


def _currencies() -> list[str]:
    """Those in which there is anything in a fund, and the one of the bank account."""
    found = {currency for inside in in_funds(db.session()).values() for currency in inside}
    return sorted(found | {parts().settings.campaign.base_currency})


def _giving_addresses() -> dict[str, str]:
    """Where gifts for a fund are made, to be sent to those who ask."""
    language = translator().language
    return {
        fund.code: f"{parts().settings.public_url}/{language}/donate?fund={fund.code}"
        for fund in all_funds(db.session())
        if fund.code != GENERAL_FUND and fund.closed_at is None
    }
