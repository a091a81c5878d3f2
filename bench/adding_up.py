"""The books' kept sums, added up once for everything that was seeded: triggers take it row by row.

What comes of it is what the triggers make: tests/shape/test_bench_seeding.py verifies the books.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

SEALS = "ledger_seals"
OF_SEALS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
MONEY = "('stripe', 'payouts_in_transit', 'bank')"
DEBIT, CREDIT = "CASE WHEN {0} > 0 THEN {0} ELSE 0 END", "CASE WHEN {0} < 0 THEN -{0} ELSE 0 END"
SIDES = ", ".join(f"SUM({side.format('posting.amount_minor')})" for side in (DEBIT, CREDIT))
# Everything is settled in pounds; what crosses over is the account's behind it.
SETTLED_IN = "GBP"
SUMS = (
    f"""
    INSERT INTO ledger_daily_sums
        (booked_on, account, currency, fund, debit_minor, credit_minor, postings)
    SELECT entry.booked_on, posting.account, posting.currency, posting.fund, {SIDES}, COUNT(*)
    FROM ledger_postings AS posting JOIN ledger_entries AS entry ON entry.id = posting.entry_id
    GROUP BY entry.booked_on, posting.account, posting.currency, posting.fund
    """,
    f"""
    INSERT INTO ledger_daily_settled
        (booked_on, account, currency, settled_in, fund, debit_minor, credit_minor)
    SELECT entry.booked_on, COALESCE(behind.account, posting.account),
        COALESCE(behind.currency, posting.currency), '{SETTLED_IN}', posting.fund, {SIDES}
    FROM ledger_postings AS posting JOIN ledger_entries AS entry ON entry.id = posting.entry_id
    LEFT JOIN ledger_postings AS behind ON posting.account = 'currency_exchange'
        AND behind.entry_id = posting.entry_id AND behind.currency <> '{SETTLED_IN}'
        AND behind.account <> 'currency_exchange'
    WHERE posting.account NOT IN {MONEY} AND posting.currency = '{SETTLED_IN}'
    GROUP BY 1, 2, 3, posting.fund
    """,
    """
    INSERT INTO ledger_daily_movements
        (booked_on, currency, category, counter, gross_minor, fee_minor, net_minor, entries)
    SELECT entry.booked_on, entry.currency, entry.reporting_category, posting.account,
        SUM(gross_minor), SUM(fee_minor), SUM(net_minor), COUNT(*)
    FROM ledger_entries AS entry JOIN ledger_postings AS posting ON posting.entry_id = entry.id
        AND posting.account NOT IN ('stripe', 'stripe_fees', 'currency_exchange')
    WHERE entry.stripe_balance_transaction_id IS NOT NULL
    GROUP BY 1, 2, 3, posting.account
    """,
)
# On SQLite the tables of days keep those of months; on PostgreSQL the seals do.
MONTHS = (
    """
    INSERT INTO ledger_monthly_sums
    SELECT date_trunc('month', booked_on)::date, account, currency, fund, SUM(debit_minor),
        SUM(credit_minor), SUM(postings)
    FROM ledger_daily_sums GROUP BY 1, 2, 3, 4
    """,
    """
    INSERT INTO ledger_monthly_settled
    SELECT date_trunc('month', booked_on)::date, account, currency, settled_in, fund,
        SUM(debit_minor), SUM(credit_minor)
    FROM ledger_daily_settled GROUP BY 1, 2, 3, 4, 5
    """,
)


@contextmanager
def added_up_at_the_end(engine: Engine) -> Iterator[None]:
    """Seal entries without their triggers, into books that were empty; then add all of them up."""
    after = _triggers_off(engine)
    yield
    with engine.begin() as connection:
        for statement in (*SUMS, *after):
            connection.exec_driver_sql(statement)


def _triggers_off(engine: Engine) -> list[str]:
    """What is left to do once everything is sealed, the triggers on again at the end."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE {SEALS} DISABLE TRIGGER USER"))
            return [*MONTHS, f"ALTER TABLE {SEALS} ENABLE TRIGGER USER"]
        triggers = connection.execute(text(OF_SEALS), {"table": SEALS}).all()
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return [statement for _, statement in triggers]
