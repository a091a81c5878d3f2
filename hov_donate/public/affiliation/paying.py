"""Paying an invoice by card, whole or in part, and giving another card for the years to come."""

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.queries.money import InvoiceStanding
from hov_donate.affiliations.queries.own_page import InvoiceOnPage, OwnPage
from hov_donate.core.amounts import AmountError
from hov_donate.core.money import Money, minimum_charge
from hov_donate.gateway.port import GatewayError
from hov_donate.payments import processes as payments
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import card_page
from hov_donate.public.affiliation.overview import email_of, found, overview
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.door import Knock, Sake, turned_away
from hov_donate.public.no_page import why_no_page
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@open_to_all
def pay_invoice(token: str, invoice_id: int) -> AnyResponse:
    """On to Stripe's page for what is owed of an invoice, or for a part of it."""
    own = found(token)
    invoice = _invoice(own, invoice_id)
    typed = clean(request.form.get("amount", "")[:LONGEST_KEPT])
    if not invoice.standing.owed.minor or invoice.instalment is not None:
        return redirect(address("affiliation", token=token), 303)
    try:
        amount = part_of(invoice.standing, typed) if "part" in request.form else None
    except FieldError as error:
        field = _field(own, invoice, "amount")
        problem = Problem(field, error.problem.text)
        return overview(token, problem, status=422, part=typed)
    action = address("pay_invoice", token=token, invoice_id=str(invoice_id))
    about = f"{token} {invoice_id} {typed}"
    reference = invoice.standing.invoice.reference
    if away := turned_away(Knock(about, email_of(own), action, reference, Sake.INVOICE)):
        return away
    return _to_stripe(token, own, invoice, amount)


def _to_stripe(
    token: str, own: OwnPage, invoice: InvoiceOnPage, amount: Money | None
) -> AnyResponse:
    yearly = "yearly" in request.form and own.organisation is None and own.by_card is None
    back = address("affiliation", token=token, done="paid")
    try:
        url = card_page(
            own.affiliation.id,
            parts().settings.public_url + back,
            yearly=yearly and amount is None,
            invoice_id=invoice.standing.invoice.id,
            amount=amount,
        )
    except GatewayError as error:
        text, status = why_no_page(error, translator())
        return overview(token, Problem(_field(own, invoice, "pay"), text), status=status)
    except AmountError:
        text = translator().gettext("This sum cannot be paid by card: use a bank transfer")
        return overview(token, Problem(_field(own, invoice, "pay"), text), status=422)
    return redirect(url or back, 303)


def _invoice(own: OwnPage, invoice_id: int) -> InvoiceOnPage:
    """One of its invoices. Ends the request when it is another's."""
    chosen = (it for it in own.invoices if it.standing.invoice.id == invoice_id)
    return next(chosen, None) or abort(404)


def _field(own: OwnPage, invoice: InvoiceOnPage, name: str) -> str:
    """The element of a name beside an invoice; the first one's has no number."""
    first = own.owed[0].standing.invoice.id == invoice.standing.invoice.id
    return name if first else f"{name}-{invoice.standing.invoice.id}"


def part_of(standing: InvoiceStanding, typed: str) -> Money:
    """The part that was typed, no more than is owed. Raises FieldError."""
    owed = standing.owed
    least = Money.of_major(minimum_charge(owed.currency), owed.currency)
    checker = Checker(parts().settings.campaign, translator())
    return checker.amount_between(typed, min(least, owed, key=lambda it: it.minor), owed)


@open_to_all
def renewal_card(token: str) -> AnyResponse:
    """On to Stripe's page, where another card can be given."""
    own = found(token)
    subscription = own.by_card
    if request.method == "GET" or subscription is None:
        return redirect(address("affiliation", token=token), 303)
    # Cards could be tried out on Stripe's page as well as on that of an invoice.
    action = address("renewal_card", token=token)
    knock = Knock(f"{token} card", email_of(own), action, None, Sake.INVOICE)
    if away := turned_away(knock):
        return away
    way_back = parts().settings.public_url + address("affiliation", token=token, done="card")
    try:
        url = payments.card_page(
            parts().database,
            parts().gateway,
            reference=subscription.reference,
            return_url=way_back,
        )
    except GatewayError as error:
        return not_done(token, error)
    return redirect(url, 303)


def not_done(token: str, error: GatewayError) -> Response:
    """The own page, with why nothing was changed."""
    text, status = why_no_page(error, translator())
    return overview(token, Problem("renewal", text), status=status)
