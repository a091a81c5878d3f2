"""How a gift goes to Stripe and comes back: steps that span transactions."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from hov_donate.config import Settings
from hov_donate.contacts.operations import forget
from hov_donate.contacts.queries import consented_with, identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.errors import HovDonateError
from hov_donate.core.i18n import translator
from hov_donate.core.links import Links
from hov_donate.core.references import new_reference, spaced
from hov_donate.donations import operations, queries
from hov_donate.donations.addresses import Addresses
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import PaymentGateway
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import forget_dropped
from hov_donate.payments import processes as payments
from hov_donate.payments.models import Payment
from hov_donate.payments.processes import CheckoutPage
from hov_donate.payments.queries import last_attempt, payment_by_reference
from hov_donate.payments.rules import AttemptStatus

log = logging.getLogger(__name__)

Sync = Callable[[Database, PaymentGateway, str], object]

# Promised on the donation page.
REMEMBERED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Giving:
    """Takes gifts to Stripe and brings them up to date; one for each process."""

    settings: Settings
    database: Database
    gateway: PaymentGateway
    links: Links
    seal: IdentitySeal

    def give(self, request: GiftRequest) -> str:
        """Start a gift, or take it up again, and tell where to send the donor.

        Pressing twice is one gift. Going back and changing the form closes the earlier page at
        Stripe first, so that it cannot be paid too. Raises GatewayError; the gift is then kept.
        """
        begun = self._made_with(request)
        if begun is None:
            return self.resume(self._start(request))
        self._revise(replace(request, reference=begun))
        return self.resume(begun)

    def resume(self, reference: str) -> str:
        """Where to send the donor of a gift: a page at Stripe, or the gift's own once it is paid.

        Raises GatewayError; LookupError when there is no such gift.
        """
        page = self._page(reference)
        url = payments.open_checkout(self.database, self.gateway, reference=reference, page=page)
        return url or page.success_url

    def check(self, reference: str) -> bool:
        """Bring a gift in step with Stripe, as the webhook would; False when Stripe was silent."""
        try:
            for sync, stripe_id in self._known_at_stripe(reference):
                sync(self.database, self.gateway, stripe_id)
        except HovDonateError as error:
            log.warning("gift %s could not be checked: %s", reference, error)
            return False
        return True

    @property
    def addresses(self) -> Addresses:
        """Makes the addresses of donors' pages."""
        return Addresses(self.settings.public_url, self.links)

    def _made_with(self, request: GiftRequest) -> str | None:
        with self.database.reading() as session:
            return queries.reference_of_form(session, request.form_key)

    def _start(self, request: GiftRequest) -> str:
        """Begin the gift of a form; two at once are told apart by the form's unique key.

        Should the random reference be another gift's, this one takes a fresh one.
        """
        try:
            with self.database.writing() as work:
                operations.start_donation(work, request=request, seal=self.seal)
        except IntegrityError:
            begun = self._made_with(request)
            if begun is None and not self._is_taken(request.reference):
                raise
            return begun or self._start(replace(request, reference=new_reference()))
        return request.reference

    def _is_taken(self, reference: str) -> bool:
        with self.database.reading() as session:
            return payment_by_reference(session, reference) is not None

    def _revise(self, request: GiftRequest) -> None:
        if not self._differs(request):
            return
        self.close_open_page(request.reference)
        with self.database.writing() as work:
            payment = payment_by_reference(work.session, request.reference, lock=True)
            donation = queries.donation_of(work.session, payment.id) if payment else None
            if payment is None or donation is None or not _still_open(payment):
                return
            operations.revise_donation(
                work, donation=donation, payment=payment, request=request, seal=self.seal
            )

    def _differs(self, request: GiftRequest) -> bool:
        with self.database.reading() as session:
            gift = queries.gift(session, request.reference)
            if gift is None:
                return False
            before = identity(session, self.seal, gift.details_id)
            ticked = consented_with(session, gift.details_id)
        now_ticked = {given.purpose for given in request.consents}
        return (gift.amount, gift.interval, gift.language, before, ticked) != (
            request.amount,
            request.interval,
            request.language,
            request.identity,
            now_ticked,
        )

    def close_open_page(self, reference: str) -> None:
        """See to it that a gift's page at Stripe can no longer be paid. Raises GatewayError."""
        with self.database.reading() as session:
            payment = payment_by_reference(session, reference)
            last = last_attempt(session, payment.id) if payment else None
        if last and last.stripe_session_id and last.status is AttemptStatus.OPEN:
            payments.close_checkout(self.database, self.gateway, last.stripe_session_id)

    def _known_at_stripe(self, reference: str) -> list[tuple[Sync, str]]:
        with self.database.reading() as session:
            payment = payment_by_reference(session, reference)
            if payment is None:
                return []
            if payment.stripe_invoice_id:
                return [(payments.sync_invoice, payment.stripe_invoice_id)]
            if payment.stripe_payment_intent_id:
                return [(payments.sync_payment, payment.stripe_payment_intent_id)]
            last = last_attempt(session, payment.id)
            known = last.stripe_session_id if last else None
            return [(payments.sync_checkout, known)] if known else []

    def _page(self, reference: str) -> CheckoutPage:
        with self.database.reading() as session:
            gift = queries.gift(session, reference)
            payment = payment_by_reference(session, reference)
            someone = identity(session, self.seal, gift.details_id) if gift else None
        if gift is None or payment is None:
            raise LookupError(f"no gift {reference}")
        own_page = self.addresses.gift(payment, gift.language)
        return CheckoutPage(
            description=_neutral_description(gift.language, reference),
            language=gift.language,
            email=someone.email if someone else "",
            success_url=own_page,
            cancel_url=own_page,
        )


def _still_open(payment: Payment) -> bool:
    """Whether it can still be another sum. Stripe takes a begun recurring gift as it was agreed."""
    return payment.status.payable and payment.subscription_id is None


def _neutral_description(language: str, reference: str) -> str:
    """What stands on Stripe's page and in its records: no campaign, no opinion."""
    speak = translator(language)
    return speak.gettext("Gift %(reference)s", reference=spaced(reference))


def forget_strangers(database: Database) -> None:
    """Erase whom we have no leave to remember; see `queries.details_to_forget`.

    With them go the letters to nobody that strangers asked for; see `own_page.LinkDesk`.
    """
    while True:
        with database.writing() as work:
            batch = queries.details_to_forget(work.session, work.now - REMEMBERED_FOR)
            forget(work, details_ids=batch)
        if not batch:
            break
    with database.writing() as work:
        yesterday = work.now - timedelta(days=1)
        forget_dropped(work, kind=MailKind.MY_GIVING_LINK, before=yesterday)
