"""Sending letters: claim one, write it, hand it over, settle it. Written only when sent."""

import logging
from collections.abc import Callable
from email.message import EmailMessage

from hov_donate.core.db import Database
from hov_donate.outbox import operations
from hov_donate.outbox.errors import MailRefused
from hov_donate.outbox.models import OutboxStatus
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.transport import Transport

log = logging.getLogger(__name__)

# Gives the finished message, or None when nobody is there to read it any more.
Write = Callable[[Claim], EmailMessage | None]
# So few that even slow mail servers are done with them before the lease ends.
BATCH = 5


def send_waiting(
    database: Database, write: Write, transport: Transport, *, limit: int = BATCH
) -> int:
    """Send due letters, and tell how many were due.

    A worker killed between handing over and settling sends again, under the same Message-ID.
    """
    with database.writing() as work:
        claims = operations.claim(work, limit=limit)
    for claimed in claims:
        _send(database, write, transport, claimed)
    return len(claims)


def _send(database: Database, write: Write, transport: Transport, claimed: Claim) -> None:
    try:
        message = write(claimed)
        if message is None:
            _settle(database, claimed, OutboxStatus.DROPPED, None)
            return
        transport.send(message)
    except MailRefused as error:
        _settle(database, claimed, OutboxStatus.FAILED, f"{type(error).__name__}: {error}")
    except Exception as error:
        # Whatever went wrong is kept for a person to see.
        log.warning("letter %s not sent: %s", claimed.id, type(error).__name__, exc_info=error)
        with database.writing() as work:
            operations.postpone(work, claimed=claimed, error=f"{type(error).__name__}: {error}")
    else:
        _settle(database, claimed, OutboxStatus.SENT, None)


def _settle(database: Database, claimed: Claim, status: OutboxStatus, error: str | None) -> None:
    with database.writing() as work:
        operations.settle(work, claimed=claimed, status=status, error=error)
