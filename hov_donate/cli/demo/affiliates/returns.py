"""A reminder of the demo that comes back: the officer has gone, and the address with them."""

from sqlalchemy import select

from hov_donate.affiliations.queries.addressees import billed
from hov_donate.affiliations.rules.terms import due_day
from hov_donate.cli.demo.affiliates.bodies import Body
from hov_donate.cli.demo.affiliates.register import Register
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.coming_back import note_report
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus, Sending
from hov_donate.outbox.operations import begin_sending, put_out

# "Bad destination mailbox address" (RFC 3463, 3.2).
NO_SUCH_MAILBOX = "5.1.1"
# The day of the scale on which it is reminded.
LATE = 30


def remind(register: Register, work: UnitOfWork, body: Body) -> None:
    """A reminder goes to whoever pays; a mail server takes it."""
    affiliation = register.affiliation(work, body)
    due = due_day(affiliation.paid_until or register.today(work))
    name = f"{affiliation.id}/{due}/{LATE}"
    put_out(
        work,
        kind=MailKind.AFFILIATION_REMINDER,
        object_id=name,
        details_id=billed(work.session, affiliation),
        language=affiliation.language,
    )
    letter = work.session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.kind == MailKind.AFFILIATION_REMINDER, OutboxMessage.object_id == name
        )
    ).one()
    begin_sending(work, letter=letter)
    letter.status, letter.attempts, letter.settled_at = OutboxStatus.SENT, 1, work.now
    work.session.flush()


def come_back(register: Register, work: UnitOfWork, body: Body) -> None:
    """Days later the mail server reports that nobody has this address any more."""
    tokens = work.session.scalars(
        select(Sending.token)
        .join(OutboxMessage, OutboxMessage.id == Sending.message_id)
        .where(
            OutboxMessage.kind == MailKind.AFFILIATION_REMINDER,
            OutboxMessage.object_id.startswith(f"{register.ids[body]}/"),
        )
    ).all()
    note_report(work, tokens=tokens, status_code=NO_SUCH_MAILBOX)
