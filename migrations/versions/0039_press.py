"""What the press reported."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "press_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("outlet", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_press_reports")),
        sa.UniqueConstraint("link", name=op.f("uq_press_reports_link")),
    )
    op.create_index(
        "ix_press_reports_country_day", "press_reports", ["country", "reported_on", "id"]
    )
    op.create_index("ix_press_reports_day", "press_reports", ["reported_on", "id"])


def downgrade() -> None:
    op.drop_table("press_reports")
