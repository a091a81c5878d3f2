"""What follows when a gift is paid."""

import json
from zoneinfo import ZoneInfo

from hov_donate.config import Campaign, Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.documents.operations import ReceiptFacts, issue_receipt
from hov_donate.donations.models import Donation
from hov_donate.donations.queries import paid_donation
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.events import PaymentSucceeded
from hov_donate.payments.models import Payment


def send_receipt(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A paid gift gets its one receipt, by letter, in the donor's language."""
    assert isinstance(happened, PaymentSucceeded)  # noqa: S101 (the wiring's promise)
    found = paid_donation(work.session, happened.payment_id)
    if found is None:
        return
    donation, payment = found
    issue_receipt(work, facts=_receipt_facts(payment, donation, settings.campaign))
    put_out(
        work,
        kind=MailKind.RECEIPT,
        object_id=payment.reference,
        details_id=payment.details_id,
        language=donation.language,
    )


def _receipt_facts(payment: Payment, donation: Donation, campaign: Campaign) -> ReceiptFacts:
    paid_at = payment.paid_at or payment.created_at
    return ReceiptFacts(
        payment_reference=payment.reference,
        details_id=payment.details_id,
        amount=payment.amount,
        paid_on=paid_at.astimezone(ZoneInfo(campaign.time_zone)).date(),
        language=donation.language,
        issuer=json.dumps([campaign.legal_name, *campaign.address], ensure_ascii=False),
        tax_note=campaign.tax_note[donation.language],
    )
