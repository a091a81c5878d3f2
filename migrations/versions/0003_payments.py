"""Money asked for, its attempts, its steps, refunds, and money that matches nothing."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RECEIVED = "('paid', 'partly_refunded', 'refunded')"
CHANGED_AFTER_RECEIPT = f"""
    OLD.status IN {RECEIVED}
    AND (NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency)
"""
TRIGGERS = {
    "sqlite": [
        *(
            f"""
            CREATE TRIGGER payment_history_refuses_{verb}
            BEFORE {verb} ON payment_status_changes BEGIN
                SELECT RAISE(ABORT, 'payment_history_is_append_only');
            END
            """
            for verb in ("UPDATE", "DELETE")
        ),
        f"""
        CREATE TRIGGER payment_amount_is_fixed BEFORE UPDATE ON payments
        WHEN {CHANGED_AFTER_RECEIPT} BEGIN
            SELECT RAISE(ABORT, 'payment_amount_is_fixed_once_received');
        END
        """,
    ],
    "postgresql": [
        """
        CREATE FUNCTION payment_history_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'payment_history_is_append_only';
        END $$
        """,
        """
        CREATE TRIGGER payment_history_is_final
        BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_status_changes
        FOR EACH STATEMENT EXECUTE FUNCTION payment_history_is_final()
        """,
        """
        CREATE FUNCTION payment_amount_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'payment_amount_is_fixed_once_received';
        END $$
        """,
        f"""
        CREATE TRIGGER payment_amount_is_fixed BEFORE UPDATE ON payments
        FOR EACH ROW WHEN ({CHANGED_AFTER_RECEIPT})
        EXECUTE FUNCTION payment_amount_is_fixed()
        """,
    ],
}


def upgrade() -> None:
    op.create_table(
        "installations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installations")),
    )
    op.create_table(
        "unmatched_payments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stripe_payment_intent_id", sa.String(length=255), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_ours",
                "unknown_reference",
                "amount_differs",
                "paid_twice",
                name="unmatchedreason_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmatched_payments")),
        sa.UniqueConstraint(
            "stripe_payment_intent_id", name=op.f("uq_unmatched_payments_stripe_payment_intent_id")
        ),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "donation",
                name="paymentpurpose_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "created",
                "pending",
                "expired",
                "paid",
                "partly_refunded",
                "refunded",
                name="paymentstatus_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stripe_payment_intent_id", sa.String(length=255), nullable=True),
        sa.Column("stripe_charge_id", sa.String(length=255), nullable=True),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("last_failure", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('paid', 'partly_refunded', 'refunded')"
            " OR (paid_at IS NOT NULL AND stripe_payment_intent_id IS NOT NULL)",
            name=op.f("ck_payments_paid_means_paid_at_stripe"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_amount_is_positive")),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= amount_minor",
            name=op.f("ck_payments_refunds_stay_within_the_amount"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_payments_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("reference", name=op.f("uq_payments_reference")),
        sa.UniqueConstraint("stripe_charge_id", name=op.f("uq_payments_stripe_charge_id")),
        sa.UniqueConstraint(
            "stripe_payment_intent_id", name=op.f("uq_payments_stripe_payment_intent_id")
        ),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_details_id"), ["details_id"], unique=False)

    op.create_table(
        "checkout_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "opening",
                "open",
                "complete",
                "expired",
                name="attemptstatus_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stripe_session_id", sa.String(length=255), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'open' OR (stripe_session_id IS NOT NULL AND url IS NOT NULL)",
            name=op.f("ck_checkout_attempts_open_means_there_is_a_page"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_checkout_attempts_amount_is_positive")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_checkout_attempts_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkout_attempts")),
        sa.UniqueConstraint(
            "payment_id", "attempt", name=op.f("uq_checkout_attempts_payment_id_attempt")
        ),
        sa.UniqueConstraint(
            "stripe_session_id", name=op.f("uq_checkout_attempts_stripe_session_id")
        ),
    )
    op.create_index(
        "ix_checkout_attempts_status_expires_at", "checkout_attempts", ["status", "expires_at"]
    )

    op.create_table(
        "payment_status_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "from_status",
            sa.Enum(
                "created",
                "pending",
                "expired",
                "paid",
                "partly_refunded",
                "refunded",
                name="from_status_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "created",
                "pending",
                "expired",
                "paid",
                "partly_refunded",
                "refunded",
                name="to_status_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "asked",
                "checkout_opened",
                "checkout_expired",
                "stripe_paid",
                "stripe_refunded",
                "refund_failed",
                name="changereason_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_payment_status_changes_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_status_changes")),
    )
    with op.batch_alter_table("payment_status_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_payment_status_changes_payment_id"), ["payment_id"], unique=False
        )

    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stripe_refund_id", sa.String(length=255), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "requires_action",
                "succeeded",
                "failed",
                "canceled",
                name="refundstatus_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refunds_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_refunds_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("stripe_refund_id", name=op.f("uq_refunds_stripe_refund_id")),
    )
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refunds_payment_id"), ["payment_id"], unique=False)
    op.bulk_insert(sa.table("installations", sa.column("id")), [{"id": secrets.token_hex(8)}])
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION payment_history_is_final() CASCADE")
        op.execute("DROP FUNCTION payment_amount_is_fixed() CASCADE")
    with op.batch_alter_table("refunds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refunds_payment_id"))

    op.drop_table("refunds")
    with op.batch_alter_table("payment_status_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_status_changes_payment_id"))

    op.drop_table("payment_status_changes")
    op.drop_table("checkout_attempts")
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payments_details_id"))

    op.drop_table("payments")
    op.drop_table("unmatched_payments")
    op.drop_table("installations")
