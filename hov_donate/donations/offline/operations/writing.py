"""What follows for a gift that was written down: its receipt, its entry, its letter."""

import json

from hov_donate.config import Campaign, Settings
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.free_references import free_reference
from hov_donate.documents.models import Document
from hov_donate.documents.operations import ReceiptFacts, issue_receipt
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.rules import (
    GIVEN,
    OfflineFault,
    OfflineRefusedError,
    given,
    place_of,
)
from hov_donate.ledger.own import book_own
from hov_donate.ledger.queries import fund_for_gifts, fund_name
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.models import Payment


def fresh_reference(work: UnitOfWork) -> str:
    """A reference that no gift has, at Stripe or outside it."""
    return free_reference(work.session, Payment.reference, OfflineGift.reference)


def check_fund(work: UnitOfWork, code: str) -> None:
    """Refuse a fund that takes no gifts. Raises OfflineRefusedError."""
    if fund_for_gifts(work.session, code) is None:
        raise OfflineRefusedError(OfflineFault.FUND_IS_CLOSED)


def issue_and_book(
    work: UnitOfWork, gift: OfflineGift, *, settings: Settings, seal: IdentitySeal
) -> None:
    """Give a known giver the receipt and a letter, and book the gift.

    The receipt comes first: whoever counts in the series of receipts waits for the books after
    that, as payments at Stripe do.
    """
    receipt = _receipt(work, gift, settings.campaign)
    place = place_of(gift.method)
    lines = given(gift.method, place, gift.amount, gift.fund)
    book_own(work, category=GIVEN, source=gift.source, lines=lines, day=gift.received_on)
    if receipt is not None:
        tell(work, gift, MailKind.OFFLINE_RECEIPT, seal=seal)


def tell(work: UnitOfWork, gift: OfflineGift, kind: MailKind, *, seal: IdentitySeal) -> None:
    """Write to whoever gave, if we know where."""
    if gift.details_id is None:
        return
    someone = identity(work.session, seal, gift.details_id)
    if someone is not None and someone.email:
        put_out(
            work,
            kind=kind,
            object_id=gift.reference,
            details_id=gift.details_id,
            language=gift.language,
        )


def _receipt(work: UnitOfWork, gift: OfflineGift, campaign: Campaign) -> Document | None:
    if gift.details_id is None:
        return None
    facts = ReceiptFacts(
        payment_reference=gift.reference,
        details_id=gift.details_id,
        amount=gift.amount,
        paid_on=gift.received_on,
        language=gift.language,
        issuer=json.dumps([campaign.legal_name, *campaign.address], ensure_ascii=False),
        tax_note=campaign.tax_note[gift.language],
        purpose=fund_name(work.session, gift.fund, gift.language),
    )
    return issue_receipt(work, facts=facts)
