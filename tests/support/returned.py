"""Letters that are sent, and what mail servers report about them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from sqlalchemy import select

from hov_donate.core.db import Database
from hov_donate.outbox.coming_back import Noted, note_report
from hov_donate.outbox.models import MailKind, OutboxMessage, Sending
from hov_donate.outbox.processes import send_waiting
from hov_donate.outbox.rules.reports import read_report
from hov_donate.web.parts import Parts
from hov_donate.wiring.letters import letters
from tests.support.reports_of_servers import report


@dataclass
class PostOffice:
    """Takes letters as a mail server does, and knows their Message-IDs as their readers do."""

    parts: Parts
    taken: list[EmailMessage] = field(default_factory=list)

    @property
    def database(self) -> Database:
        """Where the letters are."""
        return self.parts.database

    def send(self, message: EmailMessage) -> None:
        """Take a letter."""
        self.taken.append(message)

    def empty(self) -> Sequence[EmailMessage]:
        """Let the worker send whatever waits; what was taken this time."""
        before, write = len(self.taken), letters(self.parts.settings, self.parts.giving)
        while send_waiting(self.database, write, self):
            pass
        return self.taken[before:]

    def newest(self, kind: MailKind) -> OutboxMessage:
        """The last letter of a kind."""
        query = select(OutboxMessage).where(OutboxMessage.kind == kind)
        with self.database.reading() as session:
            return session.scalars(query.order_by(OutboxMessage.id.desc()).limit(1)).one()

    def sendings(self, letter: OutboxMessage) -> Sequence[Sending]:
        """Every sending of a letter, in order."""
        query = select(Sending).where(Sending.message_id == letter.id)
        with self.database.reading() as session:
            return session.scalars(query.order_by(Sending.begun_at)).all()

    def reads(self, raw: bytes) -> Noted:
        """A report comes."""
        found = read_report(raw)
        with self.database.writing() as work:
            return note_report(work, tokens=found.tokens, status_code=found.status_code)

    def gives_back(self, message: EmailMessage, name: str = "postfix") -> Noted:
        """A mail server reports about a letter that it took, in the form of this name."""
        return self.reads(report(name, token_of(message)))


def token_of(message: EmailMessage) -> str:
    """What a letter's Message-ID is made of, as its reader sees it."""
    found = re.fullmatch(r"<([0-9a-f]{32})@[a-z0-9.]+>", str(message["Message-ID"]))
    assert found is not None
    return found[1]
