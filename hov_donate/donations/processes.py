"""How a gift goes to Stripe and comes back: steps that span transactions."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
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
from hov_donate.payments.queries import payment_by_reference

log = logging.getLogger(__name__)

# Promised on the donation page.
REMEMBERED_FOR = timedelta(days=30)
# Whoever types an address causes one of these, be it known or not.
ASKED_BY_STRANGERS = (
    *(MailKind.MY_GIVING_LINK, MailKind.AFFILIATION_LINK),
    MailKind.SIGNATURE_LINK,
)


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
            payments.sync_by_reference(self.database, self.gateway, reference)
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
        return (gift.amount, gift.interval, gift.fund, gift.language, before, ticked) != (
            request.amount,
            request.interval,
            request.fund,
            request.language,
            request.identity,
            now_ticked,
        )

    def close_open_page(self, reference: str) -> None:
        """See to it that a gift's page at Stripe can no longer be paid. Raises GatewayError."""
        payments.close_open_page(self.database, self.gateway, reference)

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


# Which details others than donors are known by, since a moment before which all was long ago.
Held = Callable[[datetime], ColumnElement[bool]]


def forget_strangers(database: Database, held: Held | None = None) -> None:
    """Erase whom we have no leave to remember and nobody needs; see `queries.details_to_forget`.

    With them go the letters to nobody that strangers asked for; see `contacts.link_desk`.
    """
    while True:
        with database.writing() as work:
            before = work.now - REMEMBERED_FOR
            needed = held(before) if held else None
            batch = queries.details_to_forget(work.session, before, needed)
            forget(work, details_ids=batch)
        if not batch:
            break
    with database.writing() as work:
        for kind in ASKED_BY_STRANGERS:
            forget_dropped(work, kind=kind, before=work.now - timedelta(days=1))
