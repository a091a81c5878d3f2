"""Instalments, debits, disputes, corrections, sweeps, and letters about them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRIPE_ID = sa.String(length=255)

RECEIVED_BEFORE = ("paid", "partly_refunded", "refunded")
RECEIVED = (*RECEIVED_BEFORE, "disputed", "partly_charged_back", "charged_back", "reversed")
STATUSES_BEFORE = ("created", "pending", "expired", *RECEIVED_BEFORE)
STATUSES = ("created", "pending", "processing", "failed", "expired", *RECEIVED)
REASONS_BEFORE = (
    "asked",
    "checkout_opened",
    "checkout_expired",
    "stripe_paid",
    "stripe_refunded",
    "refund_failed",
)
REASONS = (
    "asked",
    "instalment_due",
    "no_longer_due",
    "checkout_opened",
    "checkout_expired",
    "stripe_processing",
    "stripe_failed",
    "stripe_paid",
    "stripe_refunded",
    "refund_failed",
    "dispute_moved",
    "bank_reversed",
    "matched_by_staff",
)
MAILS_BEFORE = ("receipt", "treasurer_alert", "attack_alert")
MAILS = (
    "receipt",
    "gift_on_its_way",
    "gift_failed",
    "gift_reversed",
    "refund_made",
    "refund_failed",
    "charged_back",
    "charge_reinstated",
    "instalment_failed",
    "recurring_changed",
    "recurring_ended",
    "yearly_notice",
    "my_giving_link",
    "treasurer_alert",
    "dispute_opened",
    "dispute_closed",
    "fraud_warning",
    "payout_failed",
    "watch_alert",
    "attack_alert",
)
DOCUMENTS_BEFORE = ("receipt",)
DOCUMENTS = ("receipt", "correction", "reinstatement")


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def sql_list(values):
    return ", ".join(f"'{value}'" for value in values)


def paid_means_paid(received):
    return (
        f"status NOT IN ({sql_list(received)})"
        " OR (paid_at IS NOT NULL AND stripe_payment_intent_id IS NOT NULL)"
    )


INTERVAL = one_of("interval", "month", "year")


# Making a table anew on SQLite loses its triggers; so they are taken away and put back.
def triggers(received):
    changed = f"""
        OLD.status IN ({sql_list(received)})
        AND (NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency)
    """
    return {
        "sqlite": {
            **{
                f"payment_history_refuses_{verb}": f"""
                CREATE TRIGGER payment_history_refuses_{verb}
                BEFORE {verb} ON payment_status_changes BEGIN
                    SELECT RAISE(ABORT, 'payment_history_is_append_only');
                END
                """
                for verb in ("UPDATE", "DELETE")
            },
            **{
                f"documents_refuses_{verb}": f"""
                CREATE TRIGGER documents_refuses_{verb} BEFORE {verb} ON documents BEGIN
                    SELECT RAISE(ABORT, 'a_document_never_changes');
                END
                """
                for verb in ("UPDATE", "DELETE")
            },
            "payment_amount_is_fixed": f"""
            CREATE TRIGGER payment_amount_is_fixed BEFORE UPDATE ON payments
            WHEN {changed} BEGIN
                SELECT RAISE(ABORT, 'payment_amount_is_fixed_once_received');
            END
            """,
        },
        "postgresql": {
            "payment_amount_is_fixed ON payments": f"""
            CREATE TRIGGER payment_amount_is_fixed BEFORE UPDATE ON payments
            FOR EACH ROW WHEN ({changed})
            EXECUTE FUNCTION payment_amount_is_fixed()
            """,
            "documents_is_final ON documents": """
            CREATE TRIGGER documents_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON documents
            FOR EACH STATEMENT EXECUTE FUNCTION document_is_final()
            """,
        },
    }


HISTORY = {
    "sqlite": [
        f"""
        CREATE TRIGGER object_history_refuses_{verb}
        BEFORE {verb} ON object_status_changes BEGIN
            SELECT RAISE(ABORT, 'object_history_is_append_only');
        END
        """
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """
        CREATE FUNCTION object_history_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'object_history_is_append_only';
        END $$
        """,
        """
        CREATE TRIGGER object_history_is_final
        BEFORE UPDATE OR DELETE OR TRUNCATE ON object_status_changes
        FOR EACH STATEMENT EXECUTE FUNCTION object_history_is_final()
        """,
    ],
}


def drop_triggers(received):
    for name in triggers(received)[op.get_bind().dialect.name]:
        op.execute(f"DROP TRIGGER {name}")


def put_triggers_back(received):
    for statement in triggers(received)[op.get_bind().dialect.name].values():
        op.execute(statement)


def upgrade() -> None:
    drop_triggers(RECEIVED_BEFORE)
    _subscriptions()
    _payments()
    _statuses(STATUSES_BEFORE, STATUSES, REASONS_BEFORE, REASONS)
    _returned()
    _documents()
    _kinds(MAILS_BEFORE, MAILS)
    _donations(nullable=True)
    _sweeps()
    op.create_index(
        "uq_ledger_entries_placed_once",
        "ledger_entries",
        ["source_id"],
        unique=True,
        sqlite_where=sa.text("reporting_category = 'placed_by_staff'"),
        postgresql_where=sa.text("reporting_category = 'placed_by_staff'"),
    )
    put_triggers_back(RECEIVED)
    for statement in HISTORY[op.get_bind().dialect.name]:
        op.execute(statement)


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("stripe_subscription_id", STRIPE_ID, nullable=False),
        sa.Column("stripe_customer_id", STRIPE_ID, nullable=False),
        sa.Column("purpose", one_of("paymentpurpose", "donation"), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("interval", INTERVAL, nullable=False),
        sa.Column(
            "status",
            one_of(
                "subscriptionstatus",
                "starting",
                "active",
                "past_due",
                "paused",
                "ended",
                "never_started",
            ),
            nullable=False,
        ),
        sa.Column("stripe_status", sa.String(length=40), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("next_charge_at", MOMENT, nullable=True),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.String(length=60), nullable=True),
        sa.Column("cancel_asked_at", MOMENT, nullable=True),
        sa.Column("cancel_asked_by", sa.String(length=254), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(cancel_asked_at IS NULL) = (cancel_asked_by IS NULL)",
            name=op.f("ck_subscriptions_who_asks_for_the_end_is_named"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_subscriptions_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_subscriptions_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("reference", name=op.f("uq_subscriptions_reference")),
        sa.UniqueConstraint(
            "stripe_subscription_id", name=op.f("uq_subscriptions_stripe_subscription_id")
        ),
    )
    op.create_index(op.f("ix_subscriptions_details_id"), "subscriptions", ["details_id"])
    op.create_index("ix_subscriptions_next_charge_at", "subscriptions", ["next_charge_at"])
    op.create_index("ix_subscriptions_status_id", "subscriptions", ["status", "id"])
    op.create_index(
        op.f("ix_subscriptions_stripe_customer_id"), "subscriptions", ["stripe_customer_id"]
    )


def _payments() -> None:
    with op.batch_alter_table("payments") as batch_op:
        batch_op.add_column(sa.Column("interval", INTERVAL, nullable=True))
        batch_op.add_column(sa.Column("subscription_id", ID, nullable=True))
        for name in ("disputed_minor", "lost_minor"):
            batch_op.add_column(
                sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")
            )
        batch_op.add_column(sa.Column("stripe_invoice_id", STRIPE_ID, nullable=True))
        batch_op.add_column(sa.Column("hosted_url", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("next_attempt_at", MOMENT, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_payments_subscription_id"), "subscriptions", ["subscription_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_payments_stripe_invoice_id"), ["stripe_invoice_id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_payments_disputes_take_and_never_give"),
            "disputed_minor >= 0 AND lost_minor >= 0",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_payments_an_instalment_belongs_to_a_subscription"),
            "stripe_invoice_id IS NULL OR subscription_id IS NOT NULL",
        )
        batch_op.drop_constraint(batch_op.f("ck_payments_paid_means_paid_at_stripe"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_payments_paid_means_paid_at_stripe"), paid_means_paid(RECEIVED)
        )
        batch_op.create_index("ix_payments_subscription_id_id", ["subscription_id", "id"])
    with op.batch_alter_table("checkout_attempts") as batch_op:
        batch_op.add_column(sa.Column("interval", INTERVAL, nullable=True))
    with op.batch_alter_table("unmatched_payments") as batch_op:
        batch_op.add_column(
            sa.Column(
                "resolution",
                one_of("resolution", "went_back", "attached", "made_a_gift"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("resolved_by", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("payment_id", ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_unmatched_payments_payment_id"), "payments", ["payment_id"], ["id"]
        )
    # Until now, only going back settled it.
    op.execute(
        "UPDATE unmatched_payments SET resolution = 'went_back' WHERE resolved_at IS NOT NULL"
    )
    with op.batch_alter_table("unmatched_payments") as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_unmatched_payments_resolved_means_how_and_when"),
            "(resolution IS NULL) = (resolved_at IS NULL)",
        )


def _statuses(before, after, reasons_before, reasons) -> None:
    with op.batch_alter_table("payments") as batch_op:
        _widen(
            batch_op, "status", one_of("paymentstatus", *before), one_of("paymentstatus", *after)
        )
    with op.batch_alter_table("payment_status_changes") as batch_op:
        for name in ("from_status", "to_status"):
            _widen(batch_op, name, one_of(name, *before), one_of(name, *after))
        _widen(
            batch_op,
            "reason",
            one_of("changereason", *reasons_before),
            one_of("changereason", *reasons),
        )


def _widen(batch_op, column, before, after) -> None:
    batch_op.alter_column(
        column,
        existing_type=before,
        type_=after,
        existing_nullable=column == "from_status",
    )


def _returned() -> None:
    op.create_index("ix_refunds_status_id", "refunds", ["status", "id"])
    op.create_table(
        "disputes",
        sa.Column("id", ID, nullable=False),
        sa.Column("stripe_dispute_id", STRIPE_ID, nullable=False),
        sa.Column("payment_id", ID, nullable=True),
        sa.Column("stripe_payment_intent_id", STRIPE_ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("withdrawn_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            one_of(
                "disputestatus",
                "warning_needs_response",
                "warning_under_review",
                "warning_closed",
                "needs_response",
                "under_review",
                "won",
                "lost",
                "prevented",
                "appeal_needs_response",
                "appeal_under_review",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("evidence_due_by", MOMENT, nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_disputes_amount_is_positive")),
        sa.CheckConstraint(
            "withdrawn_minor >= 0 AND withdrawn_minor <= amount_minor",
            name=op.f("ck_disputes_no_more_is_withdrawn_than_disputed"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_disputes_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("stripe_dispute_id", name=op.f("uq_disputes_stripe_dispute_id")),
    )
    op.create_index(op.f("ix_disputes_payment_id"), "disputes", ["payment_id"])
    op.create_index("ix_disputes_status_id", "disputes", ["status", "id"])
    op.create_index(
        op.f("ix_disputes_stripe_payment_intent_id"), "disputes", ["stripe_payment_intent_id"]
    )
    op.create_table(
        "fraud_warnings",
        sa.Column("id", ID, nullable=False),
        sa.Column("stripe_warning_id", STRIPE_ID, nullable=False),
        sa.Column("stripe_payment_intent_id", STRIPE_ID, nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actionable", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fraud_warnings")),
        sa.UniqueConstraint("stripe_warning_id", name=op.f("uq_fraud_warnings_stripe_warning_id")),
    )
    op.create_index(
        op.f("ix_fraud_warnings_stripe_payment_intent_id"),
        "fraud_warnings",
        ["stripe_payment_intent_id"],
    )
    op.create_table(
        "object_status_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column(
            "kind", one_of("objectkind", "refund", "dispute", "subscription"), nullable=False
        ),
        sa.Column("stripe_id", STRIPE_ID, nullable=False),
        sa.Column("from_status", sa.String(length=40), nullable=True),
        sa.Column("to_status", sa.String(length=40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_object_status_changes")),
    )
    op.create_index(
        "ix_object_status_changes_kind_stripe_id", "object_status_changes", ["kind", "stripe_id"]
    )


def _documents() -> None:
    before, after = (one_of("documentkind", *kinds) for kinds in (DOCUMENTS_BEFORE, DOCUMENTS))
    with op.batch_alter_table("document_series") as batch_op:
        _widen(batch_op, "kind", before, after)
    with op.batch_alter_table("documents") as batch_op:
        _widen(batch_op, "kind", before, after)
        batch_op.add_column(sa.Column("subject", STRIPE_ID, nullable=True))
        batch_op.add_column(sa.Column("corrects_id", ID, nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_documents_kind_payment_reference"), type_="unique")
        batch_op.create_index(batch_op.f("ix_documents_payment_reference"), ["payment_reference"])
        batch_op.create_foreign_key(
            batch_op.f("fk_documents_corrects_id"), "documents", ["corrects_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_documents_amount_is_positive"), "amount_minor > 0"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_documents_only_receipts_stand_alone"),
            "(kind = 'receipt') = (corrects_id IS NULL)",
        )
    op.execute("UPDATE documents SET subject = payment_reference")
    with op.batch_alter_table("documents") as batch_op:
        batch_op.alter_column("subject", existing_type=STRIPE_ID, nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_documents_kind_subject"), ["kind", "subject"]
        )


def _kinds(before, after) -> None:
    with op.batch_alter_table("outbox_messages") as batch_op:
        _widen(batch_op, "kind", one_of("mailkind", *before), one_of("mailkind", *after))


def _donations(*, nullable) -> None:
    with op.batch_alter_table("donations") as batch_op:
        batch_op.alter_column("form", existing_type=sa.String(length=64), nullable=nullable)


def _sweeps() -> None:
    op.create_table(
        "sweep_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column(
            "step",
            one_of(
                "sweepstep",
                "events",
                "pages",
                "refunds",
                "disputes",
                "fraud_warnings",
                "subscriptions",
                "invoices",
                "payouts",
                "open_matters",
                "balance",
            ),
            nullable=False,
        ),
        sa.Column("page_after", STRIPE_ID, nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("differed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep_runs")),
    )
    op.create_index(op.f("ix_sweep_runs_finished_at"), "sweep_runs", ["finished_at"])


def downgrade() -> None:
    """Possible while nothing new has happened: older code knows no word for it."""
    drop_triggers(RECEIVED)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION object_history_is_final() CASCADE")
    op.drop_index("uq_ledger_entries_placed_once", "ledger_entries")
    for table in ("sweep_runs", "object_status_changes", "fraud_warnings", "disputes"):
        op.drop_table(table)
    op.drop_index("ix_refunds_status_id", "refunds")
    _donations(nullable=False)
    _kinds(MAILS, MAILS_BEFORE)
    _undo_documents()
    _statuses(STATUSES, STATUSES_BEFORE, REASONS, REASONS_BEFORE)
    _undo_payments()
    op.drop_table("subscriptions")
    put_triggers_back(RECEIVED_BEFORE)


def _undo_documents() -> None:
    before, after = (one_of("documentkind", *kinds) for kinds in (DOCUMENTS, DOCUMENTS_BEFORE))
    with op.batch_alter_table("documents") as batch_op:
        _widen(batch_op, "kind", before, after)
        batch_op.drop_constraint(
            batch_op.f("ck_documents_only_receipts_stand_alone"), type_="check"
        )
        batch_op.drop_constraint(batch_op.f("ck_documents_amount_is_positive"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_documents_kind_subject"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_documents_corrects_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_documents_payment_reference"))
        batch_op.drop_column("corrects_id")
        batch_op.drop_column("subject")
        batch_op.create_unique_constraint(
            batch_op.f("uq_documents_kind_payment_reference"), ["kind", "payment_reference"]
        )
    with op.batch_alter_table("document_series") as batch_op:
        _widen(batch_op, "kind", before, after)


def _undo_payments() -> None:
    with op.batch_alter_table("unmatched_payments") as batch_op:
        batch_op.drop_constraint(
            batch_op.f("ck_unmatched_payments_resolved_means_how_and_when"), type_="check"
        )
        batch_op.drop_constraint(batch_op.f("fk_unmatched_payments_payment_id"), type_="foreignkey")
        batch_op.drop_constraint("resolution_is_known", type_="check")
        for name in ("payment_id", "resolved_by", "resolution"):
            batch_op.drop_column(name)
    with op.batch_alter_table("checkout_attempts") as batch_op:
        batch_op.drop_constraint("interval_is_known", type_="check")
        batch_op.drop_column("interval")
    with op.batch_alter_table("payments") as batch_op:
        batch_op.drop_index("ix_payments_subscription_id_id")
        batch_op.drop_constraint("interval_is_known", type_="check")
        for name in (
            "paid_means_paid_at_stripe",
            "an_instalment_belongs_to_a_subscription",
            "disputes_take_and_never_give",
        ):
            batch_op.drop_constraint(batch_op.f(f"ck_payments_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_payments_stripe_invoice_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_payments_subscription_id"), type_="foreignkey")
        batch_op.create_check_constraint(
            batch_op.f("ck_payments_paid_means_paid_at_stripe"), paid_means_paid(RECEIVED_BEFORE)
        )
        for name in (
            "next_attempt_at",
            "hosted_url",
            "stripe_invoice_id",
            "lost_minor",
            "disputed_minor",
            "subscription_id",
            "interval",
        ):
            batch_op.drop_column(name)
