"""What the published figures were made of, and what they were on which day."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = ("figure_inputs", "figure_snapshots", "figure_values")
FIGURES = (
    *("people", "countries", "events", "event_countries"),
    *("organisations", "workers", "leaders", "leaders_workers"),
)
FUNCTION = "published_figures_stay"


def one_of(name, *values):
    return sa.Enum(
        *values, name=f"{name}_is_known", native_enum=False, create_constraint=True, length=40
    )


def _inputs() -> None:
    op.create_table(
        "figure_inputs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source", one_of("source", "signatures", "events", "bodies"), nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("fact", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_inputs")),
    )
    op.create_index("ix_figure_inputs_key", "figure_inputs", ["source", "key", "id"])


def _snapshots() -> None:
    op.create_table(
        "figure_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("last_input_id", sa.BigInteger(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_snapshots")),
    )
    op.create_index("ix_figure_snapshots_day", "figure_snapshots", ["day"])
    op.create_table(
        "figure_values",
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("figure", one_of("figure", *FIGURES), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["figure_snapshots.id"], name=op.f("fk_figure_values_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "figure", name=op.f("pk_figure_values")),
    )


def _append_only() -> None:
    """What was published is never changed or taken away."""
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuse_{act} BEFORE {act} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{FUNCTION}'); END"
                )
        return
    op.execute(
        f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{FUNCTION}'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )


def upgrade() -> None:
    _inputs()
    _snapshots()
    _append_only()


def downgrade() -> None:
    op.drop_table("figure_values")
    op.drop_table("figure_snapshots")
    op.drop_table("figure_inputs")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {FUNCTION}()")
