"""Applying events: claim some, bring each named object up to date, settle them."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from hov_donate.core.db import Database
from hov_donate.core.errors import FinalError, HovDonateError
from hov_donate.inbox import operations
from hov_donate.inbox.models import InboxStatus
from hov_donate.inbox.operations import Claim

log = logging.getLogger(__name__)

Sync = Callable[[str], str]
# How an event ended: what it counts as, and the sync's own word.
End = tuple[InboxStatus, str]
BATCH = 40
# Several objects at once: most of the time is waiting for Stripe's answers. SQLite has its writers
# take turns.
HANDS = 4


def apply_waiting(database: Database, syncs: Mapping[str, Sync], *, limit: int = BATCH) -> int:
    """Apply due events, and tell how many. Events about one object are applied by one read."""
    with database.writing() as work:
        claims = operations.claim(work, limit=limit)
    by_object: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claimed in claims:
        by_object[claimed.object_type, claimed.object_id].append(claimed)
    settled: dict[End, list[Claim]] = defaultdict(list)

    def apply(named: tuple[str, str]) -> End | None:
        return _apply(database, syncs.get(named[0]), named[1], by_object[named])

    with ThreadPoolExecutor(HANDS) as hands:
        ends = list(hands.map(apply, by_object))
    for ended, group in zip(ends, by_object.values(), strict=True):
        if ended is not None:
            settled[ended] += group
    _settle(database, settled)
    return len(claims)


def _apply(
    database: Database, sync: Sync | None, object_id: str, claims: Sequence[Claim]
) -> End | None:
    """How the events about an object ended; None when they are to be tried again."""
    if sync is None:
        return InboxStatus.IGNORED, "not_needed"
    try:
        outcome = sync(object_id)
    except Exception as error:  # noqa: BLE001 (whatever went wrong is kept for a person to see)
        _keep_failure(database, claims, error)
        return None
    return (InboxStatus.IGNORED if outcome == "foreign" else InboxStatus.APPLIED), outcome


def _settle(database: Database, settled: Mapping[End, Sequence[Claim]]) -> None:
    """Once for the whole batch. Killed before it, the next worker applies them again: no harm."""
    if not settled:
        return
    with database.writing() as work:
        for (status, outcome), claims in settled.items():
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
