"""Sums by month beside those by day; what registers, large gifts and proofs are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

MONEY = "('stripe', 'payouts_in_transit', 'reserves', 'bank', 'cheques', 'cash')"
GIFT_POSTINGS = "account IN ('donations', 'recurring_donations')"
# Each table of months: the table of days, what names a row below its day, what it counts.
TABLES = {
    "ledger_monthly_sums": (
        "ledger_daily_sums",
        ("account", "currency", "fund"),
        ("debit_minor", "credit_minor", "postings"),
    ),
    "ledger_monthly_settled": (
        "ledger_daily_settled",
        ("account", "currency", "settled_in", "fund"),
        ("debit_minor", "credit_minor"),
    ),
}
LENGTHS = {"account": 40, "currency": 3, "settled_in": 3, "fund": 40}
SQLITE_MONTH, POSTGRESQL_MONTH = "date({}, 'start of month')", "date_trunc('month', {})::date"


def added(table, key, counts):
    """What is done where a month has its row already."""
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in counts)
    return f"ON CONFLICT (month, {', '.join(key)}) DO UPDATE SET {sums}"


def sqlite():
    """Triggers on the tables of days: whoever writes there, the month has it too."""
    for table, (daily, key, counts) in TABLES.items():
        for verb in ("INSERT", "UPDATE"):
            old = " - OLD.{0}" if verb == "UPDATE" else ""
            amounts = ", ".join(f"NEW.{name}{old.format(name)}" for name in counts)
            yield f"""
                CREATE TRIGGER {table}_on_{verb} AFTER {verb} ON {daily} BEGIN
                    INSERT INTO {table} (month, {", ".join((*key, *counts))})
                    VALUES ({SQLITE_MONTH.format("NEW.booked_on")},
                        {", ".join(f"NEW.{name}" for name in key)}, {amounts})
                    {added(table, key, counts)};
                END
            """


# As migration 0026 has it: what the new seals add to each day.
SETTLED = f"""
    SELECT entry.booked_on, COALESCE(behind.account, posting.account) AS account,
        COALESCE(behind.currency, posting.currency) AS currency, posting.currency AS settled_in,
        COALESCE(behind.fund, posting.fund) AS fund,
        SUM(GREATEST(posting.amount_minor, 0)) AS debit_minor,
        SUM(GREATEST(-posting.amount_minor, 0)) AS credit_minor
    FROM new_seals AS seal CROSS JOIN LATERAL (
        SELECT booked_on, CASE WHEN stripe_balance_transaction_id IS NOT NULL THEN currency END
            AS stated
        FROM ledger_entries WHERE id = seal.entry_id LIMIT 1
    ) AS entry CROSS JOIN LATERAL (
        SELECT ARRAY_AGG(currency) FILTER (WHERE account IN {MONEY}) || ARRAY[entry.stated]
            AS currencies
        FROM ledger_postings WHERE entry_id = seal.entry_id
    ) AS money CROSS JOIN LATERAL (
        SELECT account, currency, fund, amount_minor FROM ledger_postings
        WHERE entry_id = seal.entry_id OFFSET 0
    ) AS posting LEFT JOIN LATERAL (
        SELECT account, currency, fund FROM (
            SELECT id, account, currency, fund FROM ledger_postings
            WHERE entry_id = seal.entry_id OFFSET 0
        ) AS given
        WHERE account NOT IN {MONEY} AND account <> 'currency_exchange'
        AND currency <> ALL (ARRAY_REMOVE(money.currencies, NULL)) ORDER BY id LIMIT 1
    ) AS behind ON posting.account = 'currency_exchange'
    WHERE posting.account NOT IN {MONEY} AND posting.currency = ANY (money.currencies)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
POSTED = """
    SELECT entry.booked_on, posting.account, posting.currency, posting.fund,
        GREATEST(posting.amount_minor, 0) AS debit_minor,
        GREATEST(-posting.amount_minor, 0) AS credit_minor, 1 AS postings
    FROM new_seals AS seal CROSS JOIN LATERAL (
        SELECT booked_on FROM ledger_entries WHERE id = seal.entry_id LIMIT 1
    ) AS entry CROSS JOIN LATERAL (
        SELECT account, currency, amount_minor, fund FROM ledger_postings
        WHERE entry_id = seal.entry_id OFFSET 0
    ) AS posting
"""


def to_months(table, source):
    """Add what a query has by day to the table of months, in the order of its key."""
    _, key, counts = TABLES[table]
    names, sums = ", ".join(key), ", ".join(f"SUM({name})" for name in counts)
    month = POSTGRESQL_MONTH.format("booked_on")
    return f"""
        INSERT INTO {table} (month, {names}, {", ".join(counts)})
        SELECT {month}, {names}, {sums} FROM {source} AS of_days
        GROUP BY {month}, {names} ORDER BY {month}, {names}
        {added(table, key, counts)}
    """


def settled(*, with_months):
    """The seal's function for what money came for.

    Days and months are added to in one statement, each in the order of its key, so that two who
    seal at once never wait for each other in a circle. Triggers on the tables of days would come to
    the rows that are new and to those that were there by turns.
    """
    into_days = """
        INSERT INTO ledger_daily_settled AS kept
            (booked_on, account, currency, settled_in, fund, debit_minor, credit_minor)
        SELECT * FROM added
        ON CONFLICT (booked_on, account, currency, settled_in, fund) DO UPDATE SET
            debit_minor = kept.debit_minor + excluded.debit_minor,
            credit_minor = kept.credit_minor + excluded.credit_minor
    """
    into_months = to_months("ledger_monthly_settled", "added")
    both = f", days AS ({into_days}) {into_months}" if with_months else into_days
    return f"""
        CREATE OR REPLACE FUNCTION ledger_add_to_daily_settled() RETURNS trigger
        LANGUAGE plpgsql AS $$ BEGIN
            WITH added AS ({SETTLED}) {both};
            RETURN NULL;
        END $$
    """


def postgresql():
    """The seal's functions, for days and months."""
    yield settled(with_months=True)
    yield f"""
        CREATE FUNCTION ledger_add_to_monthly_sums() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {to_months("ledger_monthly_sums", f"({POSTED})")};
            RETURN NULL;
        END $$
    """
    yield """
        CREATE TRIGGER ledger_monthly_sums AFTER INSERT ON ledger_seals
        REFERENCING NEW TABLE AS new_seals
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_add_to_monthly_sums()
    """


def _indexes() -> None:
    op.create_index(
        "ix_ledger_entries_category", "ledger_entries", ["reporting_category", "booked_on", "id"]
    )
    op.create_index(
        "ix_ledger_postings_gifts_by_size",
        "ledger_postings",
        ["currency", "amount_minor"],
        sqlite_where=sa.text(GIFT_POSTINGS),
        postgresql_where=sa.text(GIFT_POSTINGS),
    )
    op.create_index("ix_payments_paid_at", "payments", ["paid_at"])


def upgrade() -> None:
    _indexes()
    engine = op.get_bind().dialect.name
    for table, (daily, key, counts) in TABLES.items():
        op.create_table(
            table,
            sa.Column("month", sa.Date(), nullable=False),
            *(sa.Column(name, sa.String(length=LENGTHS[name]), nullable=False) for name in key),
            *(sa.Column(name, sa.BigInteger(), nullable=False) for name in counts),
            sa.PrimaryKeyConstraint("month", *key, name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
        month = {"sqlite": SQLITE_MONTH, "postgresql": POSTGRESQL_MONTH}[engine].format("booked_on")
        op.execute(f"""
            INSERT INTO {table} (month, {", ".join((*key, *counts))})
            SELECT {month}, {", ".join(key)}, {", ".join(f"SUM({name})" for name in counts)}
            FROM {daily} GROUP BY {month}, {", ".join(key)}
        """)
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[engine]():
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_payments_paid_at", "payments")
    op.drop_index("ix_ledger_postings_gifts_by_size", "ledger_postings")
    op.drop_index("ix_ledger_entries_category", "ledger_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_add_to_monthly_sums() CASCADE")
        op.execute(settled(with_months=False))
    else:
        for table in TABLES:
            for verb in ("INSERT", "UPDATE"):
                op.execute(f"DROP TRIGGER {table}_on_{verb}")
    for table in TABLES:
        op.drop_table(table)
