"""Attempts counted, attacks noticed, and giving stopped by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def outcome():
    return one_of(
        "outcome",
        "opened",
        "asked",
        "too_many_from_block",
        "too_many_from_email",
        "too_many_in_total",
        "hidden_field",
        "too_fast",
        "closed",
        "declined",
    )


def upgrade() -> None:
    _counts()
    _history()


def _counts() -> None:
    op.create_table(
        "attempt_counts",
        sa.Column("scope", one_of("scope", "block", "email", "total", "confirmed"), nullable=False),
        sa.Column("span", one_of("window", "ten_minutes", "day"), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_attempt_counts_attempts_are_counted")),
        sa.PrimaryKeyConstraint(
            "scope", "span", "begins_at", "mark", name=op.f("pk_attempt_counts")
        ),
    )
    op.create_index(op.f("ix_attempt_counts_begins_at"), "attempt_counts", ["begins_at"])
    op.create_table(
        "attempt_minutes",
        sa.Column("minute", MOMENT, nullable=False),
        sa.Column("outcome", outcome(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_attempt_minutes_attempts_are_counted")),
        sa.PrimaryKeyConstraint("minute", "outcome", name=op.f("pk_attempt_minutes")),
    )
    op.create_table(
        "attempt_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", outcome(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_attempt_days_attempts_are_counted")),
        sa.PrimaryKeyConstraint("day", "outcome", name=op.f("pk_attempt_days")),
    )


def _history() -> None:
    op.create_table(
        "attack_episodes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column(
            "noticed_by",
            one_of("trigger", "declined_cards", "attempts", "refusals"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at",
            name=op.f("ck_attack_episodes_an_attack_ends_after_it_began"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attack_episodes")),
    )
    op.create_table(
        "giving_closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason", one_of("closurereason", "attack", "repair", "other"), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=False),
        sa.Column("reopened_at", MOMENT, nullable=True),
        sa.Column("reopened_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "reopened_at IS NULL OR reopened_at >= closed_at",
            name=op.f("ck_giving_closures_it_opens_after_it_closed"),
        ),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by_id IS NULL)",
            name=op.f("ck_giving_closures_someone_opened_it_again"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["staff_members.id"], name=op.f("fk_giving_closures_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"],
            ["staff_members.id"],
            name=op.f("fk_giving_closures_reopened_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_giving_closures")),
    )
    state = op.create_table(
        "defence_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=True),
        sa.Column("closure_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_defence_state_there_is_one")),
        sa.ForeignKeyConstraint(
            ["episode_id"], ["attack_episodes.id"], name=op.f("fk_defence_state_episode_id")
        ),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["giving_closures.id"], name=op.f("fk_defence_state_closure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defence_state")),
    )
    op.bulk_insert(state, [{"id": 1, "episode_id": None, "closure_id": None}])


def downgrade() -> None:
    op.drop_table("defence_state")
    op.drop_table("giving_closures")
    op.drop_table("attack_episodes")
    op.drop_table("attempt_days")
    op.drop_table("attempt_minutes")
    op.drop_index(op.f("ix_attempt_counts_begins_at"), "attempt_counts")
    op.drop_table("attempt_counts")
