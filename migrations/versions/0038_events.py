"""Events, what they say in each language, and who signed up for them."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
LETTERS = (
    *("event_to_confirm", "event_question", "event_decided"),
    *("event_sign_up_to_confirm", "event_called_off"),
)
SHOWN = "status IN ('published', 'cancelled')"


def one_of(name, *values):
    return sa.Enum(
        *values, name=f"{name}_is_known", native_enum=False, create_constraint=True, length=40
    )


def where(condition):
    """A partial index on both engines."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _events() -> None:
    op.create_table(
        "campaign_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column(
            "status",
            one_of(
                "eventstatus",
                *("unconfirmed", "proposed", "published", "refused", "cancelled", "withdrawn"),
            ),
            nullable=False,
        ),
        sa.Column("details_id", sa.Uuid(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("town", sa.String(length=200), nullable=False),
        sa.Column("place_key", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("spoken", sa.String(length=200), nullable=False),
        sa.Column("access", sa.String(length=500), nullable=False),
        sa.Column("takes_sign_ups", sa.Boolean(), nullable=False),
        sa.Column("signed_up", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_times", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at",
            name=op.f("ck_campaign_events_it_ends_after_it_began"),
        ),
        sa.CheckConstraint(
            "signed_up >= 0", name=op.f("ck_campaign_events_none_leaves_that_did_not_come")
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_campaign_events_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_events")),
        sa.UniqueConstraint("form", name=op.f("uq_campaign_events_form")),
    )
    op.create_index("ix_campaign_events_details_id", "campaign_events", ["details_id"])
    op.create_index(
        "ix_campaign_events_in_public", "campaign_events", ["starts_at", "id"], **where(SHOWN)
    )
    op.create_index(
        "ix_campaign_events_in_public_by_country",
        "campaign_events",
        ["country", "starts_at", "id"],
        **where(SHOWN),
    )
    op.create_index("ix_campaign_events_status", "campaign_events", ["status", "id"])


def _texts() -> None:
    op.create_table(
        "campaign_event_texts",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("picture_shows", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["campaign_events.id"], name=op.f("fk_campaign_event_texts_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "language", name=op.f("pk_campaign_event_texts")),
    )


def _pictures() -> None:
    op.create_table(
        "campaign_event_pictures",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["campaign_events.id"], name=op.f("fk_campaign_event_pictures_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_campaign_event_pictures")),
    )


def _sign_ups() -> None:
    op.create_table(
        "campaign_event_sign_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column(
            "status",
            one_of("signupstatus", "unconfirmed", "confirmed", "withdrawn"),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("signed_up_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "status <> 'withdrawn' OR person IS NULL",
            name=op.f("ck_campaign_event_sign_ups_nothing_is_left_of_a_withdrawn_one"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"],
            ["contact_details.id"],
            name=op.f("fk_campaign_event_sign_ups_details_id"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["campaign_events.id"], name=op.f("fk_campaign_event_sign_ups_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_event_sign_ups")),
        sa.UniqueConstraint("form", name=op.f("uq_campaign_event_sign_ups_form")),
    )
    op.create_index(
        "ix_campaign_event_sign_ups_details_id", "campaign_event_sign_ups", ["details_id"]
    )
    op.create_index(
        "ix_campaign_event_sign_ups_event",
        "campaign_event_sign_ups",
        ["event_id", "status", "id"],
    )
    op.create_index(
        "ix_campaign_event_sign_ups_status",
        "campaign_event_sign_ups",
        ["status", "signed_up_at"],
    )
    op.create_index(
        "uq_campaign_event_sign_ups_one_stands",
        "campaign_event_sign_ups",
        ["event_id", "person"],
        unique=True,
        **where("status = 'confirmed'"),
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
    _events()
    _texts()
    _pictures()
    _sign_ups()
    _letters(with_ours=True)


def downgrade() -> None:
    op.drop_table("campaign_event_sign_ups")
    op.drop_table("campaign_event_pictures")
    op.drop_table("campaign_event_texts")
    op.drop_table("campaign_events")
    kinds = ", ".join(f"'{kind}'" for kind in LETTERS)
    op.execute(f"DELETE FROM outbox_messages WHERE kind IN ({kinds})")
    _letters(with_ours=False)
