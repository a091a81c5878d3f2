"""Bank lines meet batches, gifts outside Stripe, standing orders and cheques that bounce."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROPOSALS = ("payout", "invoices", "recorded", "sent_back", "charges")
NEW_PROPOSALS = ("batch", "gift_recorded", "standing_order", "bounced", "bounce_recorded")
SETTLEMENTS = (
    *("payout", "invoices", "recorded", "sent_back", "other_income", "expenditure"),
    *("bank_charges", "gift_sent_back", "transfer", "ignored"),
)
NEW_SETTLEMENTS = ("batch", "gift", *NEW_PROPOSALS[1:])
TARGETS = {"batch": "box_batches", "gift": "offline_gifts", "item": "box_items"}


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
    _kinds("bank_proposals", "proposalkind", PROPOSALS, (*PROPOSALS, *NEW_PROPOSALS))
    _kinds("bank_settlements", "settlementkind", SETTLEMENTS, (*SETTLEMENTS, *NEW_SETTLEMENTS))
    op.add_column("bank_proposals", sa.Column("due_on", sa.Date(), nullable=True))
    with op.batch_alter_table("bank_settlements") as batch_op:
        for name, table in TARGETS.items():
            batch_op.add_column(sa.Column(f"{name}_id", KEY, nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_bank_settlements_{name}_id"), table, [f"{name}_id"], ["id"]
            )
    for name in TARGETS:
        op.create_index(
            f"uq_bank_settlements_{name}_once",
            "bank_settlements",
            [f"{name}_id"],
            unique=True,
            **where(f"undone_at IS NULL AND {name}_id IS NOT NULL"),
        )


def _kinds(table, name, before, after) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=one_of(name, *before),
            type_=one_of(name, *after),
            existing_nullable=False,
        )


def downgrade() -> None:
    """Lines that were settled in the new ways are open again; what they settled stays booked."""
    kinds = ", ".join(f"'{kind}'" for kind in NEW_SETTLEMENTS)
    op.execute(
        "UPDATE bank_lines SET status = 'open' WHERE id IN (SELECT line_id FROM bank_settlements"
        f" WHERE undone_at IS NULL AND kind IN ({kinds}))"
    )
    op.execute(f"DELETE FROM bank_settlements WHERE kind IN ({kinds})")
    op.execute("DELETE FROM bank_proposals")
    op.execute("UPDATE bank_lines SET status = 'open' WHERE status = 'proposed'")
    for name in TARGETS:
        op.drop_index(f"uq_bank_settlements_{name}_once", "bank_settlements")
    with op.batch_alter_table("bank_settlements") as batch_op:
        for name in TARGETS:
            batch_op.drop_constraint(op.f(f"fk_bank_settlements_{name}_id"), type_="foreignkey")
            batch_op.drop_column(f"{name}_id")
    op.drop_column("bank_proposals", "due_on")
    _kinds("bank_settlements", "settlementkind", (*SETTLEMENTS, *NEW_SETTLEMENTS), SETTLEMENTS)
    _kinds("bank_proposals", "proposalkind", (*PROPOSALS, *NEW_PROPOSALS), PROPOSALS)
