"""The postings of the books, one row each."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from hov_donate.core.i18n import Translator
from hov_donate.core.money import Money
from hov_donate.exports.queries import postings
from hov_donate.exports.rules import Wanted
from hov_donate.reports.rules.tables import Column, Kind, Report, Row, one_group


def postings_table(session: Session, wanted: Wanted, speak: Translator) -> Report:
    """Every wanted posting; what is debited and credited adds up to the same where all are."""
    _ = speak.gettext
    return Report(
        "postings",
        _("Postings"),
        wanted.span,
        (
            Column("entry", _("Entry"), Kind.COUNT),
            Column("day", _("Day"), Kind.DAY),
            Column("occurred_at", _("Moment, UTC")),
            Column("category", _("Stripe's category or ours")),
            Column("account", _("Account")),
            Column("fund", _("Fund")),
            Column("debit", _("Debit"), Kind.MONEY),
            Column("credit", _("Credit"), Kind.MONEY),
            Column("source", _("Source")),
            Column("reference", _("Reference")),
            Column("transaction", _("Balance transaction")),
        ),
        one_group(map(_row, postings(session, wanted))),
    )


def utc(moment: datetime) -> str:
    """A moment as files have it: 2026-01-01T00:07:12Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _row(it: Any) -> Row:
    amount = Money(abs(it.amount_minor), it.currency)
    debit, credit = (amount, None) if it.amount_minor > 0 else (None, amount)
    return (
        it.entry_id,
        it.booked_on,
        utc(it.occurred_at),
        it.category,
        it.account.value,
        it.fund,
        debit,
        credit,
        it.source,
        it.reference,
        it.transaction,
    )
