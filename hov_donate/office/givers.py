"""Who gave: written down as they are, and their receipt sent once more."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import Identity
from hov_donate.core.references import normalise
from hov_donate.donations.correcting import correct_giver, send_receipt_again
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import payment_by_reference
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = "/gifts/<reference>/giver"
LONGEST_NAME = 200


@office.get(ROOM)
@requires(Permission.CORRECT_GIVERS)
def ask_who_it_is(reference: str) -> str:
    """The name and the address that are kept, to be corrected."""
    payment, someone = _found(reference)
    return _page(payment, Form({"name": someone.name, "email": someone.email}))


@office.post(ROOM)
@requires(Permission.CORRECT_GIVERS)
def correct_who_gave(reference: str) -> ResponseReturnValue:
    """Correct who gave; the receipt can be sent once more then."""
    _, form = translator().gettext, Form.sent()
    payment, _before = _found(reference)
    name = form.line("name", most=LONGEST_NAME)
    email = form.email("email", missing=_("Enter the e-mail address"))
    form.words("reason", missing=_("Write who told you, and when"))
    if not form.good:
        return _page(payment, form), 422
    with changing() as work:
        correct_giver(
            work,
            reference=payment.reference,
            identity=Identity(name, email),
            seal=parts().seal,
        )
    flash(_("It is corrected. You can send the receipt once more."), "done")
    return _back(payment)


@office.post("/gifts/<reference>/receipt/send")
@requires(Permission.RETRY_MAILS)
def send_receipt(reference: str) -> ResponseReturnValue:
    """Send the receipt once more."""
    _, meant = translator().gettext, normalise(reference) or abort(404)
    try:
        with changing() as work:
            again = send_receipt_again(work, reference=meant)
    except LookupError:
        abort(404)
    if again:
        flash(_("The receipt is in line and goes out in a few seconds."), "done")
    else:
        flash(_("The receipt is in line already, or there is none to send."), "info")
    return redirect(url_for("office.gift", reference=meant), 303)


def _found(reference: str) -> tuple[Payment, Identity]:
    """The payment and who gave; a page that is not there once they are erased."""
    payment = payment_by_reference(db.session(), normalise(reference)) or abort(404)
    return payment, identity(db.session(), parts().seal, payment.details_id) or abort(404)


def _page(payment: Payment, form: Form) -> str:
    return render_template("office/correct_giver.html", payment=payment, form=form)


def _back(payment: Payment) -> ResponseReturnValue:
    return redirect(url_for("office.gift", reference=payment.reference), 303)
