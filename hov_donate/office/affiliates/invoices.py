"""Invoices: the list, one with what became of its sum, and taking some of it back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import CreditReason
from hov_donate.affiliations.operations import credit_invoice, lock_affiliation
from hov_donate.affiliations.queries.money import standing_of
from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.lists import INVOICES
from hov_donate.office.affiliates.one import explained
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries import invoices as queries
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/invoices/{KEY}invoice_id>"
ASKINGS = {queries.Asking.OWED: N_("Owed"), queries.Asking.OVERDUE: N_("Overdue")}


@office.get("/invoices")
@requires(Permission.SEE_AFFILIATES)
def invoices() -> str:
    """Invoices, the newest first: all, those that are owed, those that are overdue."""
    found = shown(INVOICES)
    return render_template(
        "office/affiliates/invoices.html",
        list=found,
        wanted=found.search,
        askings=[(it.value, translator().gettext(text)) for it, text in ASKINGS.items()],
        names=names([row.affiliation.details_id for row in found.rows]),
        today=today(),
        kept=found.wish.kept,
    )


@office.get(ROOM)
@requires(Permission.SEE_AFFILIATES)
def invoice(invoice_id: int) -> str:
    """One invoice: what it asks for and why, what settled it, what was taken off it."""
    found = _found(invoice_id)
    actors = [
        *(row.allocation.actor for row in found.settling),
        *(note.actor for note in found.notes),
    ]
    return render_template(
        "office/affiliates/invoice.html",
        found=found,
        names=names([found.affiliation.details_id]),
        people=people(db.session(), actors),
        explained=explained(found.term),
        today=today(),
    )


@office.get(f"{ROOM}/credit")
@requires(Permission.CREDIT_INVOICES)
def ask_before_crediting(invoice_id: int) -> str:
    """What a credit note does, how much it takes off, and why."""
    return _ask(_found(invoice_id), Form())


@office.post(f"{ROOM}/credit")
@requires(Permission.CREDIT_INVOICES)
def issue_credit_note(invoice_id: int) -> ResponseReturnValue:
    """Take a sum off an invoice for ever."""
    _, form, found = translator().gettext, Form.sent(), _found(invoice_id)
    amount = form.money("amount", found.standing.invoice.currency)
    reason = form.choice("reason", CreditReason, missing=_("Choose why"))
    words = form.words("words", missing=_("Write why, for the invoice's history and its payer"))
    if not form.good or reason is None:
        return _ask(found, form), 422
    try:
        with changing() as work:
            if not _as_seen(work, found, form):
                flash(_("This invoice has changed since you opened the page. Look again."), "info")
                return _back(invoice_id)
            note = credit_invoice(
                work,
                invoice=found.standing.invoice,
                amount=amount,
                reason=reason,
                words=words,
                actor=acting(),
                settings=parts().settings,
                gift_first=form.ticked("gift_first"),
            )
    except MoneyRefusedError as error:
        form.wrong("amount", _(label(error.fault)))
        return _ask(found, form), 422
    flash(_("Credit note %(number)s is issued.", number=note.full_number), "done")
    return _back(invoice_id)


def _as_seen(work: UnitOfWork, found: queries.OneInvoice, form: Form) -> bool:
    """Whether no other credit note was issued since the page was opened: pressing twice is once."""
    lock_affiliation(work, found.affiliation.id)
    now = standing_of(work.session, found.standing.invoice.id)
    return str(now.balance.credited_minor) == form.shown("seen")


def _found(invoice_id: int) -> queries.OneInvoice:
    return queries.one_invoice(db.session(), invoice_id) or abort(404)


def _ask(found: queries.OneInvoice, form: Form) -> str:
    return render_template(
        "office/affiliates/credit_invoice.html",
        found=found,
        form=form,
        reasons=choices(CreditReason),
    )


def _back(invoice_id: int) -> ResponseReturnValue:
    return redirect(url_for("office.invoice", invoice_id=invoice_id), 303)
