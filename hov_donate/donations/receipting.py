"""The receipt of a gift at Stripe."""

import json

from hov_donate.config import Campaign
from hov_donate.core.db import UnitOfWork
from hov_donate.documents.models import Document
from hov_donate.documents.operations import ReceiptFacts, issue_receipt
from hov_donate.donations.models import Donation
from hov_donate.ledger.queries import fund_name
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.models import Payment


def give_receipt(
    work: UnitOfWork, *, payment: Payment, donation: Donation, campaign: Campaign
) -> Document:
    """Issue the one receipt of a paid gift, and put out the letter that brings it."""
    receipt = issue_receipt(work, facts=_facts(work, payment, donation, campaign))
    put_out(
        work,
        kind=MailKind.RECEIPT,
        object_id=payment.reference,
        details_id=payment.details_id,
        language=donation.language,
    )
    return receipt


def _facts(
    work: UnitOfWork, payment: Payment, donation: Donation, campaign: Campaign
) -> ReceiptFacts:
    return ReceiptFacts(
        payment_reference=payment.reference,
        details_id=payment.details_id,
        amount=payment.amount,
        paid_on=booking_day(payment.paid_at or payment.created_at, campaign.time_zone),
        language=donation.language,
        issuer=json.dumps([campaign.legal_name, *campaign.address], ensure_ascii=False),
        tax_note=campaign.tax_note[donation.language],
        purpose=fund_name(work.session, payment.fund, donation.language),
    )
