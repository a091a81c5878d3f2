"""What the log may say of a row: figures, days, states and opaque keys, and never who someone is.

The log cannot be erased, so it may hold nothing that must be. Of texts it tells only those that
are named here; of every other it says that it changed. A new text column is thereby left out.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ClauseElement,
    Column,
    Date,
    DateTime,
    Integer,
    Numeric,
    String,
    Table,
    Uuid,
)
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.types import TypeDecorator

# Texts that come from a list of ours or of Stripe's, or are keys.
TOLD_TEXTS = frozenset(
    {
        "chosen_currency",
        "country",
        "currency",
        "end_reason",
        "from_status",
        "fund",
        "gift_currency",
        "kind",
        "language",
        "member_class",
        "method",
        "payment_reference",
        "reporting_category",
        "source_id",
        "status",
        "stripe_charge_id",
        "stripe_dispute_id",
        "stripe_invoice_id",
        "stripe_payment_intent_id",
        "stripe_payout_id",
        "stripe_refund_id",
        "stripe_session_id",
        "stripe_status",
        "stripe_subscription_id",
        "to_status",
    }
)
# Texts that are told of these tables alone: elsewhere someone may have typed what they liked.
TOLD_OF_TABLES = frozenset(
    {
        ("affiliation_invoices", "reference"),
        ("fee_scales", "code"),
        ("ledger_funds", "code"),
        ("payments", "reference"),
        ("scheduled_jobs", "name"),
        ("staff_roles", "name"),
        ("subscriptions", "reference"),
    }
)
# What triggers, the log itself or counters write, and says nothing new.
UNWATCHED = frozenset(
    {
        "attempt_counts",
        "attempt_days",
        "attempt_minutes",
        "audit_head",
        "audit_log",
        "figure_inputs",
        "figure_values",
        "ledger_daily_movements",
        "ledger_daily_settled",
        "ledger_daily_sums",
        "ledger_monthly_settled",
        "ledger_monthly_sums",
        "ledger_seals",
        "signature_counts",
    }
)
# What changes because somebody is there, and not because they change it.
IN_PASSING = frozenset(
    {
        ("staff_passkeys", "used_at"),
        ("staff_passkeys", "uses"),
        ("staff_sessions", "app_key"),
        ("staff_sessions", "challenge"),
        ("staff_sessions", "seen_at"),
        ("staff_totp_keys", "last_step"),
    }
)
_PLAIN = (Boolean, Date, DateTime, EnumColumn, Integer, Numeric, Uuid)


def may_be_told(table: str, column: Column[Any]) -> bool:
    """Whether the log may hold this column's values."""
    kind = column.type
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, _PLAIN):
        return True
    named = column.name in TOLD_TEXTS or (table, column.name) in TOLD_OF_TABLES
    return isinstance(kind, String) and named


def told(table: Table, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Values by column's name as JSON keeps them, and the names of those that are not told."""
    open_to_all = {
        name
        for name, value in values.items()
        if may_be_told(table.name, table.columns[name]) and not isinstance(value, ClauseElement)
    }
    known = {name: plain(values[name]) for name in sorted(open_to_all)}
    return known, sorted(set(values) - open_to_all)


def in_passing(found: Mapping[str, Any]) -> bool:
    """Whether a change is none that somebody made."""
    names = {*found.get("before", ()), *found.get("after", ()), *found.get("hidden", ())}
    here = {(found["table"], name) for name in names}
    return bool(here) and found["did"] == "changed" and here <= IN_PASSING


def key_of(table: Table, values: Mapping[str, Any]) -> str:
    """What the row is found by; empty where the database has not told it."""
    parts = [values.get(column.name) for column in table.primary_key.columns]
    return "" if None in parts else "/".join(str(plain(part)) for part in parts)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value
