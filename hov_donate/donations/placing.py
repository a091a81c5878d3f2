"""Staff says what money is that matched nothing: a gift that was begun, a new one, or nobody's."""

from dataclasses import dataclass

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.donations.operations import begin_placed
from hov_donate.donations.processes import Giving
from hov_donate.donations.queries import donation_of
from hov_donate.gateway.port import GatewayRefusedError, RemotePayment
from hov_donate.payments import operations as payments
from hov_donate.payments.models import Payment
from hov_donate.payments.processes import sync_payment
from hov_donate.payments.processes.placing import Onto, place_onto
from hov_donate.payments.queries import payment_by_reference, unmatched_by_id
from hov_donate.payments.rules import Resolution

# The donor ticked no box of ours: the wording is what staff wrote down about the consent.
NOTED_BY_STAFF = "noted-by-staff-1"


@dataclass(frozen=True)
class Giver:
    """Who gave, as staff typed it.

    `consent` is where the leave to keep the details came from; empty when there is none.
    """

    identity: Identity
    language: str
    consent: str = ""

    @property
    def consents(self) -> list[GivenConsent]:
        """The leave to keep the details, if there is one."""
        if not self.consent:
            return []
        purpose = ConsentPurpose.KEEP_DETAILS
        return [GivenConsent(purpose, self.consent, NOTED_BY_STAFF, self.language)]


def attach(giving: Giving, *, unmatched_id: int, reference: str, actor: str) -> str:
    """Let unmatched money be that of a gift; the reference of the gift that it is then.

    A gift that still waits for its money takes the sum that came, be it another than was asked;
    for any other, a new gift of the same donor is made, for the same fund. Raises
    CannotBePlacedError, GatewayError, OutdatedReadError; LookupError when there is no such gift.
    """
    giving.close_open_page(reference)

    def onto(work: UnitOfWork, remote: RemotePayment) -> Payment:
        payment = payment_by_reference(work.session, reference, lock=True)
        donation = donation_of(work.session, payment.id) if payment else None
        if payment is None or donation is None:
            raise LookupError(f"no gift {reference}")
        if takes(payment, remote.received.currency):
            return payment
        return begin_placed(
            work,
            remote=remote,
            details_id=payment.details_id,
            language=donation.language,
            actor=actor,
            fund=payment.fund,
        )

    return _place(giving, unmatched_id, onto, Resolution.ATTACHED, actor)


def takes(payment: Payment, currency: str) -> bool:
    """Whether a gift itself takes unmatched money.

    An instalment does not: Stripe would still ask for it.
    """
    repeated = payment.interval is not None or payment.subscription_id is not None
    return payment.status.payable and payment.currency == currency and not repeated


def make_gift(giving: Giving, *, unmatched_id: int, giver: Giver, actor: str) -> str:
    """Let unmatched money be a gift of someone whom staff knows; the gift's reference.

    Raises CannotBePlacedError, GatewayError, OutdatedReadError.
    """

    def onto(work: UnitOfWork, remote: RemotePayment) -> Payment:
        details = record_details(
            work, identity=giver.identity, consents=giver.consents, seal=giving.seal
        )
        return begin_placed(
            work, remote=remote, details_id=details.id, language=giver.language, actor=actor
        )

    return _place(giving, unmatched_id, onto, Resolution.MADE_A_GIFT, actor)


def give_back(giving: Giving, *, unmatched_id: int, actor: str, agreeing: bool = False) -> bool:
    """Send unmatched money back, all that is left of it; pressing twice sends it once.

    False while it waits for another person, as above the campaign's sum. Who agrees does so to
    what another wanted. Raises CannotBePlacedError and RefundRefusedError; GatewayError, then the
    wish is noted and can be repeated.
    """
    with giving.database.writing() as work:
        wish = payments.note_refund_asked(
            work,
            unmatched_id=unmatched_id,
            actor=actor,
            alone_up_to=giving.settings.campaign.refund_alone_up_to,
            agreeing=agreeing,
        )
    if wish.waits:
        return False
    intent_id, times = wish.money.stripe_payment_intent_id, wish.times
    remote = giving.gateway.read_payment(intent_id)
    refused = None
    if payments.gone_back(remote.refunds) < remote.received.minor:
        # Stripe repeats its answer to a key it knows, failures too. It never gives back more than
        # is left, so that another key is safe.
        key = f"unmatched:{unmatched_id}:refund:v{times}"
        try:
            giving.gateway.refund(intent_id, None, idempotency_key=key)
        except GatewayRefusedError as error:
            refused = error
    sync_payment(giving.database, giving.gateway, intent_id)
    if refused is not None and not _is_settled(giving, unmatched_id):
        raise refused
    return True


def _is_settled(giving: Giving, unmatched_id: int) -> bool:
    """Whether someone was quicker."""
    with giving.database.reading() as session:
        found = unmatched_by_id(session, unmatched_id)
    return found is not None and found.resolved_at is not None


def _place(
    giving: Giving, unmatched_id: int, onto: Onto, resolution: Resolution, actor: str
) -> str:
    return place_onto(
        giving.database,
        giving.gateway,
        unmatched_id=unmatched_id,
        onto=onto,
        resolution=resolution,
        actor=actor,
    )
