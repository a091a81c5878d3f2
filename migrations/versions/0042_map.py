"""Gifts counted by country, and countries that are not shown on the map."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("payments", sa.Column("country", sa.String(length=2), nullable=True))
    op.create_table(
        "counted_gifts",
        sa.Column("payment_id", KEY, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_counted_gifts_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_counted_gifts")),
    )
    op.create_table(
        "gift_counts",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("gifts", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "gifts >= 0", name=op.f("ck_gift_counts_none_is_taken_that_was_not_there")
        ),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_gift_counts")),
    )
    op.create_table(
        "hidden_countries",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_hidden_countries")),
    )


def downgrade() -> None:
    op.drop_table("hidden_countries")
    op.drop_table("gift_counts")
    op.drop_table("counted_gifts")
    op.drop_column("payments", "country")
