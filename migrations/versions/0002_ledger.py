"""The books, and the triggers that keep every entry whole, balanced and final."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHART = {
    "stripe": "asset",
    "payouts_in_transit": "asset",
    "reserves": "asset",
    "donations": "income",
    "donations_refunded": "income",
    "stripe_fees": "expense",
    "tax_on_fees": "expense",
    "disputes": "expense",
    "contributions": "expense",
    "adjustments": "expense",
    "currency_exchange": "equity",
    "unmatched_payments": "liability",
    "other_installations": "liability",
    "suspense": "liability",
}

# How the two engines refuse an entry that is not whole. An entry needs a seal before commit (its
# deferred foreign key), and a seal is only let in over postings that balance.
UNBALANCED = """
    SELECT 1 FROM ledger_postings WHERE entry_id = NEW.entry_id
    GROUP BY currency HAVING SUM(amount_minor) <> 0
"""
NET_IS_MISSING = """
    SELECT 1 FROM ledger_entries AS entry
    WHERE entry.id = NEW.entry_id AND entry.stripe_balance_transaction_id IS NOT NULL
    AND entry.net_minor <> (
        SELECT COALESCE(SUM(posting.amount_minor), 0) FROM ledger_postings AS posting
        WHERE posting.entry_id = entry.id AND posting.account = 'stripe'
        AND posting.currency = entry.currency
    )
"""
ADD_TO_DAILY_SUMS = """
    INSERT INTO ledger_daily_sums
        (booked_on, account, currency, debit_minor, credit_minor, postings)
    SELECT entry.booked_on, posting.account, posting.currency,
        SUM(CASE WHEN posting.amount_minor > 0 THEN posting.amount_minor ELSE 0 END),
        SUM(CASE WHEN posting.amount_minor < 0 THEN -posting.amount_minor ELSE 0 END),
        COUNT(*)
    FROM ledger_postings AS posting JOIN ledger_entries AS entry ON entry.id = posting.entry_id
    WHERE posting.entry_id = NEW.entry_id
    GROUP BY entry.booked_on, posting.account, posting.currency
    ORDER BY posting.account, posting.currency
    ON CONFLICT (booked_on, account, currency) DO UPDATE SET
        debit_minor = ledger_daily_sums.debit_minor + excluded.debit_minor,
        credit_minor = ledger_daily_sums.credit_minor + excluded.credit_minor,
        postings = ledger_daily_sums.postings + excluded.postings
"""
FINAL_TABLES = ("ledger_entries", "ledger_postings", "ledger_seals")
SQLITE = [
    f"""
    CREATE TRIGGER ledger_check_seal BEFORE INSERT ON ledger_seals BEGIN
        SELECT RAISE(ABORT, 'ledger_entry_is_unknown')
        WHERE NOT EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.entry_id);
        SELECT RAISE(ABORT, 'ledger_entry_does_not_balance') WHERE EXISTS ({UNBALANCED});
        SELECT RAISE(ABORT, 'ledger_entry_does_not_book_its_net') WHERE EXISTS ({NET_IS_MISSING});
    END
    """,
    """
    CREATE TRIGGER ledger_refuse_after_seal BEFORE INSERT ON ledger_postings BEGIN
        SELECT RAISE(ABORT, 'ledger_entry_is_final')
        WHERE EXISTS (SELECT 1 FROM ledger_seals WHERE entry_id = NEW.entry_id);
    END
    """,
    f"""
    CREATE TRIGGER ledger_add_to_daily_sums AFTER INSERT ON ledger_seals BEGIN
        {ADD_TO_DAILY_SUMS};
    END
    """,
    *(
        f"""
        CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} BEGIN
            SELECT RAISE(ABORT, 'ledger_is_append_only');
        END
        """
        for table in FINAL_TABLES
        for verb in ("UPDATE", "DELETE")
    ),
]
# PostgreSQL looks at all rows of a statement at once, so that a page of entries costs few looks.
# Its functions keep the plan of their first call, when the books may be empty and any plan is good;
# LATERAL sees to it that each entry is looked up by its index.
POSTGRESQL = [
    """
    CREATE FUNCTION ledger_check_seals() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (
            SELECT 1 FROM new_seals AS seal
            WHERE NOT EXISTS (SELECT 1 FROM ledger_entries WHERE id = seal.entry_id)
        ) THEN RAISE EXCEPTION 'ledger_entry_is_unknown'; END IF;
        IF EXISTS (
            SELECT 1 FROM new_seals AS seal CROSS JOIN LATERAL (
                SELECT 1 FROM ledger_postings WHERE entry_id = seal.entry_id
                GROUP BY currency HAVING SUM(amount_minor) <> 0
            ) AS unbalanced
        ) THEN RAISE EXCEPTION 'ledger_entry_does_not_balance'; END IF;
        IF EXISTS (
            SELECT 1 FROM new_seals AS seal CROSS JOIN LATERAL (
                SELECT id, net_minor, currency FROM ledger_entries
                WHERE id = seal.entry_id AND stripe_balance_transaction_id IS NOT NULL LIMIT 1
            ) AS entry CROSS JOIN LATERAL (
                SELECT COALESCE(SUM(amount_minor), 0) AS booked FROM ledger_postings
                WHERE entry_id = entry.id AND account = 'stripe' AND currency = entry.currency
            ) AS net
            WHERE net.booked <> entry.net_minor
        ) THEN RAISE EXCEPTION 'ledger_entry_does_not_book_its_net'; END IF;
        INSERT INTO ledger_daily_sums
            (booked_on, account, currency, debit_minor, credit_minor, postings)
        SELECT entry.booked_on, posting.account, posting.currency,
            SUM(GREATEST(posting.amount_minor, 0)), SUM(GREATEST(-posting.amount_minor, 0)),
            COUNT(*)
        FROM new_seals AS seal CROSS JOIN LATERAL (
            SELECT booked_on FROM ledger_entries WHERE id = seal.entry_id LIMIT 1
        ) AS entry CROSS JOIN LATERAL (
            SELECT account, currency, amount_minor FROM ledger_postings
            WHERE entry_id = seal.entry_id OFFSET 0
        ) AS posting
        GROUP BY entry.booked_on, posting.account, posting.currency
        ORDER BY entry.booked_on, posting.account, posting.currency
        ON CONFLICT (booked_on, account, currency) DO UPDATE SET
            debit_minor = ledger_daily_sums.debit_minor + excluded.debit_minor,
            credit_minor = ledger_daily_sums.credit_minor + excluded.credit_minor,
            postings = ledger_daily_sums.postings + excluded.postings;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_check_seals AFTER INSERT ON ledger_seals
    REFERENCING NEW TABLE AS new_seals
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_seals()
    """,
    """
    CREATE FUNCTION ledger_refuse_after_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (
            SELECT 1 FROM new_postings AS posting CROSS JOIN LATERAL (
                SELECT 1 FROM ledger_seals WHERE entry_id = posting.entry_id LIMIT 1
            ) AS sealed
        ) THEN RAISE EXCEPTION 'ledger_entry_is_final'; END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_refuse_after_seal AFTER INSERT ON ledger_postings
    REFERENCING NEW TABLE AS new_postings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_after_seal()
    """,
    """
    CREATE FUNCTION ledger_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'ledger_is_append_only';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_final()
        """
        for table in FINAL_TABLES
    ),
]
TRIGGERS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def upgrade() -> None:
    op.create_table(
        "ledger_accounts",
        sa.Column(
            "code",
            sa.Enum(
                "stripe",
                "payouts_in_transit",
                "reserves",
                "donations",
                "donations_refunded",
                "stripe_fees",
                "tax_on_fees",
                "disputes",
                "contributions",
                "adjustments",
                "currency_exchange",
                "unmatched_payments",
                "other_installations",
                "suspense",
                name="account",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "asset",
                "liability",
                "equity",
                "income",
                "expense",
                name="accountkind_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ledger_accounts")),
    )
    op.create_table(
        "ledger_daily_sums",
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "stripe",
                "payouts_in_transit",
                "reserves",
                "donations",
                "donations_refunded",
                "stripe_fees",
                "tax_on_fees",
                "disputes",
                "contributions",
                "adjustments",
                "currency_exchange",
                "unmatched_payments",
                "other_installations",
                "suspense",
                name="account",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("postings", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint(
            "booked_on", "account", "currency", name=op.f("pk_ledger_daily_sums")
        ),
    )
    op.create_table(
        "ledger_seals",
        sa.Column(
            "entry_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_ledger_seals")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("stripe_balance_transaction_id", sa.String(length=255), nullable=True),
        sa.Column("reporting_category", sa.String(length=60), nullable=False),
        sa.Column("source_id", sa.String(length=255), nullable=True),
        sa.Column("payment_reference", sa.String(length=12), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("available_on", sa.Date(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("gift_minor", sa.BigInteger(), nullable=True),
        sa.Column("gift_currency", sa.String(length=3), nullable=True),
        sa.Column("exchange_rate", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(gift_minor IS NULL) = (gift_currency IS NULL)",
            name=op.f("ck_ledger_entries_gift_has_a_currency"),
        ),
        sa.CheckConstraint(
            "net_minor = gross_minor - fee_minor",
            name=op.f("ck_ledger_entries_net_is_gross_less_fee"),
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["ledger_seals.entry_id"],
            name=op.f("fk_ledger_entries_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint(
            "stripe_balance_transaction_id",
            name=op.f("uq_ledger_entries_stripe_balance_transaction_id"),
        ),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entries_booked_on_id", ["booked_on", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_payment_reference"), ["payment_reference"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ledger_entries_source_id"), ["source_id"], unique=False
        )

    op.create_table(
        "ledger_postings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account",
            sa.Enum(
                "stripe",
                "payouts_in_transit",
                "reserves",
                "donations",
                "donations_refunded",
                "stripe_fees",
                "tax_on_fees",
                "disputes",
                "contributions",
                "adjustments",
                "currency_exchange",
                "unmatched_payments",
                "other_installations",
                "suspense",
                name="account",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_ledger_postings_amount_is_not_zero")),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_accounts.code"], name=op.f("fk_ledger_postings_account")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entries.id"], name=op.f("fk_ledger_postings_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_postings")),
    )
    with op.batch_alter_table("ledger_postings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_postings_entry_id"), ["entry_id"], unique=False)
    op.bulk_insert(
        sa.table("ledger_accounts", sa.column("code"), sa.column("kind")),
        [{"code": code, "kind": kind} for code, kind in CHART.items()],
    )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_is_final() CASCADE")
        op.execute("DROP FUNCTION ledger_check_seals() CASCADE")
        op.execute("DROP FUNCTION ledger_refuse_after_seal() CASCADE")
    with op.batch_alter_table("ledger_postings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_postings_entry_id"))

    op.drop_table("ledger_postings")
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_source_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_entries_payment_reference"))
        batch_op.drop_index("ix_ledger_entries_booked_on_id")

    op.drop_table("ledger_entries")
    op.drop_table("ledger_seals")
    op.drop_table("ledger_daily_sums")
    op.drop_table("ledger_accounts")
