"""Money that matched nothing and was paid for an invoice."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Invoice
from hov_donate.affiliations.processes import attach_to_invoice
from hov_donate.affiliations.queries.money import invoice_by_reference, standing_of
from hov_donate.affiliations.queries.paying import invoice_paid_by
from hov_donate.core.references import normalise
from hov_donate.gateway.port import GatewayError
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.office.unmatched import INVOICE, ROOM, back_to, unmatched_money, unmatched_page
from hov_donate.payments.operations import CannotBePlacedError, OutdatedReadError
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{ROOM}/invoice")
@requires(Permission.PLACE_MONEY)
def ask_before_paying_invoice(unmatched_id: int) -> ResponseReturnValue:
    """The invoice that was typed, and what the money would do for it."""
    found = unmatched_money(unmatched_id)
    typed = request.args.get(INVOICE, "").replace("\0", "")[: asked.LONGEST_SEARCH]
    invoice = _named(db.session(), typed)
    if invoice is None:
        problem = translator().gettext("There is no invoice with this reference or number.")
        page = unmatched_page(found, typed={INVOICE: typed}, problems={INVOICE: problem})
        return page, 422
    return render_template(
        "office/pay_invoice.html",
        money=found.money,
        standing=standing_of(db.session(), invoice.id),
    )


@office.post(f"{ROOM}/invoice")
@requires(Permission.PLACE_MONEY)
def pay_invoice(unmatched_id: int) -> ResponseReturnValue:
    """Let the money be a payment for an invoice."""
    _ = translator().gettext
    with parts().database.reading() as session:
        invoice = _named(session, request.form.get(INVOICE, "")) or abort(404)
    try:
        attach_to_invoice(
            parts().database,
            parts().gateway,
            unmatched_id=unmatched_id,
            invoice_id=invoice.id,
            actor=acting(),
        )
    except CannotBePlacedError as error:
        flash(_(label(error.fault)), "wrong")
        return back_to(unmatched_id)
    except (GatewayError, OutdatedReadError):
        flash(_("Stripe did not answer. Nothing was changed: try again in a minute."), "wrong")
        return back_to(unmatched_id)
    flash(_("The money is for this invoice now. Its payer hears of it by e-mail."), "done")
    return redirect(url_for("office.invoice", invoice_id=invoice.id), 303)


def _named(session: Session, typed: str) -> Invoice | None:
    """The invoice that was meant, be it by the reference of a payment that was asked for it."""
    named = invoice_by_reference(session, typed)
    return named or invoice_paid_by(session, normalise(typed) or "")
