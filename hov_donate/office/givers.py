"""Who gave: written down as they are, and their receipt sent once more."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.references import normalise
from hov_donate.donations.correcting import send_receipt_again
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.who_gave import WhoGave, ask_who_gave, put_right, tell_of_receipt, who_gave
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db

ROOM = "/gifts/<reference>/giver"


@office.get(ROOM)
@requires(Permission.CORRECT_GIVERS)
def ask_who_it_is(reference: str) -> str:
    """The name and the address that are kept, to be corrected."""
    return ask_who_gave(_found(reference))


@office.post(ROOM)
@requires(Permission.CORRECT_GIVERS)
def correct_who_gave(reference: str) -> ResponseReturnValue:
    """Correct who gave; the receipt can be sent once more then."""
    return put_right(_found(reference))


@office.post("/gifts/<reference>/receipt/send")
@requires(Permission.RETRY_MAILS)
def send_receipt(reference: str) -> ResponseReturnValue:
    """Send the receipt once more."""
    meant = normalise(reference) or abort(404)
    try:
        with changing() as work:
            again = send_receipt_again(work, reference=meant)
    except LookupError:
        abort(404)
    tell_of_receipt(again=again)
    return redirect(url_for("office.gift", reference=meant), 303)


def _found(reference: str) -> WhoGave:
    """Who gave; no page where it is no gift, or once they are erased."""
    payment = payment_by_reference(db.session(), normalise(reference)) or abort(404)
    if payment.purpose is not PaymentPurpose.DONATION:
        abort(404)
    return who_gave(
        payment.details_id,
        here=url_for("office.correct_who_gave", reference=payment.reference),
        back=url_for("office.gift", reference=payment.reference),
        sends=True,
    )
