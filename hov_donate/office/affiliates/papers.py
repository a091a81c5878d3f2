"""Invoices, credit notes, certificates and member cards as PDFs, as their readers have them."""

from io import BytesIO

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.cards import member_card
from hov_donate.affiliations.certificates import certificate_pdf
from hov_donate.affiliations.models import CreditNote, Invoice
from hov_donate.affiliations.papers import credit_note_pdf, invoice_pdf
from hov_donate.office.affiliates.found import KEY, PATH, found
from hov_donate.office.blueprint import office
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@office.get(f"/invoices/{KEY}invoice_id>.pdf")
@requires(Permission.SEE_IDENTITIES)
def invoice_paper(invoice_id: int) -> ResponseReturnValue:
    """An invoice, as its payer has it."""
    meant = db.session().get(Invoice, invoice_id) or abort(404)
    drawn = invoice_pdf(db.session(), parts().seal, meant)
    return _sent(drawn.name, drawn.content)


@office.get(f"/credit-notes/{KEY}note_id>.pdf")
@requires(Permission.SEE_IDENTITIES)
def credit_note_paper(note_id: int) -> ResponseReturnValue:
    """A credit note, as its payer has it."""
    meant = db.session().get(CreditNote, note_id) or abort(404)
    drawn = credit_note_pdf(db.session(), parts().seal, meant)
    return _sent(drawn.name, drawn.content)


@office.get(f"{PATH}/certificate.pdf")
@requires(Permission.SEE_AFFILIATES)
def certificate_paper(number: str) -> ResponseReturnValue:
    """The certificate of an organisation that is paid up, for the term of today."""
    return _certificate(number, ahead=False)


@office.get(f"{PATH}/certificate-next.pdf")
@requires(Permission.SEE_AFFILIATES)
def next_certificate_paper(number: str) -> ResponseReturnValue:
    """The certificate of an organisation for its next term, where that is paid for already."""
    return _certificate(number, ahead=True)


def _certificate(number: str, *, ahead: bool) -> ResponseReturnValue:
    drawn = certificate_pdf(db.session(), found(number).id, parts().settings, today(), ahead=ahead)
    return _sent(*(drawn or abort(404)))


@office.get(f"{PATH}/member-card.pdf")
@requires(Permission.SEE_IDENTITIES)
def card_paper(number: str) -> ResponseReturnValue:
    """The card of a member who is paid up."""
    house = parts()
    drawn = member_card(db.session(), house.seal, house.settings, found(number))
    return _sent(*(drawn or abort(404)))


def _sent(name: str, content: bytes) -> ResponseReturnValue:
    return send_file(BytesIO(content), "application/pdf", download_name=name)
