"""The audit log: rows are only added, each sealed to the one before, and the head follows them."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BEGINNING = "0" * 64
KINDS = (
    "changed",
    "acted",
    "searched",
    "seen",
    "names_opened",
    "exported",
    "signed_in",
    "signed_out",
    "refused",
)
NOT_AFTER_THE_NEWEST = """
    SELECT 1 WHERE NOT EXISTS (
        SELECT 1 FROM audit_head WHERE number = NEW.number - 1 AND seal = NEW.previous
    )
"""
# The head moves only to a row that is there, and only by one.
NOT_THE_NEXT_ROW = """
    SELECT 1 WHERE NEW.id <> OLD.id OR NEW.number <> OLD.number + 1 OR NOT EXISTS (
        SELECT 1 FROM audit_log
        WHERE number = NEW.number AND seal = NEW.seal AND previous = OLD.seal
    )
"""
FOLLOW = "UPDATE audit_head SET number = NEW.number, seal = NEW.seal WHERE id = 1"
SQLITE = [
    f"""
    CREATE TRIGGER audit_log_is_a_chain BEFORE INSERT ON audit_log BEGIN
        SELECT RAISE(ABORT, 'audit_row_is_not_the_next') WHERE EXISTS ({NOT_AFTER_THE_NEWEST});
    END
    """,
    f"CREATE TRIGGER audit_head_follows AFTER INSERT ON audit_log BEGIN {FOLLOW}; END",
    f"""
    CREATE TRIGGER audit_head_only_follows BEFORE UPDATE ON audit_head BEGIN
        SELECT RAISE(ABORT, 'audit_log_is_append_only') WHERE EXISTS ({NOT_THE_NEXT_ROW});
    END
    """,
    *(
        f"""
        CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} BEGIN
            SELECT RAISE(ABORT, 'audit_log_is_append_only');
        END
        """
        for table, verb in (
            ("audit_log", "UPDATE"),
            ("audit_log", "DELETE"),
            ("audit_head", "DELETE"),
        )
    ),
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION audit_check_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS ({NOT_AFTER_THE_NEWEST}) THEN RAISE EXCEPTION 'audit_row_is_not_the_next';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE FUNCTION audit_move_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        {FOLLOW};
        RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION audit_check_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS ({NOT_THE_NEXT_ROW}) THEN RAISE EXCEPTION 'audit_log_is_append_only'; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'audit_log_is_append_only';
    END $$
    """,
    """
    CREATE TRIGGER audit_log_is_a_chain BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_check_row()
    """,
    """
    CREATE TRIGGER audit_head_follows AFTER INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_move_head()
    """,
    """
    CREATE TRIGGER audit_head_only_follows BEFORE UPDATE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_check_head()
    """,
    """
    CREATE TRIGGER audit_log_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
]
FUNCTIONS = ("audit_check_row", "audit_move_head", "audit_check_head", "audit_refuse")


def _audit_head() -> None:
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_there_is_one_head")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "seal": BEGINNING}])


def _audit_log() -> None:
    kind = sa.Enum(
        *KINDS,
        name="auditkind_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "audit_log",
        sa.Column("number", number, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_log")),
    )
    for column in ("actor", "kind", "subject"):
        op.create_index(f"ix_audit_log_{column}_number", "audit_log", [column, "number"])
    op.create_index("ix_audit_log_at", "audit_log", ["at"])


def upgrade() -> None:
    _audit_head()
    _audit_log()
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL if on_postgresql else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_log")
    op.drop_table("audit_head")
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
