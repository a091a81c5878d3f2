"""What money came for, by day, in the currency it was settled in; and recurring gifts counted."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MONEY = "('stripe', 'payouts_in_transit', 'reserves', 'bank', 'cheques', 'cash')"
KEY = "booked_on, account, currency, settled_in, fund"
# An entry's money is in the currencies of its postings on accounts of money, and in the one that
# Stripe states, also where nothing of it was left.
SETTLES_ON_SQLITE = f"""
    ((entry.stripe_balance_transaction_id IS NOT NULL AND entry.currency = {{currency}}) OR EXISTS (
        SELECT 1 FROM ledger_postings AS money WHERE money.entry_id = entry.id
        AND money.currency = {{currency}} AND money.account IN {MONEY}
    ))
"""
ON_SQLITE = f"""
    INSERT INTO ledger_daily_settled ({KEY}, debit_minor, credit_minor)
    SELECT entry.booked_on, COALESCE(behind.account, posting.account),
        COALESCE(behind.currency, posting.currency), posting.currency,
        COALESCE(behind.fund, posting.fund),
        SUM(MAX(posting.amount_minor, 0)), SUM(MAX(-posting.amount_minor, 0))
    FROM ledger_entries AS entry
    JOIN ledger_postings AS posting ON posting.entry_id = entry.id
    LEFT JOIN ledger_postings AS behind ON posting.account = 'currency_exchange' AND behind.id = (
        SELECT MIN(given.id) FROM ledger_postings AS given WHERE given.entry_id = entry.id
        AND given.account NOT IN {MONEY} AND given.account <> 'currency_exchange'
        AND NOT {SETTLES_ON_SQLITE.format(currency="given.currency")}
    )
    WHERE {{which}} AND posting.account NOT IN {MONEY}
    AND {SETTLES_ON_SQLITE.format(currency="posting.currency")}
    GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT ({KEY}) DO UPDATE SET
        debit_minor = ledger_daily_settled.debit_minor + excluded.debit_minor,
        credit_minor = ledger_daily_settled.credit_minor + excluded.credit_minor
"""
# LATERAL as in the seal's other function: each entry is looked up by its index. Without the inner
# OFFSET, the first of its postings would be looked for by their own numbers, through all of them.
ON_POSTGRESQL = f"""
    INSERT INTO ledger_daily_settled ({KEY}, debit_minor, credit_minor)
    SELECT entry.booked_on, COALESCE(behind.account, posting.account),
        COALESCE(behind.currency, posting.currency), posting.currency,
        COALESCE(behind.fund, posting.fund),
        SUM(GREATEST(posting.amount_minor, 0)), SUM(GREATEST(-posting.amount_minor, 0))
    FROM {{seals}} AS seal CROSS JOIN LATERAL (
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
    ON CONFLICT ({KEY}) DO UPDATE SET
        debit_minor = ledger_daily_settled.debit_minor + excluded.debit_minor,
        credit_minor = ledger_daily_settled.credit_minor + excluded.credit_minor
"""
TRIGGERS = {
    "sqlite": [
        f"""
        CREATE TRIGGER ledger_add_to_daily_settled AFTER INSERT ON ledger_seals BEGIN
            {ON_SQLITE.format(which="entry.id = NEW.entry_id")};
        END
        """
    ],
    "postgresql": [
        f"""
        CREATE FUNCTION ledger_add_to_daily_settled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {ON_POSTGRESQL.format(seals="new_seals")};
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER ledger_daily_settled AFTER INSERT ON ledger_seals
        REFERENCING NEW TABLE AS new_seals
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_add_to_daily_settled()
        """,
    ],
}
WHAT_IS_THERE = {
    "sqlite": ON_SQLITE.format(which="TRUE"),
    "postgresql": ON_POSTGRESQL.format(seals="ledger_seals"),
}
COUNTED = {
    "ix_subscriptions_begun": ["purpose", "interval", "status", "started_at"],
    "ix_subscriptions_gone": ["purpose", "interval", "status", "ended_at"],
}


def upgrade() -> None:
    op.create_table(
        "ledger_daily_settled",
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("settled_in", sa.String(length=3), nullable=False),
        sa.Column("fund", sa.String(length=40), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY.split(", "), name=op.f("pk_ledger_daily_settled")),
        # Read by ranges of days: on SQLite too the rows lie in the order of their key.
        sqlite_with_rowid=False,
    )
    engine = op.get_bind().dialect.name
    op.execute(WHAT_IS_THERE[engine])
    for statement in TRIGGERS[engine]:
        op.execute(statement)
    for name, columns in COUNTED.items():
        op.create_index(name, "subscriptions", columns)
    op.create_index("ix_ledger_daily_sums_account", "ledger_daily_sums", ["account"])


def downgrade() -> None:
    op.drop_index("ix_ledger_daily_sums_account", table_name="ledger_daily_sums")
    for name in COUNTED:
        op.drop_index(name, table_name="subscriptions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_add_to_daily_settled() CASCADE")
    else:
        op.execute("DROP TRIGGER ledger_add_to_daily_settled")
    op.drop_table("ledger_daily_settled")
