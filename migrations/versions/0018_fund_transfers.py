"""Transfers between funds, and what a receipt says that a gift is for."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FUND = sa.String(length=40)
IS_TRANSFER = "reporting_category = 'fund_transfer'"


def upgrade() -> None:
    op.create_table(
        "fund_transfers",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("source", FUND, nullable=False),
        sa.Column("target", FUND, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minute", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_fund_transfers_amount_is_positive")),
        sa.CheckConstraint(
            "source <> target", name=op.f("ck_fund_transfers_it_goes_to_another_fund")
        ),
        sa.CheckConstraint("minute <> ''", name=op.f("ck_fund_transfers_a_meeting_decided_it")),
        sa.ForeignKeyConstraint(
            ["source"], ["ledger_funds.code"], name=op.f("fk_fund_transfers_source")
        ),
        sa.ForeignKeyConstraint(
            ["target"], ["ledger_funds.code"], name=op.f("fk_fund_transfers_target")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_transfers")),
        sa.UniqueConstraint("form", name=op.f("uq_fund_transfers_form")),
    )
    op.create_index(
        "uq_ledger_entries_fund_transfers_once",
        "ledger_entries",
        ["source_id"],
        unique=True,
        sqlite_where=sa.text(IS_TRANSFER),
        postgresql_where=sa.text(IS_TRANSFER),
    )
    op.add_column(
        "documents", sa.Column("purpose", sa.String(200), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("documents", "purpose")
    op.drop_index("uq_ledger_entries_fund_transfers_once", "ledger_entries")
    op.drop_table("fund_transfers")
