"""What was kept wrongly is put right, and what could not be drawn or booked is refused or told.

Details of people know what stands in their place, and gifts outside Stripe follow a corrected
giver, and nobody else. A recorded sum may be booked back although some of it was sent back: it is
overdrawn then, until other money bears that. No invoice is issued without what is printed on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A column with its constraint, in words of both engines: the table stays.
REPLACED = (
    "replaced_by_id {uuid} CONSTRAINT fk_contact_details_replaced_by_id"
    " REFERENCES contact_details (id)"
)
GIFT_WORDS = (
    "id, form, reference, method, amount_minor, currency, fund, received_on, giver, language,"
    " collected_at, bank_reference, cheque_number, order_id, due_on, words, recorded_by,"
    " recorded_at"
)
ORDER_WORDS = (
    "form, reference, language, amount_minor, currency, fund, rhythm, day, begins, words,"
    " recorded_by"
)
ENDING = "ends, ended_by, ended_at, ended_words"
IS_OVER = "OLD.ended_at IS NOT NULL"
# Trigger → table, and what it refuses to change, before and from now on; where, if not of each row.
LOOSENED = {
    "standing_order_words_are_final": (f"{ORDER_WORDS}, details_id", ORDER_WORDS, ""),
    "ended_standing_orders_stay_so": ("", f"{ORDER_WORDS}, {ENDING}", IS_OVER),
}
NOT_CORRECTED = """
    NOT EXISTS (
        SELECT 1 FROM contact_details WHERE id = OLD.details_id AND replaced_by_id = NEW.details_id
    )
"""
FOLLOWING = {
    "offline_givers_are_only_corrected": "offline_gifts",
    "standing_orders_follow_their_giver": "standing_orders",
}

USED = """
    COALESCE((SELECT SUM(amount_minor) FROM affiliation_allocations
        WHERE received_id = {received}), 0)
    + COALESCE((SELECT SUM(amount_minor) FROM affiliation_credit_uses
        WHERE received_id = {received}), 0)
"""
SENT_BACK = """
    COALESCE((SELECT SUM(amount_minor) FROM affiliation_credit_uses
        WHERE received_id = NEW.received_id AND kind = 'sent_back'), 0)
"""
IS_GONE = "EXISTS (SELECT 1 FROM affiliation_money_reversals AS r WHERE r.received_id = came.id)"
USED_OF_IT = USED.format(received="came.id")
USED_OF_NEW = USED.format(received="NEW.received_id")
OTHER_CURRENCY = """
    SELECT 1 FROM affiliation_invoices WHERE id = NEW.invoice_id AND currency <> NEW.currency
"""
ADD_SETTLED = """
    UPDATE affiliation_invoice_balances SET settled_minor = settled_minor + NEW.amount_minor
    WHERE invoice_id = NEW.invoice_id
"""


def _of_the_sum(condition):
    return (
        "SELECT 1 FROM affiliation_money_received AS came WHERE came.id = NEW.received_id"
        f" AND (came.currency <> NEW.currency OR {condition})"
    )


TOO_MUCH = f"{USED_OF_IT} > CASE WHEN {IS_GONE} THEN 0 ELSE came.amount_minor END"
# Of a sum that is not there, only what was sent back may still be borne by others.
NOT_BORNE = f"NEW.kind <> 'sent_back' OR NEW.amount_minor > 0 OR {USED_OF_IT} < 0"
NOT_SO_MUCH = "no_more_is_used_than_came"
STILL_USED = "what_is_used_is_not_reversed"
INVOICES_CURRENCY = ("an_invoice_is_settled_in_its_currency", OTHER_CURRENCY)
# Table → what an insert does, and what refuses it afterwards: before, and from now on.
RECKONED = {
    "affiliation_allocations": (
        ADD_SETTLED,
        (INVOICES_CURRENCY, (NOT_SO_MUCH, _of_the_sum(TOO_MUCH))),
        (
            INVOICES_CURRENCY,
            (NOT_SO_MUCH, _of_the_sum(f"{IS_GONE} OR {USED_OF_IT} > came.amount_minor")),
        ),
    ),
    "affiliation_credit_uses": (
        "",
        ((NOT_SO_MUCH, _of_the_sum(TOO_MUCH)),),
        (
            (
                NOT_SO_MUCH,
                _of_the_sum(
                    f"CASE WHEN {IS_GONE} THEN {NOT_BORNE}"
                    f" ELSE {USED_OF_IT} > came.amount_minor END"
                ),
            ),
        ),
    ),
    "affiliation_money_reversals": (
        "",
        ((STILL_USED, f"SELECT 1 WHERE {USED_OF_NEW} <> 0"),),
        ((STILL_USED, f"SELECT 1 WHERE {USED_OF_NEW} <> {SENT_BACK} OR {SENT_BACK} < 0"),),
    ),
}

# What stands in an invoice's snapshot, and of which type: on SQLite, on PostgreSQL.
TEXT, LIST, FACTS = ("text", "string"), ("array", "array"), ("object", "object")
PRINTED = {
    "number": TEXT,
    "organisation": LIST,
    "term": LIST,
    "quote": FACTS,
    "banks": LIST,
    "email": TEXT,
    "pay_at": TEXT,
}
# Who issued it is printed too; and whether its fee was decided, or found by the scale.
NO_ISSUER = """NEW.issuer NOT LIKE '["_%'"""
ALL_PRINTED = "an_invoice_has_all_that_is_printed"


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def upgrade() -> None:
    uuid = sa.Uuid().compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE contact_details ADD COLUMN {REPLACED.format(uuid=uuid)}")
    op.create_index(
        op.f("ix_contact_details_replaced_by_id"), "contact_details", ["replaced_by_id"]
    )
    _gifts_stay(GIFT_WORDS)
    for name, (_, words, where) in LOOSENED.items():
        _order_stays(name, words, where)
    for name, table in FOLLOWING.items():
        _only_corrected(name, table)
    for table, (act, _, refusals) in RECKONED.items():
        _reckon(table, act, refusals)
    _print_all()


def downgrade() -> None:
    _drop(ALL_PRINTED, "affiliation_invoices")
    _drop_function(ALL_PRINTED)
    for table, (act, refusals, _) in RECKONED.items():
        _reckon(table, act, refusals)
    for name, table in FOLLOWING.items():
        _drop(name, table)
    _drop_function("offline_giver_is_corrected")
    for name, (words, _, where) in LOOSENED.items():
        _order_stays(name, words, where)
    _gifts_stay("")
    op.drop_index(op.f("ix_contact_details_replaced_by_id"), "contact_details")
    op.execute("ALTER TABLE contact_details DROP COLUMN replaced_by_id")


def _drop(name, table) -> None:
    op.execute(f"DROP TRIGGER {name}" + ("" if _on_sqlite() else f" ON {table}"))


def _drop_function(name) -> None:
    if not _on_sqlite():
        op.execute(f"DROP FUNCTION {name}()")


def _of(words) -> str:
    return f"UPDATE OF {words}" if words else "UPDATE"


def _gifts_stay(words) -> None:
    """Refuse a change of these columns of a gift outside Stripe; of all where none is named."""
    if _on_sqlite():
        _drop("offline_gifts_refuse_UPDATE", "offline_gifts")
        op.execute(
            f"CREATE TRIGGER offline_gifts_refuse_UPDATE BEFORE {_of(words)} ON offline_gifts"
            " BEGIN SELECT RAISE(ABORT, 'it_never_changes'); END"
        )
        return
    _drop("offline_gifts_are_final", "offline_gifts")
    op.execute(
        f"CREATE TRIGGER offline_gifts_are_final BEFORE {_of(words)} OR DELETE OR TRUNCATE"
        " ON offline_gifts FOR EACH STATEMENT EXECUTE FUNCTION offline_row_is_final()"
    )


def _order_stays(name, words, where) -> None:
    _drop(name, "standing_orders")
    if _on_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {_of(words)} ON standing_orders WHEN {where or 1}"
            " BEGIN SELECT RAISE(ABORT, 'it_never_changes'); END"
        )
        return
    each = f"FOR EACH ROW WHEN ({where})" if where else "FOR EACH STATEMENT"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {_of(words)} ON standing_orders {each}"
        " EXECUTE FUNCTION offline_row_is_final()"
    )


def _only_corrected(name, table) -> None:
    """A gift or standing order goes to what stands in the place of its giver's details alone."""
    error = "a_giver_is_only_corrected"
    if _on_sqlite():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF details_id ON {table} WHEN {NOT_CORRECTED}"
            f" BEGIN SELECT RAISE(ABORT, '{error}'); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION offline_giver_is_corrected() RETURNS trigger"
        f" LANGUAGE plpgsql AS $$ BEGIN IF {NOT_CORRECTED} THEN RAISE EXCEPTION '{error}';"
        " END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE OF details_id ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION offline_giver_is_corrected()"
    )


def _reckon(table, act, refusals) -> None:
    """As when the table was made (0015), with other refusals."""
    name, act = f"{table}_are_reckoned", f"{act};" if act else ""
    if _on_sqlite():
        _drop(name, table)
        checks = "".join(
            f" SELECT RAISE(ABORT, '{error}') WHERE EXISTS ({found});" for error, found in refusals
        )
        op.execute(f"CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN {act}{checks} END")
        return
    checks = "".join(
        f" IF EXISTS ({found}) THEN RAISE EXCEPTION '{error}'; END IF;" for error, found in refusals
    )
    lock = "PERFORM 1 FROM affiliation_money_received WHERE id = NEW.received_id FOR UPDATE;"
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {lock} {act}{checks} RETURN NULL; END $$"
    )


def _print_all() -> None:
    table, lacking = "affiliation_invoices", " OR ".join((NO_ISSUER, *_lacking()))
    if _on_sqlite():
        op.execute(
            f"CREATE TRIGGER {ALL_PRINTED} BEFORE INSERT ON {table} WHEN {lacking}"
            f" BEGIN SELECT RAISE(ABORT, '{ALL_PRINTED}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {ALL_PRINTED}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {lacking} THEN RAISE EXCEPTION '{ALL_PRINTED}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {ALL_PRINTED} BEFORE INSERT ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {ALL_PRINTED}()"
    )


def _lacking():
    if _on_sqlite():
        yield "json_type(NEW.snapshot, '$.override') IS NULL"
        for key, (kind, _) in PRINTED.items():
            yield f"json_type(NEW.snapshot, '$.{key}') IS NOT '{kind}'"
        return
    yield "(NEW.snapshot -> 'override') IS NULL"
    for key, (_, kind) in PRINTED.items():
        yield f"json_typeof(NEW.snapshot -> '{key}') IS DISTINCT FROM '{kind}'"
