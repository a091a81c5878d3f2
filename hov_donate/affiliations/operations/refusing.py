"""The gift on an invoice is not accepted: it is asked for no more, and goes back."""

from sqlalchemy import select

from hov_donate.affiliations.models import Allocation, CreditReason, Invoice
from hov_donate.affiliations.operations.invoicing import credit_invoice
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.queries.giving import gift_on, invoice_of
from hov_donate.affiliations.queries.money import standing_of
from hov_donate.affiliations.queries.sources import sources_settling
from hov_donate.affiliations.rules.settling import Freed, freed
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import N_, translator
from hov_donate.core.money import Money
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import WantedRefund, ask_for_refund
from hov_donate.payments.queries.refunds import left_to_give_back
from hov_donate.payments.rules.refunding import RefundReason

# What stands on the credit note; why is nobody's business outside the office.
NOT_ACCEPTED = N_("The gift on this invoice is not accepted. What came of it is given back.")


def hold_invoice(work: UnitOfWork, *, invoice_id: int) -> None:
    """Hold the payments that settle an invoice and then its affiliation, before deciding on both.

    Whoever hears of a payment takes them in the same order.
    """
    settling = select(Allocation.payment_id).where(
        Allocation.invoice_id == invoice_id, Allocation.payment_id.is_not(None)
    )
    work.session.scalars(
        select(Payment)
        .where(Payment.id.in_(settling))
        .order_by(Payment.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    lock_affiliation(work, work.session.get_one(Invoice, invoice_id).affiliation_id)


def refuse_gift(
    work: UnitOfWork,
    *,
    source: str,
    form: str,
    words: str,
    actor: str,
    settings: Settings,
) -> None:
    """Take the gift of this name off its invoice, and ask for what Stripe brought of it.

    What came by bank, cheque or in cash is the payer's credit then, to be sent back by hand. `form`
    names the decision: refused twice, nothing is left to take off. Raises RefundRefusedError while
    a bank looks into a payment behind it; LookupError.
    """
    invoice = invoice_of(work.session, source)
    if invoice is None:
        raise LookupError(f"no gift on an invoice: {source}")
    hold_invoice(work, invoice_id=invoice.id)
    gift = gift_on(work.session, standing_of(work.session, invoice.id))
    if gift.gift_left == 0:
        return
    before = sources_settling(work.session, invoice.id)
    credit_invoice(
        work,
        invoice=invoice,
        amount=Money(gift.gift_left, invoice.currency),
        reason=CreditReason.WAIVED,
        words=translator(invoice.language).gettext(NOT_ACCEPTED),
        actor=actor,
        settings=settings,
        gift_first=True,
    )
    after = sources_settling(work.session, invoice.id)
    for part in freed(before, after, invoice.id):
        _ask_back(work, part, form, words, actor, settings)


def _ask_back(
    work: UnitOfWork, part: Freed, form: str, words: str, actor: str, settings: Settings
) -> None:
    source, minor = part
    if source.payment_id is None:
        return
    payment = work.session.get_one(Payment, source.payment_id)
    promised = payment.kept - left_to_give_back(work.session, payment)
    # What somebody asked for already takes of what settles nothing; never of the fee, for that.
    amount = Money(min(minor, source.spare - promised.minor), payment.currency)
    if amount.minor <= 0:
        return
    wanted = WantedRefund(
        form=f"{form}-{payment.id}",
        reference=payment.reference,
        amount=amount,
        reason=RefundReason.NOT_ACCEPTED,
        words=words,
    )
    ask_for_refund(
        work, wanted=wanted, alone_up_to=settings.campaign.refund_alone_up_to, actor=actor
    )
