"""What an affiliation gets in writing: invoices, credit notes, a card or a certificate."""

from flask import Response, abort

from hov_donate.affiliations.cards import member_card as draw_card
from hov_donate.affiliations.certificates import certificate_pdf
from hov_donate.affiliations.models import CreditNote, Invoice
from hov_donate.affiliations.papers import credit_note_pdf as draw_credit_note
from hov_donate.affiliations.papers import invoice_pdf as draw_invoice
from hov_donate.affiliations.papers import invoice_text
from hov_donate.affiliations.queries.own_page import OwnPage
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import today
from hov_donate.public.affiliation.overview import found, words
from hov_donate.public.own_page import as_file
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def member_card(token: str) -> Response:
    """The card of a member who is paid up, as a PDF."""
    own, house = found(token), parts()
    with house.database.reading() as session:
        drawn = draw_card(session, house.seal, house.settings, own.affiliation)
    return as_file(*(drawn or abort(404)))


@open_to_all
def certificate(token: str) -> Response:
    """The certificate of an organisation that is paid up, for the term of today, as a PDF."""
    return _certificate(token, ahead=False)


@open_to_all
def next_certificate(token: str) -> Response:
    """The certificate for the next term, where that is paid for already, as a PDF."""
    return _certificate(token, ahead=True)


def _certificate(token: str, *, ahead: bool) -> Response:
    own, house = found(token), parts()
    with house.database.reading() as session:
        drawn = certificate_pdf(session, own.affiliation.id, house.settings, today(), ahead=ahead)
    return as_file(*(drawn or abort(404)))


@open_to_all
def invoice_page(token: str, invoice_id: int) -> Response:
    """An invoice word for word, and what became of it."""
    own = found(token)
    invoice = _invoice(own, invoice_id)
    with parts().database.reading() as session:
        text = invoice_text(session, parts().seal, invoice)
    standing = next(it for it in own.invoices if it.standing.invoice.id == invoice_id)
    return page(
        "public/affiliation/invoice.html",
        text=text,
        state=words().invoice(standing),
        pdf=address("invoice_pdf", token=token, invoice_id=str(invoice_id)),
        back=address("affiliation", token=token),
        notes=[
            (note.full_number, address("credit_note_pdf", token=token, note_id=str(note.id)))
            for note in standing.credit_notes
        ],
    )


@open_to_all
def invoice_pdf(token: str, invoice_id: int) -> Response:
    """An invoice as a PDF."""
    invoice = _invoice(found(token), invoice_id)
    with parts().database.reading() as session:
        drawn = draw_invoice(session, parts().seal, invoice)
    return as_file(drawn.name, drawn.content)


@open_to_all
def credit_note_pdf(token: str, note_id: int) -> Response:
    """A credit note as a PDF."""
    note = _credit_note(found(token), note_id)
    with parts().database.reading() as session:
        drawn = draw_credit_note(session, parts().seal, note)
    return as_file(drawn.name, drawn.content)


def _invoice(own: OwnPage, invoice_id: int) -> Invoice:
    """One of its invoices. Ends the request when it is another's."""
    every = (it.standing.invoice for it in own.invoices)
    return next((it for it in every if it.id == invoice_id), None) or abort(404)


def _credit_note(own: OwnPage, note_id: int) -> CreditNote:
    """One of its credit notes. Ends the request when it is another's."""
    every = (note for it in own.invoices for note in it.credit_notes)
    return next((note for note in every if note.id == note_id), None) or abort(404)
