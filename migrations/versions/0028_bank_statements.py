"""Accounts at banks, their statements, and what became of each line."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACTOR = sa.String(length=60)


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def where(condition):
    """A partial index on both engines."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "bank_accounts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opening_minor", sa.BigInteger(), nullable=False),
        sa.Column("opening_on", sa.Date(), nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", ACTOR, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
        sa.UniqueConstraint("number", "currency", name=op.f("uq_bank_accounts_number_currency")),
    )
    op.create_table(
        "bank_profiles",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ACTOR, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_profiles")),
        sa.UniqueConstraint("name", name=op.f("uq_bank_profiles_name")),
    )
    op.create_table(
        "bank_imports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("form", one_of("format", "csv", "ofx", "camt053", "mt940"), nullable=False),
        sa.Column("profile", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "status",
            one_of("importstatus", "looked_at", "confirmed", "matching", "done", "dropped"),
            nullable=False,
        ),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("alike", sa.Integer(), nullable=False),
        sa.Column("swapped", sa.Boolean(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("came_minor", sa.BigInteger(), nullable=False),
        sa.Column("went_minor", sa.BigInteger(), nullable=False),
        sa.Column("opening_minor", sa.BigInteger(), nullable=True),
        sa.Column("closing_minor", sa.BigInteger(), nullable=True),
        sa.Column("closing_on", sa.Date(), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("looked_by", ACTOR, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", ACTOR, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "fresh >= 0 AND known >= 0", name=op.f("ck_bank_imports_lines_are_counted")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_bank_imports_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_imports")),
    )
    op.create_index(op.f("ix_bank_imports_account_id"), "bank_imports", ["account_id"])
    op.create_index("ix_bank_imports_status", "bank_imports", ["status"])

    op.create_table(
        "bank_files",
        sa.Column("import_id", KEY, autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["bank_imports.id"], name=op.f("fk_bank_files_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_bank_files")),
    )
    op.create_table(
        "bank_lines",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("value_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "status", one_of("linestatus", "open", "proposed", "settled", "ignored"), nullable=False
        ),
        sa.CheckConstraint("ordinal > 0", name=op.f("ck_bank_lines_ordinals_count_from_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_bank_lines_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["bank_imports.id"], name=op.f("fk_bank_lines_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_lines")),
        sa.UniqueConstraint(
            "account_id",
            "fingerprint",
            "ordinal",
            name=op.f("uq_bank_lines_account_id_fingerprint_ordinal"),
        ),
    )
    op.create_index("ix_bank_lines_account_id_booked_on", "bank_lines", ["account_id", "booked_on"])
    op.create_index(
        "ix_bank_lines_account_id_status_id", "bank_lines", ["account_id", "status", "id"]
    )
    op.create_index(op.f("ix_bank_lines_import_id"), "bank_lines", ["import_id"])
    op.create_index("ix_bank_lines_status_id", "bank_lines", ["status", "id"])

    op.create_table(
        "bank_proposals",
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            one_of("proposalkind", "payout", "invoices", "recorded", "sent_back", "charges"),
            nullable=False,
        ),
        sa.Column("surety", one_of("surety", "exact", "likely", "possible"), nullable=False),
        sa.Column("reasons", sa.String(length=200), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_lines.id"], name=op.f("fk_bank_proposals_line_id")
        ),
        sa.PrimaryKeyConstraint("line_id", "place", name=op.f("pk_bank_proposals")),
    )
    op.create_index("ix_bank_proposals_surety_line_id", "bank_proposals", ["surety", "line_id"])

    op.create_table(
        "bank_settlements",
        sa.Column("id", KEY, nullable=False),
        sa.Column("line_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            one_of(
                "settlementkind",
                "payout",
                "invoices",
                "recorded",
                "sent_back",
                "other_income",
                "expenditure",
                "bank_charges",
                "gift_sent_back",
                "transfer",
                "ignored",
            ),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=40), nullable=True),
        sa.Column("fund", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("payout_id", KEY, nullable=True),
        sa.Column("received_id", KEY, nullable=True),
        sa.Column("credit_use_id", KEY, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", ACTOR, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", ACTOR, nullable=True),
        sa.Column("undone_words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)",
            name=op.f("ck_bank_settlements_undone_by_someone"),
        ),
        sa.ForeignKeyConstraint(
            ["credit_use_id"],
            ["affiliation_credit_uses.id"],
            name=op.f("fk_bank_settlements_credit_use_id"),
        ),
        sa.ForeignKeyConstraint(
            ["fund"], ["ledger_funds.code"], name=op.f("fk_bank_settlements_fund")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_lines.id"], name=op.f("fk_bank_settlements_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["payout_id"], ["payouts.id"], name=op.f("fk_bank_settlements_payout_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_id"],
            ["affiliation_money_received.id"],
            name=op.f("fk_bank_settlements_received_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_settlements")),
        sa.UniqueConstraint("line_id", "number", name=op.f("uq_bank_settlements_line_id_number")),
    )
    op.create_index(
        "uq_bank_settlements_credit_use_once",
        "bank_settlements",
        ["credit_use_id"],
        unique=True,
        **where("undone_at IS NULL AND credit_use_id IS NOT NULL"),
    )
    op.create_index(
        "uq_bank_settlements_line_once",
        "bank_settlements",
        ["line_id"],
        unique=True,
        **where("undone_at IS NULL"),
    )
    op.create_index(
        "uq_bank_settlements_payout_once",
        "bank_settlements",
        ["payout_id"],
        unique=True,
        **where("undone_at IS NULL AND payout_id IS NOT NULL"),
    )
    op.create_index(
        "uq_bank_settlements_received_once",
        "bank_settlements",
        ["received_id"],
        unique=True,
        **where("undone_at IS NULL AND received_id IS NOT NULL"),
    )

    op.create_index(
        "uq_ledger_entries_bank_once",
        "ledger_entries",
        ["reporting_category", "source_id"],
        unique=True,
        **where("reporting_category LIKE 'bank_%'"),
    )


def downgrade() -> None:
    op.drop_index("uq_ledger_entries_bank_once", table_name="ledger_entries")
    for table in (
        *("bank_settlements", "bank_proposals", "bank_lines", "bank_files", "bank_imports"),
        *("bank_profiles", "bank_accounts"),
    ):
        op.drop_table(table)
