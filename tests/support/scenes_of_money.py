"""Letters about affiliates' money, with the invoices and the money that they are about."""

from collections.abc import Callable

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import CreditReason, MoneyMethod, ReversalReason
from hov_donate.outbox.models import MailKind
from tests.support.affiliates import TODAY, TREASURER, Affiliates
from tests.support.post import Post
from tests.support.words import GBP


def of(post: Post) -> Affiliates:
    """Affiliates in the books of a desk."""
    return Affiliates(post.parts.database, post.parts.settings, post.parts.seal)


def invoiced(post: Post) -> str:
    affiliates = of(post)
    branch = affiliates.branch(purchase_order="PO-55/12")
    return f"{branch.id}/{affiliates.invoice(branch).reference}"


def credited(post: Post) -> str:
    affiliates = of(post)
    branch = affiliates.branch()
    with post.parts.database.writing() as work:
        note = operations.credit_invoice(
            work,
            invoice=affiliates.invoice(branch),
            amount=GBP("15.00"),
            reason=CreditReason.WAIVED,
            words="For the strike fund.",
            actor=TREASURER,
            settings=post.parts.settings,
        )
    return f"{branch.id}/{note.full_number}"


def paid_in_part(post: Post) -> str:
    affiliates = of(post)
    branch = affiliates.branch()
    payment = affiliates.card(affiliates.invoice(branch), GBP("20.00"))
    return f"{branch.id}/{payment.reference}/"


def bounced(post: Post) -> str:
    affiliates = of(post)
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    share = (invoice, GBP("50.00"))
    came = affiliates.receive(branch, GBP("50.00"), share, method=MoneyMethod.CHEQUE)
    with post.parts.database.writing() as work:
        operations.reverse_money(
            work,
            received_id=came.id,
            reason=ReversalReason.BOUNCED,
            on=TODAY,
            words="",
            actor=TREASURER,
            settings=post.parts.settings,
        )
    return f"{branch.id}/received-{came.id}/{invoice.reference}"


SCENES_OF_MONEY: dict[MailKind, Callable[[Post], str]] = {
    MailKind.INVOICE_ISSUED: invoiced,
    MailKind.CREDIT_NOTE_ISSUED: credited,
    MailKind.AFFILIATION_PAID: paid_in_part,
    MailKind.AFFILIATION_UNPAID: bounced,
}
