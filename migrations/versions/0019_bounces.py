"""Each sending of a letter by its own unguessable Message-ID, and whether it came back."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = ("waiting", "sent", "dropped", "failed")
AFTER = ("waiting", "sent", "came_back", "dropped", "failed")


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def upgrade() -> None:
    _statuses(BEFORE, AFTER)
    op.add_column("outbox_messages", sa.Column("token", sa.String(length=32), nullable=True))
    op.create_table(
        "outbox_sendings",
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=True),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("came_back_at", MOMENT, nullable=True),
        sa.Column("status_code", sa.String(length=11), nullable=True),
        sa.Column("reported_at", MOMENT, nullable=True),
        sa.Column("noted_by", sa.String(length=60), nullable=True),
        sa.Column("taken_back_at", MOMENT, nullable=True),
        sa.Column("taken_back_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "came_back_at IS NULL OR reported_at IS NOT NULL OR noted_by IS NOT NULL",
            name=op.f("ck_outbox_sendings_somebody_says_that_it_came_back"),
        ),
        sa.CheckConstraint(
            "status_code IS NULL OR reported_at IS NOT NULL",
            name=op.f("ck_outbox_sendings_a_code_is_a_reports"),
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)",
            name=op.f("ck_outbox_sendings_somebody_takes_it_back"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbox_messages.id"],
            name=op.f("fk_outbox_sendings_message_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_outbox_sendings")),
    )
    op.create_index(op.f("ix_outbox_sendings_message_id"), "outbox_sendings", ["message_id"])
    op.create_index(
        "ix_outbox_sendings_came_back",
        "outbox_sendings",
        ["details_id"],
        sqlite_where=sa.text("came_back_at IS NOT NULL"),
        postgresql_where=sa.text("came_back_at IS NOT NULL"),
    )


def _statuses(before, after) -> None:
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.alter_column(
            "status",
            existing_type=one_of("outboxstatus", *before),
            type_=one_of("outboxstatus", *after),
            existing_nullable=False,
        )


def downgrade() -> None:
    op.drop_index("ix_outbox_sendings_came_back", "outbox_sendings")
    op.drop_index(op.f("ix_outbox_sendings_message_id"), "outbox_sendings")
    op.drop_table("outbox_sendings")
    op.execute("UPDATE outbox_messages SET status = 'sent' WHERE status = 'came_back'")
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.drop_column("token")
    _statuses(AFTER, BEFORE)
