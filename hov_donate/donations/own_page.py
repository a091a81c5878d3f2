"""What donors change on their own page."""

from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.donations.emails.recurring import THE_DONOR
from hov_donate.gateway.port import PaymentGateway
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments import processes as payments
from hov_donate.payments.queries import subscription_by_reference

# Where a donor asked for the end of a recurring gift; the office reads it.
ON_THEIR_PAGE = "my-giving page"


def change_amount(
    database: Database,
    gateway: PaymentGateway,
    *,
    reference: str,
    amount: Money,
    key: str,
    language: str,
) -> None:
    """Take another amount from the next instalment on, and confirm it by letter.

    `key` names the form: pressing twice is one change and one letter. Raises GatewayError,
    LookupError, CurrencyMismatchError.
    """
    payments.change_amount(database, gateway, reference=reference, amount=amount, key=key)
    with database.writing() as work:
        subscription = subscription_by_reference(work.session, reference)
        if subscription is not None:
            put_out(
                work,
                kind=MailKind.RECURRING_CHANGED,
                object_id=f"{reference}/{key}",
                details_id=subscription.details_id,
                language=language,
            )


def cancel(database: Database, gateway: PaymentGateway, *, reference: str) -> None:
    """End a recurring gift as its donor wishes. Raises GatewayError, then the wish stands."""
    payments.cancel(database, gateway, reference=reference, actor=THE_DONOR, reason=ON_THEIR_PAGE)
