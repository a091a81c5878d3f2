"""Organisations, and the words and accounts that affiliations need."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")
MAILS_BEFORE = (
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
MAILS = (
    *MAILS_BEFORE,
    *(
        "application_resume",
        "officer_named",
        "application_question",
        "application_rejected",
        "invoice_issued",
        "credit_note_issued",
        "affiliation_paid",
        "affiliation_unpaid",
        "renewal_invitation",
        "affiliation_reminder",
        "affiliation_ended",
        "affiliation_link",
        "membership_renews",
        "membership_not_taken",
        "delegates_invited",
        "application_to_decide",
        "officer_objected",
    ),
)
DOCUMENTS_BEFORE = ("receipt", "correction", "reinstatement")
DOCUMENTS = (*DOCUMENTS_BEFORE, "invoice", "credit_note")
SUBJECTS_BEFORE = (
    "worker",
    "endpoint",
    "events_waiting",
    "events_failed",
    "events_silent",
    "sweep",
    "sweep_findings",
    "reconciliation",
    "difference",
    "suspense",
    "unmatched",
    "subscriptions",
    "ends",
    "disputes",
    "payouts",
    "letters_waiting",
    "letters_failed",
)
SUBJECTS = (*SUBJECTS_BEFORE, "receivables")
PURPOSES_BEFORE = ("donation",)
PURPOSES = ("donation", "affiliation")
CHART = {
    "bank": "asset",
    "cheques": "asset",
    "cash": "asset",
    "receivables": "asset",
    "affiliation_fees": "income",
}
RECEIVED = (
    "paid",
    "partly_refunded",
    "refunded",
    "disputed",
    "partly_charged_back",
    "charged_back",
    "reversed",
)
OWN_ENTRIES = "reporting_category LIKE 'affiliation_%'"
# Making a table anew on SQLite loses its triggers; so this one is put back.
AMOUNT_IS_FIXED = """
    CREATE TRIGGER payment_amount_is_fixed BEFORE UPDATE ON payments
    WHEN OLD.status IN ({received})
    AND (NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency) BEGIN
        SELECT RAISE(ABORT, 'payment_amount_is_fixed_once_received');
    END
"""


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def _widen(table, column, before, after) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column, existing_type=before, type_=after, existing_nullable=False)


def _purposes(before, after) -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        op.execute("DROP TRIGGER payment_amount_is_fixed")
    for table in ("payments", "subscriptions"):
        _widen(
            table, "purpose", one_of("paymentpurpose", *before), one_of("paymentpurpose", *after)
        )
    if on_sqlite:
        received = ", ".join(f"'{status}'" for status in RECEIVED)
        op.execute(AMOUNT_IS_FIXED.format(received=received))


def _words(mails, documents) -> None:
    """Letters, and kinds of documents that are counted; each as (before, after)."""
    _widen("outbox_messages", "kind", *(one_of("mailkind", *each) for each in mails))
    _widen("document_series", "kind", *(one_of("documentkind", *each) for each in documents))


def _letters_by_reader() -> None:
    """An affiliate's letters are found by who reads them."""
    op.create_index("ix_outbox_messages_details_id", "outbox_messages", ["details_id"])


def _subjects(before, after) -> None:
    """What is watched."""
    _widen("watch_episodes", "subject", one_of("subject", *before), one_of("subject", *after))


def _chart() -> None:
    for code, kind in CHART.items():
        op.execute(f"INSERT INTO ledger_accounts (code, kind) VALUES ('{code}', '{kind}')")
    op.create_index(
        "uq_ledger_entries_affiliations_once",
        "ledger_entries",
        ["reporting_category", "source_id"],
        unique=True,
        sqlite_where=sa.text(OWN_ENTRIES),
        postgresql_where=sa.text(OWN_ENTRIES),
    )


def upgrade() -> None:
    _purposes(PURPOSES_BEFORE, PURPOSES)
    _words((MAILS_BEFORE, MAILS), (DOCUMENTS_BEFORE, DOCUMENTS))
    _letters_by_reader()
    _subjects(SUBJECTS_BEFORE, SUBJECTS)
    _chart()
    _organisations()
    _organisation_words()
    _organisation_merges()


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("branch", sa.String(length=200), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("parent_name", sa.String(length=200), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("members_as_at", sa.Date(), nullable=True),
        sa.Column("members_source", sa.String(length=200), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("listed_town", sa.Boolean(), nullable=False),
        sa.Column("match_key", sa.String(length=400), nullable=False),
        sa.Column("merged_into_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_organisations_it_has_a_name")),
        sa.CheckConstraint(
            "(members IS NULL) = (members_as_at IS NULL)",
            name=op.f("ck_organisations_members_are_of_a_day"),
        ),
        sa.CheckConstraint(
            "members IS NULL OR members >= 0", name=op.f("ck_organisations_members_are_counted")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id",
            name=op.f("ck_organisations_none_is_its_double"),
        ),
        sa.CheckConstraint(
            "parent_id IS NULL OR parent_id <> id",
            name=op.f("ck_organisations_none_stands_above_itself"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["organisations.id"], name=op.f("fk_organisations_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index(op.f("ix_organisations_country"), "organisations", ["country"])
    op.create_index(op.f("ix_organisations_kind"), "organisations", ["kind"])
    op.create_index("ix_organisations_match_key_country", "organisations", ["match_key", "country"])
    op.create_index(
        "ix_organisations_merged_into_id",
        "organisations",
        ["merged_into_id"],
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_organisations_parent_id"), "organisations", ["parent_id"])


def _organisation_words() -> None:
    op.create_table(
        "organisation_words",
        sa.Column("word", WORD, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_words_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("word", "organisation_id", name=op.f("pk_organisation_words")),
    )
    op.create_index(
        op.f("ix_organisation_words_organisation_id"), "organisation_words", ["organisation_id"]
    )


def _organisation_merges() -> None:
    op.create_table(
        "organisation_merges",
        sa.Column("id", ID, nullable=False),
        sa.Column("kept_id", ID, nullable=False),
        sa.Column("gone_id", ID, nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("merged_by", sa.String(length=60), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)",
            name=op.f("ck_organisation_merges_who_undid_it_is_named"),
        ),
        sa.CheckConstraint(
            "kept_id <> gone_id", name=op.f("ck_organisation_merges_two_are_merged")
        ),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["organisations.id"], name=op.f("fk_organisation_merges_gone_id")
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["organisations.id"], name=op.f("fk_organisation_merges_kept_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merges")),
    )
    op.create_index(op.f("ix_organisation_merges_gone_id"), "organisation_merges", ["gone_id"])
    op.create_index(op.f("ix_organisation_merges_kept_id"), "organisation_merges", ["kept_id"])


def downgrade() -> None:
    op.drop_table("organisation_merges")
    op.drop_table("organisation_words")
    op.drop_table("organisations")
    op.drop_index("uq_ledger_entries_affiliations_once", "ledger_entries")
    for code in CHART:
        op.execute(f"DELETE FROM ledger_accounts WHERE code = '{code}'")
    op.drop_index("ix_outbox_messages_details_id", "outbox_messages")
    _subjects(SUBJECTS, SUBJECTS_BEFORE)
    _words((MAILS, MAILS_BEFORE), (DOCUMENTS, DOCUMENTS_BEFORE))
    _purposes(PURPOSES, PURPOSES_BEFORE)
