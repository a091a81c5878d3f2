"""Gifts: the list, and one gift with its whole history."""

import uuid
from collections.abc import Sequence
from io import BytesIO

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.queries.paying import invoice_paid_by
from hov_donate.contacts.queries import identities, out_of_reach
from hov_donate.contacts.sealing import Identity
from hov_donate.core.references import normalise
from hov_donate.documents.queries import documents_of
from hov_donate.donations.offline.queries import given_by_reference
from hov_donate.donations.receipts import document_pdf, receipt_pdf
from hov_donate.donations.review.queries import review_of_payment
from hov_donate.ledger.queries import fund_name
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.guard import allowed, readers_seal
from hov_donate.office.lists.gifts import GIFTS
from hov_donate.office.lists.shown import shown
from hov_donate.office.offline.gifts import givers
from hov_donate.office.offline.queries import Search as SearchBeside
from hov_donate.office.offline.queries import found_beside
from hov_donate.office.queries.gifts import Search
from hov_donate.office.queries.ledger import currencies
from hov_donate.office.queries.one_gift import gift_history
from hov_donate.office.queries.people import people
from hov_donate.outbox.queries import returned
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import version_by_reference
from hov_donate.payments.rules import PaymentStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# What a search for a sum has in common with that for gifts outside Stripe.
SUM_AND_DAYS = ("currency", "amount", "since", "until")


@office.get("/gifts")
@requires(Permission.SEE_GIFTS)
def gifts() -> str:
    """Gifts; found by reference, e-mail, receipt or Stripe id, or by sum and day."""
    found = shown(GIFTS)
    search = found.search
    beside = found_beside(db.session(), readers_seal(), _beside(search))
    return render_template(
        "office/gifts.html",
        list=found,
        search=search,
        statuses=list(PaymentStatus),
        currencies=[(code, code) for code in currencies(db.session())],
        names=_names(found.rows),
        beside=beside,
        beside_asked={name: found.wish.kept.get(name) for name in SUM_AND_DAYS},
        names_beside=givers(row.given.gift.details_id for row in beside),
    )


@office.get("/gifts/<reference>")
@requires(Permission.SEE_GIFTS)
def gift(reference: str) -> ResponseReturnValue:
    """One gift and all that happened to it."""
    meant = _meant(reference)
    if meant != reference:
        return redirect(url_for("office.gift", reference=meant), 303)
    history = gift_history(db.session(), reference, asked.place())
    if history is None:
        return _elsewhere(reference)
    details_id = history.payment.details_id
    who = _identities([details_id]).get(details_id)
    actors = [step.actor for step in history.steps]
    return render_template(
        "office/gift.html",
        gift=history,
        fund=fund_name(db.session(), history.payment.fund, translator().language),
        identity=who,
        people=people(db.session(), actors),
        back=returned(db.session(), history.mails),
        no_reach=out_of_reach(db.session(), [details_id]).get(details_id),
        review=review_of_payment(db.session(), history.payment.id),
    )


@office.post("/gifts/<reference>/check")
@requires(Permission.CHECK_GIFTS)
def check_gift(reference: str) -> ResponseReturnValue:
    """Bring a gift in step with Stripe now."""
    meant, _ = _meant(reference), translator().gettext
    before = _version(meant)
    parts().giving.check(meant)
    if _version(meant) == before:
        flash(_("Stripe told nothing about this gift. Try again in a minute."), "info")
    else:
        flash(_("Checked with Stripe. This is how it stands now."), "done")
    return redirect(url_for("office.gift", reference=meant), 303)


@office.get("/gifts/<reference>/receipt.pdf")
@requires(Permission.SEE_IDENTITIES)
def receipt(reference: str) -> ResponseReturnValue:
    """The receipt, as its giver has it."""
    made = receipt_pdf(db.session(), parts().seal, _meant(reference))
    if made is None:
        abort(404)
    name, content = made
    return send_file(BytesIO(content), "application/pdf", download_name=name)


@office.get("/gifts/<reference>/documents/<int:document_id>.pdf")
@requires(Permission.SEE_IDENTITIES)
def document(reference: str, document_id: int) -> ResponseReturnValue:
    """A receipt, or what corrects it, as its giver has it."""
    issued = documents_of(db.session(), _meant(reference))
    meant = next((it for it in issued if it.id == document_id), None) or abort(404)
    drawn = document_pdf(db.session(), parts().seal, meant)
    return send_file(BytesIO(drawn.content), "application/pdf", download_name=drawn.name)


def _beside(search: Search) -> SearchBeside:
    """The same search, of gifts outside Stripe."""
    return SearchBeside(
        search.text,
        currency=search.currency,
        amount=search.amount,
        since=search.since,
        until=search.until,
    )


def _elsewhere(reference: str) -> ResponseReturnValue:
    """Whoever follows a reference may have met that of an invoice, or of a gift outside Stripe."""
    given = given_by_reference(db.session(), reference)
    if given is not None:
        return redirect(url_for("office.offline_gift", gift_id=given.gift.id), 303)
    invoice = invoice_paid_by(db.session(), reference) or abort(404)
    return redirect(url_for("office.invoice", invoice_id=invoice.id), 303)


def _version(reference: str) -> int | None:
    with parts().database.reading() as session:
        return version_by_reference(session, reference)


def _meant(reference: str) -> str:
    """The reference in an address, as it is kept."""
    meant = normalise(reference)
    if meant is None:
        abort(404)
    return meant


def _names(found: Sequence[Payment]) -> dict[uuid.UUID, Identity] | None:
    """Who gave these gifts; None when this is not for the reader's eyes."""
    if not allowed(Permission.SEE_IDENTITIES):
        return None
    return _identities([payment.details_id for payment in found])


def _identities(details: Sequence[uuid.UUID]) -> dict[uuid.UUID, Identity]:
    if not allowed(Permission.SEE_IDENTITIES):
        return {}
    return identities(db.session(), parts().seal, details)
