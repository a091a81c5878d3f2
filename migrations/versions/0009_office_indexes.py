"""What the office's lists are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OPEN = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_payments_status_id", "payments", ["status", "id"])
    op.create_index(
        "ix_ledger_postings_account_entry_id", "ledger_postings", ["account", "entry_id"]
    )
    op.create_index("ix_unmatched_payments_reference", "unmatched_payments", ["reference"])
    op.create_index(
        "ix_unmatched_payments_open",
        "unmatched_payments",
        ["id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_unmatched_payments_open", "unmatched_payments")
    op.drop_index("ix_unmatched_payments_reference", "unmatched_payments")
    op.drop_index("ix_ledger_postings_account_entry_id", "ledger_postings")
    op.drop_index("ix_payments_status_id", "payments")
