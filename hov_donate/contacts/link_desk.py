"""How people get the link to a page of their own: by letter, to the address that we know."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from hov_donate.contacts.queries import newest_details
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.defence.rules import Numbers, Scope, Window
from hov_donate.defence.turnstile import Turnstile
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

# How many letters with a link may be asked for: in ten minutes, in a day. Someone who shares the
# address block with a hall full of people still gets one.
LETTERS: Numbers = {
    Scope.BLOCK: (30, 200),
    Scope.EMAIL: (5, 20),
    Scope.TOTAL: (200, 2_000),
}
# Within one quarter of an hour, asking again sends no second letter.
LETTER_EVERY_SECONDS = 15 * 60


@dataclass(frozen=True)
class LinkDesk:
    """Sends people the link to their own page, and tells nobody whether it did.

    For an address that nobody gave, everything is done alike: counted, looked up, and a letter of
    the `kind` put out to no one, which the worker drops. So neither words nor time tell them apart.
    """

    gate: Turnstile
    seal: IdentitySeal
    kind: MailKind

    def ask(self, *, email: str, block: str | None, language: str) -> datetime | None:
        """Put a letter out; until when there are none for this address, block or anyone."""
        who = {Scope.BLOCK: [block or ""], Scope.EMAIL: [email]}
        return self.gate.enter(who, lambda work: self._put_out(work, email, language))

    def _put_out(self, work: UnitOfWork, email: str, language: str) -> None:
        known = newest_details(work.session, self.seal, email)
        addressee = known.id if known else self._nobody(email, work.now)
        quarter = int(work.now.timestamp()) // LETTER_EVERY_SECONDS
        put_out(
            work,
            kind=self.kind,
            object_id=f"{addressee}/{quarter}",
            details_id=addressee,
            language=language,
        )

    def _nobody(self, email: str, now: datetime) -> uuid.UUID:
        """Whom to write to where we know nobody: the same all day, and nothing without the key."""
        return uuid.UUID(hex=self.gate.mark(Scope.EMAIL, Window.DAY, now, email)[:32])
