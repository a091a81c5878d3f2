"""The one table of who may do what. A view names a permission; a role holds some."""

from enum import StrEnum


class Permission(StrEnum):
    """Something that can be done in the office."""

    SEE_GIFTS = "see_gifts"
    SEE_LEDGER = "see_ledger"
    SEE_MACHINERY = "see_machinery"
    RUN_RECONCILIATION = "run_reconciliation"
    RETRY_EVENTS = "retry_events"


class Role(StrEnum):
    """What someone is in the campaign."""

    TREASURER = "treasurer"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TREASURER: frozenset(Permission),
}


def may(roles: list[Role], permission: Permission) -> bool:
    """Whether any of the roles holds the permission."""
    return any(permission in PERMISSIONS[role] for role in roles)
