"""Rules by which gifts are looked at, the gifts that were, and the account of held ones."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACCOUNT = "held_gifts"
REVIEW_ENTRIES = "reporting_category LIKE 'review_%'"
LETTERS = ("gift_held", "gift_refused")
REASONS = ("bounced", "recorded_wrongly")
RULE_WORDS = (
    "form, number, version, measure, currency, at_least_minor, action, days, begins, minute,"
    " recorded_by, recorded_at"
)
REVIEW_WORDS = (
    "payment_id, offline_gift_id, rule_id, action, amount_minor, currency, contact_id, year,"
    " year_sum_minor, came_on, decide_by, noticed_at"
)
# Name → what is refused, and of which rows.
TRIGGERS = {
    "review_rules_are_final": (f"UPDATE OF {RULE_WORDS} ON review_rules", "1 = 1"),
    "ended_review_rules_stay_so": ("UPDATE ON review_rules", "OLD.ended_at IS NOT NULL"),
    "review_rules_stay": ("DELETE ON review_rules", "1 = 1"),
    "review_facts_are_final": (f"UPDATE OF {REVIEW_WORDS} ON gift_reviews", "1 = 1"),
    "accepted_gifts_stay_so": (
        "UPDATE OF state, decided_by, decided_at ON gift_reviews",
        "OLD.state IN ('accepted', 'looked_at')",
    ),
    "gift_reviews_stay": ("DELETE ON gift_reviews", "1 = 1"),
}


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def upgrade() -> None:
    _kinds_of_letters(more=LETTERS)
    _reasons(*REASONS, "not_accepted")
    op.execute(f"INSERT INTO ledger_accounts (code, kind) VALUES ('{ACCOUNT}', 'liability')")
    op.create_index(
        "uq_ledger_entries_reviews_once",
        "ledger_entries",
        ["reporting_category", "source_id"],
        unique=True,
        sqlite_where=sa.text(REVIEW_ENTRIES),
        postgresql_where=sa.text(REVIEW_ENTRIES),
    )
    op.add_column(
        "payments", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _review_rules()
    _gift_reviews()
    _triggers()


def _review_rules() -> None:
    op.create_table(
        "review_rules",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("measure", one_of("measure", "single", "year"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at_least_minor", sa.BigInteger(), nullable=False),
        sa.Column("action", one_of("action", "flag", "hold"), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("minute", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_minute", sa.String(length=200), server_default="", nullable=False),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("at_least_minor > 0", name=op.f("ck_review_rules_amount_is_positive")),
        sa.CheckConstraint(
            "days BETWEEN 1 AND 366", name=op.f("ck_review_rules_there_is_time_to_decide")
        ),
        sa.CheckConstraint("minute <> ''", name=op.f("ck_review_rules_a_meeting_decided_it")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND (ended_at IS NULL OR (ends IS NOT NULL AND ended_minute <> ''))",
            name=op.f("ck_review_rules_somebody_ends_it_and_says_why"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_rules")),
        sa.UniqueConstraint("form", name=op.f("uq_review_rules_form")),
        sa.UniqueConstraint("number", "version", name=op.f("uq_review_rules_number_version")),
    )
    op.create_index("ix_review_rules_currency_begins", "review_rules", ["currency", "begins"])


def _gift_reviews() -> None:
    op.create_table(
        "gift_reviews",
        sa.Column("id", ID, nullable=False),
        sa.Column("payment_id", ID, nullable=True),
        sa.Column("offline_gift_id", ID, nullable=True),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("action", one_of("action", "flag", "hold"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Date(), nullable=False),
        sa.Column("year_sum_minor", sa.BigInteger(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.Column(
            "state",
            one_of("reviewstate", "waiting", "looked_at", "accepted", "refused"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_sum_minor", sa.BigInteger(), nullable=True),
        sa.Column("again_at_minor", sa.BigInteger(), nullable=True),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(payment_id IS NULL) <> (offline_gift_id IS NULL)",
            name=op.f("ck_gift_reviews_it_is_about_one_gift"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_gift_reviews_amount_is_positive")),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by IS NULL)"
            " AND (decided_at IS NULL) = (state = 'waiting')",
            name=op.f("ck_gift_reviews_somebody_decides_it"),
        ),
        sa.CheckConstraint(
            "(action = 'flag' AND state IN ('waiting', 'looked_at'))"
            " OR (action = 'hold' AND state IN ('waiting', 'accepted', 'refused'))",
            name=op.f("ck_gift_reviews_only_what_is_held_is_accepted"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR words <> ''",
            name=op.f("ck_gift_reviews_a_refusal_has_a_reason"),
        ),
        sa.CheckConstraint(
            "again_at_minor IS NULL OR again_at_minor > decided_sum_minor",
            name=op.f("ck_gift_reviews_it_asks_again_above_what_was_given"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_gift_reviews_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["offline_gift_id"],
            ["offline_gifts.id"],
            name=op.f("fk_gift_reviews_offline_gift_id"),
        ),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["review_rules.id"], name=op.f("fk_gift_reviews_rule_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_gift_reviews_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_reviews")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_gift_reviews_payment_id")),
        sa.UniqueConstraint("offline_gift_id", name=op.f("uq_gift_reviews_offline_gift_id")),
    )
    op.create_index("ix_gift_reviews_state_id", "gift_reviews", ["state", "id"])
    op.create_index("ix_gift_reviews_decide_by_id", "gift_reviews", ["decide_by", "id"])
    op.create_index(
        "ix_gift_reviews_state_decide_by_id", "gift_reviews", ["state", "decide_by", "id"]
    )
    op.create_index("ix_gift_reviews_contact_id_year", "gift_reviews", ["contact_id", "year"])


def _kinds_of_letters(*, more=(), fewer=()) -> None:
    """Whatever kinds there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints("outbox_messages")
        if check["name"] == "ck_outbox_messages_mailkind_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [kind for kind in before if kind not in fewer] + list(more)
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=one_of("mailkind", *before),
            type_=one_of("mailkind", *after),
            existing_nullable=False,
        )


def _reasons(*values) -> None:
    """Why a gift outside Stripe was taken back. Nothing may change its rows meanwhile, or after."""
    before = REASONS if len(values) > len(REASONS) else (*REASONS, "not_accepted")
    kept = _triggers_of("offline_reversals")
    with op.batch_alter_table("offline_reversals") as batch_op:
        batch_op.alter_column(
            "reason",
            existing_type=one_of("reversalreason", *before),
            type_=one_of("reversalreason", *values),
            existing_nullable=False,
        )
    for statement in kept:
        op.execute(statement)


def _triggers_of(table) -> list[str]:
    """SQLite drops a table's triggers with the table that it puts a new one in the place of."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    query = sa.text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    )
    found = op.get_bind().execute(query, {"table": table}).all()
    for name, _ in found:
        op.execute(f"DROP TRIGGER {name}")
    return [statement for _, statement in found]


def _triggers() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        op.execute(
            "CREATE FUNCTION review_row_is_final() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'it_never_changes'; END $$"
        )
    for name, (act, when) in TRIGGERS.items():
        if on_sqlite:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} WHEN {when} BEGIN"
                " SELECT RAISE(ABORT, 'it_never_changes'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} FOR EACH ROW WHEN ({when})"
                " EXECUTE FUNCTION review_row_is_final()"
            )


def downgrade() -> None:
    op.execute("DELETE FROM outbox_messages WHERE kind IN ('gift_held', 'gift_refused')")
    _kinds_of_letters(fewer=LETTERS)
    _reasons(*REASONS)
    for table in ("gift_reviews", "review_rules"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION review_row_is_final()")
    op.drop_column("payments", "held")
    op.drop_index("uq_ledger_entries_reviews_once", "ledger_entries")
    op.execute(f"DELETE FROM ledger_accounts WHERE code = '{ACCOUNT}'")
