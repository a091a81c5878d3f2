"""Who gave outside Stripe: written down as they are, and their receipt sent once more."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from hov_donate.donations.correcting import send_offline_receipt_again
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.who_gave import WhoGave, ask_who_gave, put_right, tell_of_receipt, who_gave
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts

GIFT = f"/offline/{KEY}gift_id>"
ORDER = f"/offline/orders/{KEY}order_id>"


@office.get(f"{GIFT}/giver")
@requires(Permission.CORRECT_GIVERS)
def ask_who_gave_offline(gift_id: int) -> str:
    """The name and the address of whoever gave, to be corrected."""
    return ask_who_gave(_of_gift(gift_id))


@office.post(f"{GIFT}/giver")
@requires(Permission.CORRECT_GIVERS)
def correct_who_gave_offline(gift_id: int) -> ResponseReturnValue:
    """Correct who gave; the receipt can be sent once more then."""
    return put_right(_of_gift(gift_id))


@office.get(f"{ORDER}/giver")
@requires(Permission.CORRECT_GIVERS)
def ask_whose_order(order_id: int) -> str:
    """The name and the address of whoever has the standing order, to be corrected."""
    return ask_who_gave(_of_order(order_id))


@office.post(f"{ORDER}/giver")
@requires(Permission.CORRECT_GIVERS)
def correct_whose_order(order_id: int) -> ResponseReturnValue:
    """Correct who has the standing order, and what came by it."""
    return put_right(_of_order(order_id))


@office.post(f"{GIFT}/receipt/send")
@requires(Permission.RETRY_MAILS)
def send_offline_receipt(gift_id: int) -> ResponseReturnValue:
    """Send the receipt once more, or for the first time."""
    try:
        with changing() as work:
            again = send_offline_receipt_again(work, gift_id=gift_id, seal=parts().seal)
    except LookupError:
        abort(404)
    tell_of_receipt(again=again)
    return redirect(url_for("office.offline_gift", gift_id=gift_id), 303)


def _of_gift(gift_id: int) -> WhoGave:
    gift = db.session().get(OfflineGift, gift_id) or abort(404)
    return who_gave(
        gift.details_id,
        here=url_for("office.correct_who_gave_offline", gift_id=gift_id),
        back=url_for("office.offline_gift", gift_id=gift_id),
        sends=False,
    )


def _of_order(order_id: int) -> WhoGave:
    order = db.session().get(StandingOrder, order_id) or abort(404)
    return who_gave(
        order.details_id,
        here=url_for("office.correct_whose_order", order_id=order_id),
        back=url_for("office.standing_order", order_id=order_id),
        sends=False,
    )
