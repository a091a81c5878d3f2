"""What is done with gifts. Nothing here commits."""

import uuid
from dataclasses import dataclass

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.donations.models import Donation
from hov_donate.gateway.port import Interval, RemotePayment
from hov_donate.ledger.rules import GENERAL_FUND
from hov_donate.payments import operations as payments
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentPurpose


@dataclass(frozen=True)
class GiftRequest:
    """What a donor filled in.

    `form` names the page it was filled in on and makes pressing twice one gift; without it, the
    reference does. A reference is random: rarely, it may be somebody else's gift's.
    `fund` is the code of the fund that it is for.
    """

    reference: str
    amount: Money
    identity: Identity
    consents: tuple[GivenConsent, ...]
    language: str
    interval: Interval | None = None
    form: str = ""
    fund: str = GENERAL_FUND

    @property
    def form_key(self) -> str:
        """What the form is known by."""
        return self.form or self.reference


def start_donation(work: UnitOfWork, *, request: GiftRequest, seal: IdentitySeal) -> Donation:
    """Write down a gift that someone decided to make, before Stripe hears of it."""
    payment = payments.ask(
        work,
        reference=request.reference,
        purpose=PaymentPurpose.DONATION,
        amount=request.amount,
        interval=request.interval,
        details_id=_details(work, request, seal).id,
        fund=request.fund,
    )
    donation = Donation(
        payment_id=payment.id,
        form=request.form_key,
        language=request.language,
        created_at=work.now,
    )
    work.session.add(donation)
    work.session.flush()
    return donation


def revise_donation(
    work: UnitOfWork,
    *,
    donation: Donation,
    payment: Payment,
    request: GiftRequest,
    seal: IdentitySeal,
) -> None:
    """The donor went back and changed the form of a gift that is not paid yet."""
    payments.abandon_opening(work, payment=payment)
    payment.details_id = _details(work, request, seal).id
    payment.fund = request.fund
    donation.language = request.language
    payments.change(work, payment=payment, amount=request.amount, interval=request.interval)


def begin_placed(
    work: UnitOfWork,
    *,
    remote: RemotePayment,
    details_id: uuid.UUID,
    language: str,
    actor: str,
    fund: str = GENERAL_FUND,
) -> Payment:
    """A gift for money that is here already, and that staff is about to place."""
    payment = payments.ask_alike(
        work,
        remote=remote,
        purpose=PaymentPurpose.DONATION,
        details_id=details_id,
        actor=actor,
        fund=fund,
    )
    work.session.add(Donation(payment_id=payment.id, language=language, created_at=work.now))
    work.session.flush()
    return payment


def follow_instalment(work: UnitOfWork, *, payment_id: int, first: Donation) -> None:
    """A later instalment of a monthly gift is a gift of its own, in the same language."""
    work.session.add(Donation(payment_id=payment_id, language=first.language, created_at=work.now))
    work.session.flush()


def _details(work: UnitOfWork, request: GiftRequest, seal: IdentitySeal) -> ContactDetails:
    return record_details(work, identity=request.identity, consents=request.consents, seal=seal)
