"""What the pages of members and affiliates share: who may enter, and the way to pay."""

from datetime import date, datetime

from flask import Response

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.processes import check_invoice, close_invoice_pages, open_invoice_page
from hov_donate.affiliations.queries.money import invoices_of, owed
from hov_donate.core.links import LinkPurpose
from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval
from hov_donate.ledger.rules import booking_day
from hov_donate.public.addresses import address
from hov_donate.public.links import subject_of
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# Who owes more than this many invoices waits for the webhook.
MOST_CHECKED = 3


def affiliation_of(token: str, purpose: LinkPurpose = LinkPurpose.AFFILIATION) -> int:
    """Whose page the link opens. Ends the request when it is no good, or too old."""
    return int(subject_of(purpose, token, _expired))


def _expired() -> Response:
    return page("public/affiliation/expired.html", 410, ask=address("affiliation_link"))


def today() -> date:
    """The campaign's day."""
    return day_of(parts().clock.now())


def day_of(moment: datetime) -> date:
    """The campaign's day of a moment."""
    return booking_day(moment, parts().settings.campaign.time_zone)


def joined_path(affiliation_id: int) -> str:
    """What came of the form of somebody who joined, on this site."""
    made = Addresses("", parts().links)
    return made.joined(affiliation_id, translator().language, now=parts().clock.now())


def card_page(
    affiliation_id: int,
    back: str,
    *,
    yearly: bool = False,
    invoice_id: int | None = None,
    amount: Money | None = None,
) -> str | None:
    """A page at Stripe for what is owed longest, or for one invoice, or a part of it.

    None where nothing is owed. Raises GatewayError, and AmountError for a part that cannot be.
    """
    house = parts()
    with house.database.reading() as session:
        waiting = [it.invoice.id for it in owed(session, affiliation_id)]
    wanted = invoice_id if invoice_id in waiting else next(iter(waiting), None)
    if wanted is None or (invoice_id is not None and wanted != invoice_id):
        return None
    return open_invoice_page(
        house.database,
        house.gateway,
        invoice_id=wanted,
        return_address=back,
        seal=house.seal,
        interval=Interval.YEAR if yearly else None,
        amount=amount,
    )


def close_outgrown_pages(affiliation_id: int) -> None:
    """See to it that nobody pays an invoice any more that was taken back. Raises GatewayError."""
    house = parts()
    with house.database.reading() as session:
        over = [it.invoice.id for it in invoices_of(session, affiliation_id) if not it.owed.minor]
    for invoice_id in over[-MOST_CHECKED:]:
        close_invoice_pages(house.database, house.gateway, invoice_id=invoice_id)


def bring_in_step(affiliation_id: int) -> bool:
    """Ask Stripe what became of what is owed; False when it was silent."""
    house = parts()
    with house.database.reading() as session:
        waiting = [it.invoice.id for it in owed(session, affiliation_id)][:MOST_CHECKED]
    checked = [
        check_invoice(house.database, house.gateway, invoice_id=invoice_id)
        for invoice_id in waiting
    ]
    return all(checked)
