"""What is watched, when it was not green, and indexes by which it is read."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SUBJECTS = (
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


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def upgrade() -> None:
    op.create_table(
        "endpoint_looks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("right_version", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_endpoint_looks_there_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint_looks")),
    )
    op.create_table(
        "watch_alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_alerts")),
    )
    _episodes()
    op.create_index("ix_inbox_events_type_id", "inbox_events", ["type", "id"])
    op.create_index(
        "ix_subscriptions_ends_asked",
        "subscriptions",
        ["cancel_asked_at"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _episodes() -> None:
    op.create_table(
        "watch_episodes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", one_of("subject", *SUBJECTS), nullable=False),
        sa.Column("light", one_of("light", "green", "amber", "red"), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=True),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("light <> 'green'", name=op.f("ck_watch_episodes_it_is_not_green")),
        sa.CheckConstraint(
            "last_seen_at >= began_at", name=op.f("ck_watch_episodes_it_is_seen_after_it_began")
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= last_seen_at",
            name=op.f("ck_watch_episodes_it_ends_at_last"),
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["watch_alerts.id"], name=op.f("fk_watch_episodes_alert_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_episodes")),
    )
    op.create_index(op.f("ix_watch_episodes_alert_id"), "watch_episodes", ["alert_id"])
    op.create_index(
        "uq_watch_episodes_open",
        "watch_episodes",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_subscriptions_ends_asked", "subscriptions")
    op.drop_index("ix_inbox_events_type_id", "inbox_events")
    op.drop_table("watch_episodes")
    op.drop_table("watch_alerts")
    op.drop_table("endpoint_looks")
