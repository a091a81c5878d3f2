"""Where anybody can pay an invoice whose reference they know: it tells a sum, and no name."""

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.models import Invoice
from hov_donate.affiliations.processes import check_invoice
from hov_donate.affiliations.queries.money import InvoiceStanding, invoice_by_reference, standing_of
from hov_donate.affiliations.queries.paying import on_its_way, taken_by_card
from hov_donate.core.amounts import AmountError
from hov_donate.core.references import normalise
from hov_donate.gateway.port import GatewayError
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import card_page
from hov_donate.public.affiliation.paying import part_of
from hov_donate.public.checking import FieldError, Problem
from hov_donate.public.door import Knock, Sake, turned_away
from hov_donate.public.no_page import why_no_page
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def pay_by_reference(reference: str) -> Response:
    """What is still to be paid of an invoice, asked of Stripe itself."""
    invoice = _invoice(reference)
    check_invoice(parts().database, parts().gateway, invoice_id=invoice.id)
    return _page(invoice)


@open_to_all
def send_to_pay(reference: str) -> AnyResponse:
    """On to Stripe's page for all of it, or a part."""
    invoice = _invoice(reference)
    standing = _standing(invoice)
    back = address("pay_by_reference", reference=invoice.reference)
    if not standing.owed.minor or _by_itself(invoice):
        return redirect(back, 303)
    typed = clean(request.form.get("amount", "")[:LONGEST_KEPT])
    try:
        amount = part_of(standing, typed) if "part" in request.form else None
    except FieldError as error:
        return _page(invoice, error.problem, typed=typed)
    knock = Knock(f"{invoice.reference} {typed}", "", request.path, invoice.reference, Sake.INVOICE)
    if away := turned_away(knock):
        return away
    way_back = parts().settings.public_url + back
    try:
        url = card_page(invoice.affiliation_id, way_back, invoice_id=invoice.id, amount=amount)
    except GatewayError as error:
        text, status = why_no_page(error, translator())
        return _page(invoice, Problem("pay", text), status=status)
    except AmountError:
        text = translator().gettext("This sum cannot be paid by card: use a bank transfer")
        return _page(invoice, Problem("pay", text))
    return redirect(url or back, 303)


def _invoice(reference: str) -> Invoice:
    """The invoice of a reference. Ends the request when there is none."""
    known = normalise(reference) or abort(404)
    with parts().database.reading() as session:
        return invoice_by_reference(session, known) or abort(404)


def _standing(invoice: Invoice) -> InvoiceStanding:
    with parts().database.reading() as session:
        return standing_of(session, invoice.id)


def _by_itself(invoice: Invoice) -> bool:
    """Whether a card is being charged for it already: another page would take it twice."""
    with parts().database.reading() as session:
        return taken_by_card(session, invoice.id)


def _page(invoice: Invoice, *problems: Problem, typed: str = "", status: int = 0) -> Response:
    standing, speak = _standing(invoice), translator()
    with parts().database.reading() as session:
        debited = on_its_way(session, invoice.id) > 0
    return page(
        "public/affiliation/pay.html",
        status or (422 if problems else 200),
        number=invoice.full_number,
        reference=invoice.reference,
        amount=speak.money(invoice.amount),
        owed=speak.money(standing.owed) if standing.owed.minor else "",
        debited=debited,
        by_itself=_by_itself(invoice),
        card_open=parts().guard.standing().closed is None,
        action=address("send_to_pay", reference=invoice.reference),
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
    )
