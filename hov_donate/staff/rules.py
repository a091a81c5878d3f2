"""The one table of who may do what. A view names a permission; a role holds some."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

# So many wrong passwords in a row close an account for a while: a thousand guesses a day.
MOST_WRONG_PASSWORDS = 10
LOCKED_FOR = timedelta(minutes=15)


class Permission(StrEnum):
    """Something that can be done in the office."""

    SEE_GIFTS = "see_gifts"
    SEE_IDENTITIES = "see_identities"
    CHECK_GIFTS = "check_gifts"
    SEE_LEDGER = "see_ledger"
    SEE_MACHINERY = "see_machinery"
    RUN_RECONCILIATION = "run_reconciliation"
    RETRY_EVENTS = "retry_events"
    RETRY_MAILS = "retry_mails"
    SEE_ATTEMPTS = "see_attempts"
    STOP_GIVING = "stop_giving"


class Role(StrEnum):
    """What someone is in the campaign."""

    TREASURER = "treasurer"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TREASURER: frozenset(Permission),
}


def may(roles: Iterable[str], permission: Permission) -> bool:
    """Whether any of the roles holds the permission; a role we do not know holds none."""
    known = (Role(role) for role in roles if role in list(Role))
    return any(permission in PERMISSIONS[role] for role in known)


def locked(locked_until: datetime | None, now: datetime) -> bool:
    """Whether an account is closed because of wrong passwords."""
    return locked_until is not None and now < locked_until
