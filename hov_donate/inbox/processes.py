"""Applying events: claim some, bring each named object up to date, settle them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from hov_donate.core.db import Database
from hov_donate.core.errors import FinalError, HovDonateError
from hov_donate.inbox import operations
from hov_donate.inbox.models import InboxStatus
from hov_donate.inbox.operations import Claim

log = logging.getLogger(__name__)

Sync = Callable[[str], str]
BATCH = 40


def apply_waiting(database: Database, syncs: Mapping[str, Sync], *, limit: int = BATCH) -> int:
    """Apply due events, and tell how many. Events about one object are applied by one read."""
    with database.writing() as work:
        claims = operations.claim(work, limit=limit)
    by_object: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claimed in claims:
        by_object[claimed.object_type, claimed.object_id].append(claimed)
    for (object_type, object_id), group in by_object.items():
        _apply(database, syncs.get(object_type), object_id, group)
    return len(claims)


def _apply(database: Database, sync: Sync | None, object_id: str, claims: Sequence[Claim]) -> None:
    if sync is None:
        with database.writing() as work:
            operations.settle(work, claims=claims, status=InboxStatus.IGNORED, outcome="not_needed")
        return
    try:
        outcome = sync(object_id)
    except Exception as error:  # noqa: BLE001 (whatever went wrong is kept for a person to see)
        _keep_failure(database, claims, error)
        return
    status = InboxStatus.IGNORED if outcome == "foreign" else InboxStatus.APPLIED
    with database.writing() as work:
        operations.settle(work, claims=claims, status=status, outcome=outcome)


def _keep_failure(database: Database, claims: Sequence[Claim], error: Exception) -> None:
    expected = isinstance(error, HovDonateError)
    log.log(
        logging.WARNING if expected else logging.ERROR,
        "event about %s not applied: %s",
        claims[0].object_id,
        error,
        exc_info=None if expected else error,
    )
    with database.writing() as work:
        operations.postpone(
            work,
            claims=claims,
            error=f"{type(error).__name__}: {error}",
            final=isinstance(error, FinalError),
        )
