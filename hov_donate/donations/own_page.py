"""How donors get the link to their own page, and what they change there."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from hov_donate.config import Settings
from hov_donate.contacts.queries import newest_details
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.money import Money
from hov_donate.defence.marks import Marks
from hov_donate.defence.memory import Memory
from hov_donate.defence.operations import Share, TooManyError, take
from hov_donate.defence.rules import Numbers, Scope, Window
from hov_donate.donations.emails.recurring import THE_DONOR
from hov_donate.gateway.port import PaymentGateway
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments import processes as payments
from hov_donate.payments.queries import subscription_by_reference

# How many letters with a link may be asked for: in ten minutes, in a day. Someone who shares the
# address block with a hall full of people still gets one.
LETTERS: Numbers = {
    Scope.BLOCK: (30, 200),
    Scope.EMAIL: (5, 20),
    Scope.TOTAL: (200, 2_000),
}
# Within one quarter of an hour, asking again sends no second letter.
LETTER_EVERY_SECONDS = 15 * 60
# Counts of their own: who asks for a link uses up nothing of what donors may try.
ABOUT = "my-giving"
# Where a donor asked for the end of a recurring gift; the office reads it.
ON_THEIR_PAGE = "my-giving page"


@dataclass(frozen=True)
class LinkDesk:
    """Sends donors the link to their own page, and tells nobody whether it did.

    For an address that nobody gave with, everything is done alike: counted, looked up, and a
    letter put out to no one, which the worker drops. So neither words nor time tell them apart.
    """

    settings: Settings
    database: Database
    seal: IdentitySeal
    memory: Memory
    numbers: Numbers

    def ask(self, *, email: str, block: str | None, language: str) -> datetime | None:
        """Put a letter out; until when there are none for this address, block or anyone."""
        now = self.database.clock.now()
        shares = self._shares(email, block, now)
        if known := self.memory.known(shares, now):
            return known[1]
        try:
            with self.database.writing() as work:
                take(work, shares=shares)
                self._put_out(work, email, language)
        except TooManyError as error:
            self.memory.remember(error.used_up, now)
            return max(share.window.ends(now) for share in error.used_up)
        return None

    def _put_out(self, work: UnitOfWork, email: str, language: str) -> None:
        known = newest_details(work.session, self.seal, email)
        addressee = known.id if known else self._nobody(email, work.now)
        quarter = int(work.now.timestamp()) // LETTER_EVERY_SECONDS
        put_out(
            work,
            kind=MailKind.MY_GIVING_LINK,
            object_id=f"{addressee}/{quarter}",
            details_id=addressee,
            language=language,
        )

    def _nobody(self, email: str, now: datetime) -> uuid.UUID:
        """Whom to write to where we know nobody: the same all day, and nothing without the key."""
        return uuid.UUID(hex=self._mark(Scope.EMAIL, Window.DAY, now, email)[:32])

    def _shares(self, email: str, block: str | None, now: datetime) -> list[Share]:
        drawn_on = {Scope.BLOCK: block, Scope.EMAIL: email, Scope.TOTAL: "everyone"}
        return [
            Share(scope, window, self._mark(scope, window, now, who), most)
            for scope, numbers in self.numbers.items()
            for window, most in zip(Window, numbers, strict=True)
            if (who := drawn_on.get(scope))
        ]

    def _mark(self, scope: Scope, window: Window, now: datetime, who: str) -> str:
        marks = Marks.from_identity_key(self.settings.identity_keys[0])
        return marks.mark(scope, window, now, f"{ABOUT}|{who}")


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
