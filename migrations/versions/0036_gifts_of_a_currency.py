"""The gifts of one currency are found in the order in which they were begun."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_payments_currency_id", "payments", ["currency", "id"])


def downgrade() -> None:
    op.drop_index("ix_payments_currency_id", "payments")
