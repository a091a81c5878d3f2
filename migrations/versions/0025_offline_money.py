"""Gifts outside Stripe, standing orders, the cash box and its batches."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OFFLINE_ENTRIES = "reporting_category LIKE 'offline_%'"
LETTERS = ("offline_receipt", "offline_taken_back")
FINAL_TABLES = ("offline_gifts", "offline_reversals")
ITEM_WORDS = "source, kind, amount_minor, currency, came_on, cheque_number, recorded_by"
ORDER_WORDS = (
    "form, reference, details_id, language, amount_minor, currency, fund, rhythm, day, begins,"
    " words, recorded_by"
)
IS_OVER = """
    SELECT 1 FROM box_batches WHERE id IN (OLD.batch_id, NEW.batch_id)
    AND (paid_in_on IS NOT NULL OR undone_at IS NOT NULL)
"""
IS_ON_ITS_WAY = """
    NEW.gone_on IS NOT NULL AND EXISTS (
        SELECT 1 FROM box_batches WHERE id = OLD.batch_id AND paid_in_on IS NULL
    )
"""
# What SQLite refuses: name → (before what, when, error).
ON_SQLITE = {
    "box_item_words_are_final": (f"UPDATE OF {ITEM_WORDS} ON box_items", "1", "it_never_changes"),
    "box_items_stay": ("DELETE ON box_items", "1", "it_never_changes"),
    "box_items_begin_in_the_box": (
        "INSERT ON box_items",
        "NEW.batch_id IS NOT NULL OR NEW.gone_on IS NOT NULL",
        "it_begins_in_the_box",
    ),
    "gone_box_items_stay_so": (
        "UPDATE ON box_items",
        "OLD.gone_on IS NOT NULL",
        "it_never_changes",
    ),
    "counted_box_items_stay_so": (
        "UPDATE OF counted_by, counted_at, witness ON box_items",
        "OLD.counted_at IS NOT NULL",
        "it_never_changes",
    ),
    "box_items_keep_their_batch": (
        "UPDATE OF batch_id ON box_items",
        f"OLD.batch_id IS NOT NEW.batch_id AND EXISTS ({IS_OVER})",
        "a_batch_that_is_over_never_changes",
    ),
    "box_items_arrive_first": (
        "UPDATE OF gone_on ON box_items",
        IS_ON_ITS_WAY,
        "it_is_on_its_way_to_the_bank",
    ),
    "box_batches_that_are_over_stay_so": (
        "UPDATE ON box_batches",
        "OLD.paid_in_on IS NOT NULL OR OLD.undone_at IS NOT NULL",
        "a_batch_that_is_over_never_changes",
    ),
    "box_batches_stay": (
        "DELETE ON box_batches",
        "1",
        "a_batch_that_is_over_never_changes",
    ),
    "standing_order_words_are_final": (
        f"UPDATE OF {ORDER_WORDS} ON standing_orders",
        "1",
        "it_never_changes",
    ),
    "ended_standing_orders_stay_so": (
        "UPDATE ON standing_orders",
        "OLD.ended_at IS NOT NULL",
        "it_never_changes",
    ),
    "standing_orders_stay": ("DELETE ON standing_orders", "1", "it_never_changes"),
}
FUNCTIONS = {
    "offline_row_is_final": "RAISE EXCEPTION 'it_never_changes';",
    "box_item_begins_in_the_box": "RAISE EXCEPTION 'it_begins_in_the_box';",
    "box_batch_is_over": "RAISE EXCEPTION 'a_batch_that_is_over_never_changes';",
    "box_item_keeps_its_batch": f"""
        IF EXISTS ({IS_OVER}) THEN RAISE EXCEPTION 'a_batch_that_is_over_never_changes'; END IF;
        RETURN NEW;
    """,
    "box_item_arrives_first": f"""
        IF {IS_ON_ITS_WAY} THEN RAISE EXCEPTION 'it_is_on_its_way_to_the_bank'; END IF;
        RETURN NEW;
    """,
}
# The same on PostgreSQL: name → (before what, for each row when or for each statement, function).
EACH, ALL = "FOR EACH ROW", "FOR EACH STATEMENT"
ON_POSTGRESQL = {
    "box_item_words_are_final": (
        f"UPDATE OF {ITEM_WORDS} ON box_items",
        ALL,
        "offline_row_is_final",
    ),
    "box_items_stay": ("DELETE OR TRUNCATE ON box_items", ALL, "offline_row_is_final"),
    "box_items_begin_in_the_box": (
        "INSERT ON box_items",
        f"{EACH} WHEN (NEW.batch_id IS NOT NULL OR NEW.gone_on IS NOT NULL)",
        "box_item_begins_in_the_box",
    ),
    "gone_box_items_stay_so": (
        "UPDATE ON box_items",
        f"{EACH} WHEN (OLD.gone_on IS NOT NULL)",
        "offline_row_is_final",
    ),
    "counted_box_items_stay_so": (
        "UPDATE OF counted_by, counted_at, witness ON box_items",
        f"{EACH} WHEN (OLD.counted_at IS NOT NULL)",
        "offline_row_is_final",
    ),
    "box_items_keep_their_batch": (
        "UPDATE OF batch_id ON box_items",
        f"{EACH} WHEN (OLD.batch_id IS DISTINCT FROM NEW.batch_id)",
        "box_item_keeps_its_batch",
    ),
    "box_items_arrive_first": (
        "UPDATE OF gone_on ON box_items",
        EACH,
        "box_item_arrives_first",
    ),
    "box_batches_that_are_over_stay_so": (
        "UPDATE ON box_batches",
        f"{EACH} WHEN (OLD.paid_in_on IS NOT NULL OR OLD.undone_at IS NOT NULL)",
        "box_batch_is_over",
    ),
    "box_batches_stay": ("DELETE OR TRUNCATE ON box_batches", ALL, "box_batch_is_over"),
    "standing_order_words_are_final": (
        f"UPDATE OF {ORDER_WORDS} ON standing_orders",
        ALL,
        "offline_row_is_final",
    ),
    "ended_standing_orders_stay_so": (
        "UPDATE ON standing_orders",
        f"{EACH} WHEN (OLD.ended_at IS NOT NULL)",
        "offline_row_is_final",
    ),
    "standing_orders_stay": (
        "DELETE OR TRUNCATE ON standing_orders",
        ALL,
        "offline_row_is_final",
    ),
}
# Cash and cheques for invoices that came before: nobody has said that the bank has them. Those
# that were booked back are left out of the box for good.
LAY_INTO_BOX = """
    INSERT INTO box_items
        (source, kind, amount_minor, currency, came_on, cheque_number, recorded_by)
    SELECT 'received-' || id, method, amount_minor, currency, received_on, cheque_number,
        recorded_by
    FROM affiliation_money_received WHERE method IN ('cash', 'cheque') ORDER BY id
"""
MARK_GONE = """
    UPDATE box_items SET gone_on = (
        SELECT reversed_on FROM affiliation_money_reversals
        WHERE 'received-' || received_id = box_items.source
    )
"""


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
    _box_batches()
    _box_items()
    _standing_orders()
    _offline_gifts()
    _offline_reversals()
    op.execute(LAY_INTO_BOX)
    op.execute(MARK_GONE)
    _booked_once()
    _triggers()


def _box_batches() -> None:
    op.create_table(
        "box_batches",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("account", sa.String(length=42), nullable=False),
        sa.Column("cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("notes_minor", sa.BigInteger(), nullable=False),
        sa.Column("cheques_minor", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("paid_in_on", sa.Date(), nullable=True),
        sa.Column("paid_in_by", sa.String(length=60), nullable=True),
        sa.Column("paid_in_at", MOMENT, nullable=True),
        sa.Column("difference_minor", sa.BigInteger(), nullable=False),
        sa.Column("difference_words", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.String(length=60), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "difference_minor = 0 OR (paid_in_on IS NOT NULL AND difference_words <> '')",
            name=op.f("ck_box_batches_a_difference_has_words"),
        ),
        sa.CheckConstraint(
            "(paid_in_on IS NULL) = (paid_in_by IS NULL)"
            " AND (paid_in_on IS NULL) = (paid_in_at IS NULL)",
            name=op.f("ck_box_batches_somebody_pays_it_in"),
        ),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by IS NULL)",
            name=op.f("ck_box_batches_somebody_undoes_it"),
        ),
        sa.CheckConstraint(
            "cash_minor + difference_minor >= 0",
            name=op.f("ck_box_batches_no_more_is_missing_than_is"),
        ),
        sa.CheckConstraint(
            "cash_minor >= 0 AND cheques_minor >= 0 AND cash_minor + cheques_minor > 0",
            name=op.f("ck_box_batches_there_is_something_in_it"),
        ),
        sa.CheckConstraint(
            "difference_minor = 0 OR cash_minor > 0",
            name=op.f("ck_box_batches_only_cash_is_miscounted"),
        ),
        sa.CheckConstraint(
            "notes_minor >= 0 AND notes_minor <= cash_minor",
            name=op.f("ck_box_batches_notes_are_of_the_cash"),
        ),
        sa.CheckConstraint(
            "paid_in_on IS NULL OR undone_at IS NULL",
            name=op.f("ck_box_batches_what_is_paid_in_is_not_undone"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_batches")),
        sa.UniqueConstraint("form", name=op.f("uq_box_batches_form")),
    )


def _box_items() -> None:
    op.create_table(
        "box_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("kind", one_of("itemkind", "cash", "cheque"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("cheque_number", sa.String(length=40), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("counter", sa.String(length=60), nullable=True),
        sa.Column("witness", sa.LargeBinary(), nullable=True),
        sa.Column("counted_by", sa.String(length=60), nullable=True),
        sa.Column("counted_at", MOMENT, nullable=True),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "cheque_number = '' OR kind = 'cheque'",
            name=op.f("ck_box_items_only_cheques_have_their_number"),
        ),
        sa.CheckConstraint(
            "cleared_on IS NULL OR (kind = 'cheque' AND batch_id IS NOT NULL)",
            name=op.f("ck_box_items_cheques_clear_at_the_bank"),
        ),
        sa.CheckConstraint(
            "kind = 'cheque' OR batch_id IS NULL OR counted_at IS NOT NULL",
            name=op.f("ck_box_items_cash_goes_to_the_bank_counted"),
        ),
        sa.CheckConstraint(
            "(counted_at IS NULL) = (counted_by IS NULL)",
            name=op.f("ck_box_items_somebody_counts_it"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_box_items_amount_is_positive")),
        sa.CheckConstraint(
            "counted_by IS NULL OR counted_by <> recorded_by OR witness IS NOT NULL",
            name=op.f("ck_box_items_two_count_it"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["box_batches.id"], name=op.f("fk_box_items_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_items")),
        sa.UniqueConstraint("source", name=op.f("uq_box_items_source")),
    )
    op.create_index(op.f("ix_box_items_batch_id"), "box_items", ["batch_id"])
    op.create_index(
        "ix_box_items_lie_here",
        "box_items",
        ["currency", "id"],
        sqlite_where=sa.text("batch_id IS NULL AND gone_on IS NULL"),
        postgresql_where=sa.text("batch_id IS NULL AND gone_on IS NULL"),
    )


def _standing_orders() -> None:
    op.create_table(
        "standing_orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fund", sa.String(length=40), nullable=False),
        sa.Column("rhythm", one_of("rhythm", "month", "quarter", "year"), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_words", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)"
            " AND (ended_at IS NULL OR (ends IS NOT NULL AND ended_words <> ''))",
            name=op.f("ck_standing_orders_somebody_ends_it_and_says_why"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_standing_orders_amount_is_positive")),
        sa.CheckConstraint(
            "day BETWEEN 1 AND 31", name=op.f("ck_standing_orders_a_month_has_its_day")
        ),
        sa.CheckConstraint(
            "ends IS NULL OR ends >= begins",
            name=op.f("ck_standing_orders_it_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_standing_orders_details_id")
        ),
        sa.ForeignKeyConstraint(
            ["fund"], ["ledger_funds.code"], name=op.f("fk_standing_orders_fund")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
        sa.UniqueConstraint("form", name=op.f("uq_standing_orders_form")),
        sa.UniqueConstraint("reference", name=op.f("uq_standing_orders_reference")),
    )
    op.create_index(op.f("ix_standing_orders_details_id"), "standing_orders", ["details_id"])
    op.create_index(
        "ix_standing_orders_running",
        "standing_orders",
        ["id"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _offline_gifts() -> None:
    op.create_table(
        "offline_gifts",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column(
            "method",
            one_of("giftmethod", "cash", "cheque", "bank_transfer", "standing_order"),
            nullable=False,
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fund", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("giver", one_of("giverkind", "known", "unknown", "collection"), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("collected_at", sa.String(length=200), nullable=False),
        sa.Column("bank_reference", sa.String(length=200), nullable=False),
        sa.Column("cheque_number", sa.String(length=40), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(giver = 'collection') = (collected_at <> '')",
            name=op.f("ck_offline_gifts_a_collection_has_its_meeting"),
        ),
        sa.CheckConstraint(
            "(giver = 'known') = (details_id IS NOT NULL)",
            name=op.f("ck_offline_gifts_who_is_known_is_kept"),
        ),
        sa.CheckConstraint(
            "(method = 'cheque') = (cheque_number <> '')",
            name=op.f("ck_offline_gifts_cheques_have_their_number"),
        ),
        sa.CheckConstraint(
            "(method = 'standing_order') = (order_id IS NOT NULL)"
            " AND (order_id IS NULL) = (due_on IS NULL)",
            name=op.f("ck_offline_gifts_standing_orders_are_expected"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_offline_gifts_amount_is_positive")),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_offline_gifts_details_id")
        ),
        sa.ForeignKeyConstraint(
            ["fund"], ["ledger_funds.code"], name=op.f("fk_offline_gifts_fund")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["standing_orders.id"], name=op.f("fk_offline_gifts_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_gifts")),
        sa.UniqueConstraint("form", name=op.f("uq_offline_gifts_form")),
        sa.UniqueConstraint("reference", name=op.f("uq_offline_gifts_reference")),
    )
    op.create_index(op.f("ix_offline_gifts_cheque_number"), "offline_gifts", ["cheque_number"])
    op.create_index(op.f("ix_offline_gifts_details_id"), "offline_gifts", ["details_id"])
    op.create_index(op.f("ix_offline_gifts_order_id"), "offline_gifts", ["order_id"])


def _offline_reversals() -> None:
    op.create_table(
        "offline_reversals",
        sa.Column("gift_id", ID, autoincrement=False, nullable=False),
        sa.Column(
            "reason", one_of("reversalreason", "bounced", "recorded_wrongly"), nullable=False
        ),
        sa.Column("reversed_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_offline_reversals_it_says_what_happened")),
        sa.ForeignKeyConstraint(
            ["gift_id"], ["offline_gifts.id"], name=op.f("fk_offline_reversals_gift_id")
        ),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_offline_reversals")),
    )


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


def _booked_once() -> None:
    op.create_index(
        "uq_ledger_entries_offline_once",
        "ledger_entries",
        ["reporting_category", "source_id"],
        unique=True,
        sqlite_where=sa.text(OFFLINE_ENTRIES),
        postgresql_where=sa.text(OFFLINE_ENTRIES),
    )


def _triggers() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, (act, when, error) in ON_SQLITE.items():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {act} WHEN {when} BEGIN"
                f" SELECT RAISE(ABORT, '{error}'); END"
            )
    else:
        for name, body in FUNCTIONS.items():
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
                f" BEGIN {body} END $$"
            )
        for name, (act, each, function) in ON_POSTGRESQL.items():
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} {each} EXECUTE FUNCTION {function}()")
    for table in FINAL_TABLES:
        _never_change(table)


def _never_change(table) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION offline_row_is_final()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} BEGIN"
            " SELECT RAISE(ABORT, 'it_never_changes'); END"
        )


def downgrade() -> None:
    op.execute("DELETE FROM outbox_messages WHERE kind LIKE 'offline_%'")
    _kinds_of_letters(fewer=LETTERS)
    op.drop_index("uq_ledger_entries_offline_once", "ledger_entries")
    for table in (*reversed(FINAL_TABLES), "standing_orders", "box_items", "box_batches"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")
