"""Terms that were made anew know which one they replace, and what holds their paid-up mark.

And histories tell that staff corrected what an organisation is called.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "affiliation_terms"
WORDS = "replaces_id, held_by_minor, held_until"
# Columns with their constraints, in words of both engines: the table and its triggers stay.
COLUMNS = (
    "replaces_id {id} CONSTRAINT fk_affiliation_terms_replaces_id"
    " REFERENCES affiliation_terms (id)",
    "held_by_minor BIGINT CONSTRAINT ck_affiliation_terms_it_is_held_by_money"
    " CHECK (held_by_minor >= 0)",
    "held_until DATE CONSTRAINT ck_affiliation_terms_what_holds_it_ends_on_a_day"
    " CHECK ((held_until IS NULL) = (held_by_minor IS NULL))",
)
TRIGGER = {
    "sqlite": f"""
        CREATE TRIGGER term_marks_are_final BEFORE UPDATE OF {WORDS} ON affiliation_terms BEGIN
            SELECT RAISE(ABORT, 'a_term_never_changes');
        END
    """,
    "postgresql": f"""
        CREATE TRIGGER term_marks_are_final BEFORE UPDATE OF {WORDS} ON affiliation_terms
        FOR EACH ROW EXECUTE FUNCTION term_is_final()
    """,
}


KINDS = (
    *("submitted", "officer_confirmed", "officer_objected", "confirmed", "approved", "asked"),
    *("rejected", "invoiced", "stood_anew", "declared", "overridden", "promised", "lapsed"),
    *("resigned", "reinstated", "officers_changed", "merged", "parted"),
)
CORRECTED = "organisation_corrected"
CHANGES = "affiliation_changes"
IS_KNOWN = "ck_affiliation_changes_changekind_is_known"


def upgrade() -> None:
    _marks()
    _kinds(*KINDS, CORRECTED)


def downgrade() -> None:
    _kinds(*KINDS)
    _no_marks()


def _kinds(*kinds) -> None:
    """Let the rows of histories be of these kinds; they stay final while the table is made anew."""
    _let_change()
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table(CHANGES) as batch_op:
        batch_op.drop_constraint(batch_op.f(IS_KNOWN), type_="check")
        batch_op.create_check_constraint(batch_op.f(IS_KNOWN), f"kind IN ({listed})")
    _never_change()


def _let_change() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER {CHANGES}_refuse_{verb}")


def _never_change() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {CHANGES}_refuse_{verb} BEFORE {verb} ON {CHANGES} BEGIN"
                " SELECT RAISE(ABORT, 'it_never_changes'); END"
            )


def _marks() -> None:
    dialect = op.get_bind().dialect
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {TABLE} ADD COLUMN {column.format(id=ID.compile(dialect))}")
    op.create_index(op.f("ix_affiliation_terms_replaces_id"), TABLE, ["replaces_id"])
    held = sa.text("held_until IS NOT NULL")
    op.create_index(
        "ix_affiliation_terms_held_until",
        TABLE,
        ["held_until"],
        sqlite_where=held,
        postgresql_where=held,
    )
    op.execute(TRIGGER[dialect.name])


def _no_marks() -> None:
    on_table = f" ON {TABLE}" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER term_marks_are_final{on_table}")
    op.drop_index("ix_affiliation_terms_held_until", TABLE)
    op.drop_index(op.f("ix_affiliation_terms_replaces_id"), TABLE)
    for name in ("held_until", "held_by_minor", "replaces_id"):
        op.execute(f"ALTER TABLE {TABLE} DROP COLUMN {name}")
