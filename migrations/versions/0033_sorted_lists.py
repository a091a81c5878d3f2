"""What the office's lists are sorted by."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

OWED = sa.text("credited_minor + settled_minor < amount_minor")
SUM = ("currency", "amount_minor")
# Each index with its table, and the columns before the key.
NEW = (
    ("ix_payments_begun", "payments", ("purpose", "created_at", "id")),
    ("ix_payments_sums", "payments", ("purpose", *SUM, "created_at", "id")),
    ("ix_payments_sums_by_status", "payments", ("purpose", "status", *SUM, "created_at", "id")),
    ("ix_subscriptions_sums", "subscriptions", (*SUM, "id")),
    ("ix_subscriptions_sums_by_status", "subscriptions", ("status", *SUM, "id")),
    ("ix_subscriptions_next", "subscriptions", ("next_charge_at", "id")),
    ("ix_refund_requests_sums", "refund_requests", (*SUM, "id")),
    ("ix_refund_requests_sums_by_status", "refund_requests", ("status", *SUM, "id")),
    ("ix_offline_gifts_came", "offline_gifts", ("received_on", "id")),
    ("ix_offline_gifts_came_by_method", "offline_gifts", ("method", "received_on", "id")),
    ("ix_offline_gifts_sums", "offline_gifts", (*SUM, "id")),
    ("ix_bank_lines_booked_on_id", "bank_lines", ("booked_on", "id")),
    ("ix_payouts_arrival_date_id", "payouts", ("arrival_date", "id")),
    ("ix_payouts_sums", "payouts", (*SUM, "id")),
    ("ix_affiliations_status_paid_until", "affiliations", ("status", "paid_until", "id")),
    ("ix_affiliation_money_received_came", "affiliation_money_received", ("received_on", "id")),
    ("ix_affiliation_money_received_sums", "affiliation_money_received", (*SUM, "id")),
    (
        "ix_affiliation_invoice_balances_due",
        "affiliation_invoice_balances",
        ("due_on", "invoice_id"),
    ),
)
# Those that were there without the key behind them: table, columns, and the key.
WIDENED = (
    ("ix_affiliations_paid_until", "affiliations", ("paid_until",), "id"),
    ("ix_bank_lines_account_id_booked_on", "bank_lines", ("account_id", "booked_on"), "id"),
    ("ix_renewal_items_run_id_outcome", "renewal_items", ("run_id", "outcome"), "affiliation_id"),
)
OWED_BY_KEY = "ix_affiliation_invoice_balances_owed_id"


def upgrade() -> None:
    for name, table, columns in NEW:
        op.create_index(name, table, list(columns))
    for name, table, columns, key in WIDENED:
        op.drop_index(name, table)
        op.create_index(name, table, [*columns, key])
    op.create_index(
        OWED_BY_KEY,
        "affiliation_invoice_balances",
        ["invoice_id"],
        sqlite_where=OWED,
        postgresql_where=OWED,
    )


def downgrade() -> None:
    op.drop_index(OWED_BY_KEY, "affiliation_invoice_balances")
    for name, table, columns, _ in reversed(WIDENED):
        op.drop_index(name, table)
        op.create_index(name, table, list(columns))
    for name, table, _ in reversed(NEW):
        op.drop_index(name, table)
