"""Appeals, their texts, signatures and how many there are, and files of paper signatures."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LETTER = "signature_to_confirm"
SHOWING = ("show_name", "show_role", "show_organisation", "show_town")


def one_of(name, *values):
    return sa.Enum(
        *values, name=f"{name}_is_known", native_enum=False, create_constraint=True, length=40
    )


def where(condition):
    """A partial index on both engines."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("fund", sa.String(length=40), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "closes_on IS NULL OR closes_on >= opens_on",
            name=op.f("ck_appeals_it_ends_after_it_begins"),
        ),
        sa.CheckConstraint(
            "goal IS NULL OR goal > 0", name=op.f("ck_appeals_a_goal_is_a_number_of_people")
        ),
        sa.ForeignKeyConstraint(["fund"], ["ledger_funds.code"], name=op.f("fk_appeals_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("slug", name=op.f("uq_appeals_slug")),
    )


def _appeal_texts() -> None:
    op.create_table(
        "appeal_texts",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_texts_appeal_id")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "language", name=op.f("pk_appeal_texts")),
    )


def _paper_batches() -> None:
    op.create_table(
        "paper_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", one_of("paperstatus", "looked_at", "taken", "dropped"), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("sealed_rows", sa.LargeBinary(), nullable=True),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("looked_by", sa.String(length=60), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "(status = 'looked_at') = (sealed_rows IS NOT NULL)",
            name=op.f("ck_paper_batches_rows_go_when_it_is_decided"),
        ),
        sa.CheckConstraint(
            "(status = 'looked_at') = (settled_at IS NULL)",
            name=op.f("ck_paper_batches_somebody_decides_about_it"),
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_paper_batches_appeal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batches")),
        sa.UniqueConstraint(
            "appeal_id", "fingerprint", name=op.f("uq_paper_batches_appeal_id_fingerprint")
        ),
    )


def _signature_counts() -> None:
    op.create_table(
        "signature_counts",
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("publishable", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed >= 0", name=op.f("ck_signature_counts_none_is_taken_that_was_not_there")
        ),
        sa.CheckConstraint(
            "publishable BETWEEN 0 AND confirmed",
            name=op.f("ck_signature_counts_some_of_them_are_shown"),
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_signature_counts_appeal_id")
        ),
        sa.PrimaryKeyConstraint("appeal_id", "country", name=op.f("pk_signature_counts")),
    )


def _signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("id", KEY, nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("likeness", sa.String(length=64), nullable=True),
        sa.Column(
            "status",
            one_of(
                "signaturestatus",
                "unconfirmed",
                "held",
                "confirmed",
                "rejected",
                "withdrawn",
                "replaced",
            ),
            nullable=False,
        ),
        sa.Column("origin", one_of("origin", "online", "paper"), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("capacity", one_of("capacity", "personal", "organisation"), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column("show_role", sa.Boolean(), nullable=False),
        sa.Column("show_organisation", sa.Boolean(), nullable=False),
        sa.Column("show_town", sa.Boolean(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column(
            "held_for",
            one_of("holdreason", "link", "shouting", "throwaway_address", "one_place"),
            nullable=True,
        ),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(origin = 'paper') = (batch_id IS NOT NULL)",
            name=op.f("ck_signatures_paper_is_of_a_file"),
        ),
        sa.CheckConstraint(
            "status <> 'held' OR held_for IS NOT NULL",
            name=op.f("ck_signatures_it_is_held_for_a_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'withdrawn' OR (told IS NULL AND person IS NULL AND NOT listed)",
            name=op.f("ck_signatures_nothing_is_left_of_a_withdrawn_one"),
        ),
        sa.CheckConstraint(
            "(batch_id IS NULL) = (row IS NULL)", name=op.f("ck_signatures_a_row_is_of_a_file")
        ),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeals.id"], name=op.f("fk_signatures_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batches.id"], name=op.f("fk_signatures_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_signatures_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("batch_id", "row", name=op.f("uq_signatures_batch_id_row")),
        sa.UniqueConstraint("form", name=op.f("uq_signatures_form")),
    )
    op.create_index("ix_signatures_appeal_status", "signatures", ["appeal_id", "status", "id"])
    op.create_index("ix_signatures_details_id", "signatures", ["details_id"])
    op.create_index(
        "ix_signatures_in_public",
        "signatures",
        ["appeal_id", "id"],
        **where("status = 'confirmed' AND listed"),
    )
    op.create_index(
        "ix_signatures_in_public_by_country",
        "signatures",
        ["appeal_id", "country", "id"],
        **where("status = 'confirmed' AND listed"),
    )
    op.create_index("ix_signatures_likeness", "signatures", ["appeal_id", "likeness"])
    op.create_index("ix_signatures_person", "signatures", ["person"])
    op.create_index(
        "ix_signatures_place", "signatures", ["place", "appeal_id"], **where("place IS NOT NULL")
    )
    op.create_index("ix_signatures_status", "signatures", ["status", "id"])
    op.create_index(
        "uq_signatures_one_stands",
        "signatures",
        ["appeal_id", "person"],
        unique=True,
        **where("status IN ('confirmed', 'held')"),
    )


def _known(table, column, name, ours, *, with_ours) -> None:
    """Whatever values there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints(table)
        if check["name"] == f"ck_{table}_{name}_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [value for value in before if value not in ours] + (list(ours) if with_ours else [])
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(
            column,
            existing_type=one_of(name, *before),
            type_=one_of(name, *after),
            existing_nullable=False,
        )


def _letters_and_consents(*, with_ours) -> None:
    _known("outbox_messages", "kind", "mailkind", (LETTER,), with_ours=with_ours)
    _known("consents", "purpose", "consentpurpose", SHOWING, with_ours=with_ours)


def upgrade() -> None:
    _appeals()
    _appeal_texts()
    _paper_batches()
    _signature_counts()
    _signatures()
    _letters_and_consents(with_ours=True)


def downgrade() -> None:
    op.drop_table("signatures")
    op.drop_table("signature_counts")
    op.drop_table("paper_batches")
    op.drop_table("appeal_texts")
    op.drop_table("appeals")
    op.execute(f"DELETE FROM outbox_messages WHERE kind = '{LETTER}'")
    op.execute("DELETE FROM consents WHERE purpose LIKE 'show_%'")
    _letters_and_consents(with_ours=False)
