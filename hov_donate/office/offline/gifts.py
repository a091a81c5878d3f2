"""Gifts outside Stripe: the list, one gift with its history, and that it is not there after all."""

import uuid
from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.cashbox.rules import BoxRefusedError, ItemState
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.donations.offline.operations import reverse_gift
from hov_donate.donations.offline.rules import GiftMethod, OfflineRefusedError, ReversalReason
from hov_donate.donations.review.queries import review_of_offline
from hov_donate.donations.review.rules import ReviewState
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.affiliates.words import choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting, allowed
from hov_donate.office.labels import label
from hov_donate.office.lists.shown import shown
from hov_donate.office.offline.lists import OFFLINE
from hov_donate.office.offline.queries import History, gift_history
from hov_donate.office.offline.words import fund_names
from hov_donate.office.queries.ledger import currencies, with_postings
from hov_donate.office.queries.people import people
from hov_donate.office.spans import today
from hov_donate.outbox.queries import returned
from hov_donate.reconciliation.bank.queries.lines import line_of_gift
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = f"/offline/{KEY}gift_id>"


@office.get("/offline")
@requires(Permission.SEE_GIFTS)
def offline_gifts() -> str:
    """Gifts by cash, cheque, transfer and standing order, the last recorded first."""
    found = shown(OFFLINE)
    return render_template(
        "office/offline/gifts.html",
        list=found,
        search=found.search,
        methods=choices(GiftMethod),
        states=choices(ItemState),
        names=givers(row.given.gift.details_id for row in found.rows),
        funds=fund_names(),
        currencies=[(code, code) for code in currencies(db.session())],
        kept=found.wish.kept,
    )


@office.get(ROOM)
@requires(Permission.SEE_GIFTS)
def offline_gift(gift_id: int) -> str:
    """One gift and all that happened to it."""
    found = _found(gift_id)
    gift, reversal, item = found.row.given.gift, found.row.given.reversal, found.item
    actors = [gift.recorded_by, reversal.actor if reversal else None]
    actors += [item.counter, item.counted_by] if item else []
    seen = allowed(Permission.SEE_IDENTITIES)
    return render_template(
        "office/offline/gift.html",
        found=found,
        gift=gift,
        reversal=reversal,
        who=(givers([gift.details_id]) or {}).get(gift.details_id or uuid.UUID(int=0)),
        witness=parts().seal.open_text(item.witness) if seen and item and item.witness else "",
        fund=fund_names()[gift.fund],
        bank_line=line_of_gift(db.session(), gift_id),
        people=people(db.session(), actors),
        back=returned(db.session(), found.letters),
        entries=with_postings(db.session(), found.entries),
        review=review_of_offline(db.session(), gift_id),
    )


@office.get(f"{ROOM}/take-back")
@requires(Permission.RECORD_OFFLINE)
def ask_before_taking_back(gift_id: int) -> str:
    """What it means that a gift is not there, why, and since when."""
    return _ask(_found(gift_id), Form({"reversed_on": today().isoformat()}))


@office.post(f"{ROOM}/take-back")
@requires(Permission.RECORD_OFFLINE)
def take_gift_back(gift_id: int) -> ResponseReturnValue:
    """Note that a gift is not there after all."""
    _, form, found = translator().gettext, Form.sent(), _found(gift_id)
    reason = form.choice("reason", ReversalReason, missing=_("Choose why"))
    day = form.day("reversed_on", missing=_("Enter the day"))
    words = form.words("words", missing=_("Write what happened"))
    if not form.good or reason is None or day is None:
        return _ask(found, form), 422
    try:
        with changing() as work:
            reverse_gift(
                work,
                gift_id=gift_id,
                reason=reason,
                on=day,
                words=words,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except (OfflineRefusedError, BoxRefusedError) as error:
        form.wrong("reversed_on", _(label(error.fault)))
        return _ask(found, form), 422
    flash(_("It is booked back. The receipt, if there was one, is corrected."), "done")
    return redirect(url_for("office.offline_gift", gift_id=gift_id), 303)


def givers(details: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Identity] | None:
    """Who some details are about; None when this is not for the reader's eyes."""
    if not allowed(Permission.SEE_IDENTITIES):
        return None
    return identities(db.session(), parts().seal, [it for it in details if it is not None])


def _found(gift_id: int) -> History:
    return gift_history(db.session(), gift_id) or abort(404)


def _ask(found: History, form: Form) -> str:
    cheque = found.row.given.gift.method is GiftMethod.CHEQUE
    reasons = choices(ReversalReason)
    review = review_of_offline(db.session(), found.row.given.gift.id)
    refused = review is not None and review.state is ReviewState.REFUSED
    kept_in = {ReversalReason.BOUNCED: cheque, ReversalReason.NOT_ACCEPTED: refused}
    reasons = [pair for pair in reasons if kept_in.get(ReversalReason(pair[0]), True)]
    return render_template("office/offline/take_back.html", found=found, form=form, reasons=reasons)
