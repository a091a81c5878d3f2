"""Endorsements, who is named in them, their scans, and every step."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LETTERS = ("endorsement_named",)
STATES = ("entered", "published", "withdrawn")


def one_of(name, *values):
    return sa.Enum(
        *values, name=f"{name}_is_known", native_enum=False, create_constraint=True, length=40
    )


def _endorsements() -> None:
    op.create_table(
        "endorsements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("basis", one_of("basis", "organisation", "personal"), nullable=False),
        sa.Column("status", one_of("endorsementstatus", *STATES), nullable=False),
        sa.Column("deciding_body", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("meeting", sa.String(length=200), nullable=False),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "attendance IS NULL OR attendance > 0",
            name=op.f("ck_endorsements_a_meeting_has_people"),
        ),
        sa.CheckConstraint(
            "basis <> 'organisation' OR deciding_body <> ''",
            name=op.f("ck_endorsements_a_body_of_it_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_endorsements_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
        sa.UniqueConstraint("form", name=op.f("uq_endorsements_form")),
    )
    op.create_index("ix_endorsements_organisation", "endorsements", ["organisation_id", "status"])
    op.create_index(
        "ix_endorsements_status", "endorsements", ["status", "basis", "organisation_id"]
    )


def _people() -> None:
    op.create_table(
        "endorsement_people",
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("part", one_of("part", "mover", "seconder", "leader"), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsements.id"],
            name=op.f("fk_endorsement_people_endorsement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_endorsement_people_details_id")
        ),
        sa.PrimaryKeyConstraint("endorsement_id", "part", name=op.f("pk_endorsement_people")),
    )
    op.create_index("ix_endorsement_people_details_id", "endorsement_people", ["details_id"])


def _scans() -> None:
    op.create_table(
        "endorsement_scans",
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsements.id"],
            name=op.f("fk_endorsement_scans_endorsement_id"),
        ),
        sa.PrimaryKeyConstraint("endorsement_id", name=op.f("pk_endorsement_scans")),
    )


def _changes() -> None:
    op.create_table(
        "endorsement_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("endorsement_id", sa.Integer(), nullable=False),
        sa.Column("from_status", one_of("from_status", *STATES), nullable=True),
        sa.Column("to_status", one_of("to_status", *STATES), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsements.id"],
            name=op.f("fk_endorsement_changes_endorsement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement_changes")),
    )
    op.create_index(
        "ix_endorsement_changes_endorsement_id", "endorsement_changes", ["endorsement_id"]
    )


def _letters(*, with_ours) -> None:
    """Whatever kinds there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints("outbox_messages")
        if check["name"] == "ck_outbox_messages_mailkind_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [kind for kind in before if kind not in LETTERS] + (list(LETTERS) if with_ours else [])
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=one_of("mailkind", *before),
            type_=one_of("mailkind", *after),
            existing_nullable=False,
        )


def upgrade() -> None:
    _endorsements()
    _people()
    _scans()
    _changes()
    _letters(with_ours=True)


def downgrade() -> None:
    op.execute("DELETE FROM outbox_messages WHERE kind = 'endorsement_named'")
    _letters(with_ours=False)
    op.drop_table("endorsement_changes")
    op.drop_table("endorsement_scans")
    op.drop_table("endorsement_people")
    op.drop_table("endorsements")
