"""Invoices, what settles them, and money that Stripe never sees."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FINAL_TABLES = (
    "affiliation_money_received",
    "affiliation_money_reversals",
    "affiliation_invoices",
    "affiliation_credit_notes",
    "affiliation_allocations",
    "affiliation_credit_uses",
)
OPEN_BALANCE = """
    INSERT INTO affiliation_invoice_balances
        (invoice_id, amount_minor, credited_minor, settled_minor, due_on)
    VALUES (NEW.id, NEW.amount_minor, 0, 0, NEW.due_on)
"""
ADD_CREDIT = """
    UPDATE affiliation_invoice_balances SET credited_minor = credited_minor + NEW.amount_minor
    WHERE invoice_id = NEW.invoice_id
"""
ADD_SETTLED = """
    UPDATE affiliation_invoice_balances SET settled_minor = settled_minor + NEW.amount_minor
    WHERE invoice_id = NEW.invoice_id
"""
OTHER_CURRENCY = """
    SELECT 1 FROM affiliation_invoices WHERE id = NEW.invoice_id AND currency <> NEW.currency
"""
# Of a sum that Stripe never saw, no more is used than came, and nothing once it is reversed.
USED = """
    COALESCE((SELECT SUM(amount_minor) FROM affiliation_allocations
        WHERE received_id = {received}), 0)
    + COALESCE((SELECT SUM(amount_minor) FROM affiliation_credit_uses
        WHERE received_id = {received}), 0)
"""
TOO_MUCH_USED = f"""
    SELECT 1 FROM affiliation_money_received AS came WHERE came.id = NEW.received_id AND (
        came.currency <> NEW.currency OR {USED.format(received="came.id")} > CASE WHEN EXISTS (
            SELECT 1 FROM affiliation_money_reversals AS gone WHERE gone.received_id = came.id
        ) THEN 0 ELSE came.amount_minor END
    )
"""
REFUSALS = {
    "other_currency": ("an_invoice_is_settled_in_its_currency", OTHER_CURRENCY),
    "used": ("no_more_is_used_than_came", TOO_MUCH_USED),
    "reversed": (
        "what_is_used_is_not_reversed",
        f"SELECT 1 WHERE {USED.format(received='NEW.received_id')} <> 0",
    ),
}
# Table → what an insert does, and what refuses it afterwards.
AFTER_INSERT = {
    "affiliation_invoices": (OPEN_BALANCE, ()),
    "affiliation_credit_notes": (ADD_CREDIT, ("other_currency",)),
    "affiliation_allocations": (ADD_SETTLED, ("other_currency", "used")),
    "affiliation_credit_uses": ("", ("used",)),
    "affiliation_money_reversals": ("", ("reversed",)),
}


def _after_insert(table, act, refusals) -> None:
    name = f"{table}_are_reckoned"
    if op.get_bind().dialect.name == "sqlite":
        checks = "".join(
            f" SELECT RAISE(ABORT, '{REFUSALS[each][0]}') WHERE EXISTS ({REFUSALS[each][1]});"
            for each in refusals
        )
        act = f"{act};" if act else ""
        op.execute(f"CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN {act}{checks} END")
        return
    checks = "".join(
        f" IF EXISTS ({REFUSALS[each][1]}) THEN RAISE EXCEPTION '{REFUSALS[each][0]}'; END IF;"
        for each in refusals
    )
    # Two at once that use one sum take turns at its row.
    lock = (
        " PERFORM 1 FROM affiliation_money_received WHERE id = NEW.received_id FOR UPDATE;"
        if {"used", "reversed"} & set(refusals)
        else ""
    )
    act = f"{act};" if act else ""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f"{lock} {act}{checks} RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def _never_change(tables):
    """Refuse every change of these tables' rows, whoever writes."""
    for table in tables:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION affiliation_row_is_final()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} BEGIN"
                " SELECT RAISE(ABORT, 'it_never_changes'); END"
            )


def upgrade() -> None:
    _affiliation_money_received()
    _affiliation_money_reversals()
    _affiliation_invoices()
    _affiliation_credit_notes()
    _affiliation_invoice_balances()
    _affiliation_bill_fingerprints()
    _affiliation_invoice_payments()
    _affiliation_allocations()
    _affiliation_credit_uses()
    _receivables_comparisons()
    for table, (act, refusals) in AFTER_INSERT.items():
        _after_insert(table, act, refusals)
    _never_change(FINAL_TABLES)


def _affiliation_money_received() -> None:
    op.create_table(
        "affiliation_money_received",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column(
            "method", one_of("moneymethod", "bank_transfer", "cheque", "cash"), nullable=False
        ),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("bank_reference", sa.String(length=200), nullable=False),
        sa.Column("cheque_number", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "cheque_number = '' OR method = 'cheque'",
            name=op.f("ck_affiliation_money_received_only_cheques_have_their_number"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_affiliation_money_received_amount_is_positive")
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_money_received_affiliation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_money_received")),
        sa.UniqueConstraint("form", name=op.f("uq_affiliation_money_received_form")),
    )
    op.create_index(
        op.f("ix_affiliation_money_received_affiliation_id"),
        "affiliation_money_received",
        ["affiliation_id"],
    )


def _affiliation_money_reversals() -> None:
    op.create_table(
        "affiliation_money_reversals",
        sa.Column("received_id", ID, autoincrement=False, nullable=False),
        sa.Column(
            "reason", one_of("reversalreason", "bounced", "recorded_wrongly"), nullable=False
        ),
        sa.Column("reversed_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["received_id"],
            ["affiliation_money_received.id"],
            name=op.f("fk_affiliation_money_reversals_received_id"),
        ),
        sa.PrimaryKeyConstraint("received_id", name=op.f("pk_affiliation_money_reversals")),
    )


def _affiliation_invoices() -> None:
    op.create_table(
        "affiliation_invoices",
        sa.Column("id", ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column("term_id", ID, nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("gift_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("bill_to", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_affiliation_invoices_amount_is_positive")
        ),
        sa.CheckConstraint(
            "due_on >= issued_on", name=op.f("ck_affiliation_invoices_it_is_due_after_it_is_issued")
        ),
        sa.CheckConstraint(
            "fee_minor >= 0 AND gift_minor >= 0 AND amount_minor = fee_minor + gift_minor",
            name=op.f("ck_affiliation_invoices_it_asks_for_fee_and_gift"),
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_invoices_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_affiliation_invoices_details_id")
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["affiliation_terms.id"], name=op.f("fk_affiliation_invoices_term_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_invoices")),
        sa.UniqueConstraint("reference", name=op.f("uq_affiliation_invoices_reference")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_affiliation_invoices_year_number")),
    )
    op.create_index(
        op.f("ix_affiliation_invoices_affiliation_id"), "affiliation_invoices", ["affiliation_id"]
    )
    op.create_index(
        op.f("ix_affiliation_invoices_details_id"), "affiliation_invoices", ["details_id"]
    )
    op.create_index(op.f("ix_affiliation_invoices_term_id"), "affiliation_invoices", ["term_id"])


def _affiliation_credit_notes() -> None:
    op.create_table(
        "affiliation_credit_notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("gift_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "reason",
            one_of("creditreason", "void", "corrected", "resigned", "waived"),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0", name=op.f("ck_affiliation_credit_notes_amount_is_positive")
        ),
        sa.CheckConstraint(
            "gift_minor >= 0 AND gift_minor <= amount_minor",
            name=op.f("ck_affiliation_credit_notes_the_gift_is_part_of_it"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["affiliation_invoices.id"],
            name=op.f("fk_affiliation_credit_notes_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_credit_notes")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_affiliation_credit_notes_year_number")),
    )
    op.create_index(
        op.f("ix_affiliation_credit_notes_invoice_id"), "affiliation_credit_notes", ["invoice_id"]
    )


def _affiliation_invoice_balances() -> None:
    op.create_table(
        "affiliation_invoice_balances",
        sa.Column("invoice_id", ID, autoincrement=False, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("settled_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "credited_minor + settled_minor <= amount_minor",
            name=op.f("ck_affiliation_invoice_balances_no_more_than_its_sum"),
        ),
        sa.CheckConstraint(
            "credited_minor >= 0",
            name=op.f("ck_affiliation_invoice_balances_credit_is_not_negative"),
        ),
        sa.CheckConstraint(
            "settled_minor >= 0",
            name=op.f("ck_affiliation_invoice_balances_nothing_is_settled_below_zero"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["affiliation_invoices.id"],
            name=op.f("fk_affiliation_invoice_balances_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_affiliation_invoice_balances")),
    )
    op.create_index(
        "ix_affiliation_invoice_balances_owed",
        "affiliation_invoice_balances",
        ["due_on", "invoice_id"],
        sqlite_where=sa.text("credited_minor + settled_minor < amount_minor"),
        postgresql_where=sa.text("credited_minor + settled_minor < amount_minor"),
    )


def _affiliation_bill_fingerprints() -> None:
    op.create_table(
        "affiliation_bill_fingerprints",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_affiliation_bill_fingerprints")),
    )


def _affiliation_invoice_payments() -> None:
    op.create_table(
        "affiliation_invoice_payments",
        sa.Column("payment_id", ID, autoincrement=False, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_invoice_payments_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["affiliation_invoices.id"],
            name=op.f("fk_affiliation_invoice_payments_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_affiliation_invoice_payments_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_affiliation_invoice_payments")),
    )
    op.create_index(
        op.f("ix_affiliation_invoice_payments_affiliation_id"),
        "affiliation_invoice_payments",
        ["affiliation_id"],
    )
    op.create_index(
        op.f("ix_affiliation_invoice_payments_invoice_id"),
        "affiliation_invoice_payments",
        ["invoice_id"],
    )


def _affiliation_allocations() -> None:
    op.create_table(
        "affiliation_allocations",
        sa.Column("id", ID, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("payment_id", ID, nullable=True),
        sa.Column("received_id", ID, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(payment_id IS NULL) <> (received_id IS NULL)",
            name=op.f("ck_affiliation_allocations_it_comes_from_one_source"),
        ),
        sa.CheckConstraint(
            "amount_minor <> 0", name=op.f("ck_affiliation_allocations_amount_is_not_zero")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"],
            ["affiliation_invoices.id"],
            name=op.f("fk_affiliation_allocations_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_affiliation_allocations_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_id"],
            ["affiliation_money_received.id"],
            name=op.f("fk_affiliation_allocations_received_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_allocations")),
    )
    op.create_index(
        op.f("ix_affiliation_allocations_invoice_id"), "affiliation_allocations", ["invoice_id"]
    )
    op.create_index(
        op.f("ix_affiliation_allocations_payment_id"), "affiliation_allocations", ["payment_id"]
    )
    op.create_index(
        op.f("ix_affiliation_allocations_received_id"), "affiliation_allocations", ["received_id"]
    )


def _affiliation_credit_uses() -> None:
    op.create_table(
        "affiliation_credit_uses",
        sa.Column("id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column("payment_id", ID, nullable=True),
        sa.Column("received_id", ID, nullable=True),
        sa.Column("kind", one_of("creditusekind", "given", "sent_back"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "(payment_id IS NULL) <> (received_id IS NULL)",
            name=op.f("ck_affiliation_credit_uses_it_comes_from_one_source"),
        ),
        sa.CheckConstraint(
            "amount_minor <> 0", name=op.f("ck_affiliation_credit_uses_amount_is_not_zero")
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_credit_uses_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_affiliation_credit_uses_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_id"],
            ["affiliation_money_received.id"],
            name=op.f("fk_affiliation_credit_uses_received_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_credit_uses")),
    )
    op.create_index(
        op.f("ix_affiliation_credit_uses_affiliation_id"),
        "affiliation_credit_uses",
        ["affiliation_id"],
    )
    op.create_index(
        op.f("ix_affiliation_credit_uses_payment_id"), "affiliation_credit_uses", ["payment_id"]
    )
    op.create_index(
        op.f("ix_affiliation_credit_uses_received_id"), "affiliation_credit_uses", ["received_id"]
    )


def _receivables_comparisons() -> None:
    op.create_table(
        "receivables_comparisons",
        sa.Column("run_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected_minor", sa.BigInteger(), nullable=False),
        sa.Column("ledger_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "currency", name=op.f("pk_receivables_comparisons")),
    )


def downgrade() -> None:
    op.drop_table("receivables_comparisons")
    op.drop_table("affiliation_credit_uses")
    op.drop_table("affiliation_allocations")
    op.drop_table("affiliation_invoice_payments")
    op.drop_table("affiliation_bill_fingerprints")
    op.drop_table("affiliation_invoice_balances")
    op.drop_table("affiliation_credit_notes")
    op.drop_table("affiliation_invoices")
    op.drop_table("affiliation_money_reversals")
    op.drop_table("affiliation_money_received")
    if op.get_bind().dialect.name == "postgresql":
        for table in AFTER_INSERT:
            op.execute(f"DROP FUNCTION {table}_are_reckoned()")
