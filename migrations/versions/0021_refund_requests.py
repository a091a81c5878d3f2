"""Money that staff want to give back, and who agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def checked(name, condition):
    return sa.CheckConstraint(condition, name=op.f(f"ck_refund_requests_{name}"))


def upgrade() -> None:
    op.create_table(
        "refund_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("payment_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "reason",
            one_of(
                "refundreason",
                "asked_by_giver",
                "given_twice",
                "wrong_amount",
                "not_accepted",
                "fraud",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "status",
            one_of("refundrequeststatus", "waiting", "approved", "sent", "declined", "refused"),
            nullable=False,
        ),
        sa.Column("needs_another", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_words", sa.Text(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("stripe_code", sa.String(length=60), nullable=True),
        sa.Column("stripe_refund_id", sa.String(length=255), nullable=True),
        checked("amount_is_positive", "amount_minor > 0"),
        checked(
            "another_person_agrees",
            "NOT needs_another OR status IN ('waiting', 'declined') OR decided_by <> asked_by",
        ),
        checked("it_is_decided_once", "(decided_by IS NULL) = (decided_at IS NULL)"),
        checked("somebody_decided", "status = 'waiting' OR decided_by IS NOT NULL"),
        checked("sent_is_a_refund_at_stripe", "(status = 'sent') = (stripe_refund_id IS NOT NULL)"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_refund_requests_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_requests")),
        sa.UniqueConstraint("form", name=op.f("uq_refund_requests_form")),
        sa.UniqueConstraint("stripe_refund_id", name=op.f("uq_refund_requests_stripe_refund_id")),
    )
    op.create_index(op.f("ix_refund_requests_payment_id"), "refund_requests", ["payment_id"])
    op.create_index("ix_refund_requests_status_id", "refund_requests", ["status", "id"])


def downgrade() -> None:
    op.drop_table("refund_requests")
