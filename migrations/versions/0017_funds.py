"""Funds, and accounts for what is given regularly, paid by members, and seen only by the bank."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

GENERAL = "general"
FUND = sa.String(length=40)
CHART = {
    "recurring_donations": "income",
    "membership_fees": "income",
    "other_income": "income",
    "bank_charges": "expense",
    "expenditure": "expense",
    "fund_transfers": "equity",
    "opening_balances": "equity",
}


def refusals(*, with_funds):
    """Why a seal is not let in on SQLite: error → what there must not be."""
    found = {
        "ledger_entry_is_unknown": """
            SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ledger_entries WHERE id = NEW.entry_id)
        """,
        "ledger_entry_does_not_balance": """
            SELECT 1 FROM ledger_postings WHERE entry_id = NEW.entry_id
            GROUP BY currency HAVING SUM(amount_minor) <> 0
        """,
        "ledger_entry_does_not_book_its_net": """
            SELECT 1 FROM ledger_entries AS entry
            WHERE entry.id = NEW.entry_id AND entry.stripe_balance_transaction_id IS NOT NULL
            AND entry.net_minor <> (
                SELECT COALESCE(SUM(posting.amount_minor), 0) FROM ledger_postings AS posting
                WHERE posting.entry_id = entry.id AND posting.account = 'stripe'
                AND posting.currency = entry.currency
            )
        """,
    }
    if with_funds:
        found["ledger_fund_is_unknown"] = """
            SELECT 1 FROM ledger_postings AS posting WHERE posting.entry_id = NEW.entry_id
            AND NOT EXISTS (SELECT 1 FROM ledger_funds WHERE code = posting.fund)
        """
    return found


def sqlite(*, with_funds):
    """The seal's triggers on SQLite, by name."""
    also = ", {}fund" if with_funds else ""
    checks = "".join(
        f" SELECT RAISE(ABORT, '{error}') WHERE EXISTS ({query});"
        for error, query in refusals(with_funds=with_funds).items()
    )
    here, there = also.format(""), also.format("posting.")
    return {
        "ledger_check_seal": f"""
            CREATE TRIGGER ledger_check_seal BEFORE INSERT ON ledger_seals BEGIN {checks} END
        """,
        "ledger_add_to_daily_sums": f"""
            CREATE TRIGGER ledger_add_to_daily_sums AFTER INSERT ON ledger_seals BEGIN
                INSERT INTO ledger_daily_sums
                    (booked_on, account, currency{here}, debit_minor, credit_minor, postings)
                SELECT entry.booked_on, posting.account, posting.currency{there},
                    SUM(MAX(posting.amount_minor, 0)), SUM(MAX(-posting.amount_minor, 0)), COUNT(*)
                FROM ledger_postings AS posting
                JOIN ledger_entries AS entry ON entry.id = posting.entry_id
                WHERE posting.entry_id = NEW.entry_id
                GROUP BY entry.booked_on, posting.account, posting.currency{there}
                ON CONFLICT (booked_on, account, currency{here}) DO UPDATE SET
                    debit_minor = ledger_daily_sums.debit_minor + excluded.debit_minor,
                    credit_minor = ledger_daily_sums.credit_minor + excluded.credit_minor,
                    postings = ledger_daily_sums.postings + excluded.postings;
            END
        """,
    }


FUND_IS_KNOWN = """
    IF EXISTS (
        SELECT 1 FROM new_seals AS seal CROSS JOIN LATERAL (
            SELECT fund FROM ledger_postings WHERE entry_id = seal.entry_id OFFSET 0
        ) AS posting
        WHERE NOT EXISTS (SELECT 1 FROM ledger_funds WHERE code = posting.fund)
    ) THEN RAISE EXCEPTION 'ledger_fund_is_unknown'; END IF;
"""


def postgresql(*, with_funds):
    """The seal's function on PostgreSQL; LATERAL as in the first of them."""
    also = ", {}fund" if with_funds else ""
    here, there = also.format(""), also.format("posting.")
    return f"""
    CREATE OR REPLACE FUNCTION ledger_check_seals() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
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
        {FUND_IS_KNOWN if with_funds else ""}
        INSERT INTO ledger_daily_sums
            (booked_on, account, currency{here}, debit_minor, credit_minor, postings)
        SELECT entry.booked_on, posting.account, posting.currency{there},
            SUM(GREATEST(posting.amount_minor, 0)), SUM(GREATEST(-posting.amount_minor, 0)),
            COUNT(*)
        FROM new_seals AS seal CROSS JOIN LATERAL (
            SELECT booked_on FROM ledger_entries WHERE id = seal.entry_id LIMIT 1
        ) AS entry CROSS JOIN LATERAL (
            SELECT account, currency, amount_minor{here} FROM ledger_postings
            WHERE entry_id = seal.entry_id OFFSET 0
        ) AS posting
        GROUP BY entry.booked_on, posting.account, posting.currency{there}
        ORDER BY entry.booked_on, posting.account, posting.currency{there}
        ON CONFLICT (booked_on, account, currency{here}) DO UPDATE SET
            debit_minor = ledger_daily_sums.debit_minor + excluded.debit_minor,
            credit_minor = ledger_daily_sums.credit_minor + excluded.credit_minor,
            postings = ledger_daily_sums.postings + excluded.postings;
        RETURN NULL;
    END $$
    """


def _check_seals(*, with_funds) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(postgresql(with_funds=with_funds))
        return
    for name, statement in sqlite(with_funds=with_funds).items():
        op.execute(f"DROP TRIGGER {name}")
        op.execute(statement)


def _daily_sums(*, with_funds) -> None:
    """Make the sums anew from what is posted: their key is another one."""
    op.drop_table("ledger_daily_sums")
    fund = (sa.Column("fund", FUND, server_default=GENERAL, nullable=False),) if with_funds else ()
    key = ["booked_on", "account", "currency", *(column.name for column in fund)]
    count = {"server_default": sa.text("0"), "nullable": False}
    op.create_table(
        "ledger_daily_sums",
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        *fund,
        sa.Column("debit_minor", sa.BigInteger(), **count),
        sa.Column("credit_minor", sa.BigInteger(), **count),
        sa.Column("postings", sa.BigInteger(), **count),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_ledger_daily_sums")),
    )
    posted = ", ".join(f"posting.{name}" for name in key[1:])
    op.execute(f"""
        INSERT INTO ledger_daily_sums ({", ".join(key)}, debit_minor, credit_minor, postings)
        SELECT entry.booked_on, {posted},
            SUM(CASE WHEN posting.amount_minor > 0 THEN posting.amount_minor ELSE 0 END),
            SUM(CASE WHEN posting.amount_minor < 0 THEN -posting.amount_minor ELSE 0 END),
            COUNT(*)
        FROM ledger_postings AS posting
        JOIN ledger_entries AS entry ON entry.id = posting.entry_id
        GROUP BY entry.booked_on, {posted}
    """)


def upgrade() -> None:
    for code, kind in CHART.items():
        op.execute(f"INSERT INTO ledger_accounts (code, kind) VALUES ('{code}', '{kind}')")
    funds = op.create_table(
        "ledger_funds",
        sa.Column("code", FUND, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ledger_funds")),
    )
    op.bulk_insert(funds, [{"code": GENERAL, "names": {}, "restricted": False}])
    for table in ("ledger_postings", "payments"):
        column = sa.Column("fund", FUND, server_default=GENERAL, nullable=False)
        op.add_column(table, column)
    _daily_sums(with_funds=True)
    _check_seals(with_funds=True)


def downgrade() -> None:
    _check_seals(with_funds=False)
    _daily_sums(with_funds=False)
    op.drop_column("payments", "fund")
    op.drop_column("ledger_postings", "fund")
    op.drop_table("ledger_funds")
    for code in CHART:
        op.execute(f"DELETE FROM ledger_accounts WHERE code = '{code}'")
