"""Renewal runs and the annual conference."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FINAL_TABLES = ("conference_credentials",)
TAKEN = "SELECT 1 FROM conferences WHERE id = NEW.conference_id AND taken_at IS NOT NULL"
# What a conference was called for, once its credentials are taken as that.
CALL = "name, place, held_on, cut_off_on, paid_up_by, taken_at, taken_by"
TRIGGERS = {
    "sqlite": [
        f"""
        CREATE TRIGGER frozen_conferences_stay_so BEFORE UPDATE OF {CALL} ON conferences
        WHEN OLD.taken_at IS NOT NULL BEGIN
            SELECT RAISE(ABORT, 'a_frozen_conference_never_changes');
        END
        """,
        f"""
        CREATE TRIGGER credentials_are_taken_once BEFORE INSERT ON conference_credentials
        WHEN EXISTS ({TAKEN}) BEGIN
            SELECT RAISE(ABORT, 'credentials_are_taken_once');
        END
        """,
    ],
    "postgresql": [
        """
        CREATE FUNCTION conference_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'a_frozen_conference_never_changes';
        END $$
        """,
        f"""
        CREATE TRIGGER frozen_conferences_stay_so BEFORE UPDATE OF {CALL} ON conferences
        FOR EACH ROW WHEN (OLD.taken_at IS NOT NULL) EXECUTE FUNCTION conference_is_frozen()
        """,
        f"""
        CREATE FUNCTION credentials_are_taken_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS ({TAKEN}) THEN RAISE EXCEPTION 'credentials_are_taken_once'; END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER credentials_are_taken_once BEFORE INSERT ON conference_credentials
        FOR EACH ROW EXECUTE FUNCTION credentials_are_taken_once()
        """,
    ],
}


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
    _renewal_runs()
    _renewal_items()
    _conferences()
    _conference_credentials()
    _conference_delegates()
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    _never_change(FINAL_TABLES)


def _renewal_runs() -> None:
    op.create_table(
        "renewal_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("ends_by", sa.Date(), nullable=False),
        sa.Column(
            "status",
            one_of("runstatus", "planning", "planned", "running", "done", "stopped"),
            nullable=False,
        ),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("started_by", sa.String(length=60), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "seen >= 0 AND done >= 0 AND failed >= 0",
            name=op.f("ck_renewal_runs_progress_is_counted"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_runs")),
    )
    op.create_index("ix_renewal_runs_status", "renewal_runs", ["status"])


def _renewal_items() -> None:
    op.create_table(
        "renewal_items",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column(
            "outcome",
            one_of("renewaloutcome", "renews", "renewed", "needs_a_person", "changed_meanwhile"),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("scale_id", ID, nullable=True),
        sa.Column("rule", sa.Integer(), nullable=True),
        sa.Column("term_id", ID, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id"], ["affiliations.id"], name=op.f("fk_renewal_items_affiliation_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["renewal_runs.id"], name=op.f("fk_renewal_items_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["scale_id"], ["fee_scales.id"], name=op.f("fk_renewal_items_scale_id")
        ),
        sa.ForeignKeyConstraint(
            ["term_id"], ["affiliation_terms.id"], name=op.f("fk_renewal_items_term_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "affiliation_id", name=op.f("pk_renewal_items")),
    )
    op.create_index("ix_renewal_items_run_id_outcome", "renewal_items", ["run_id", "outcome"])


def _conferences() -> None:
    op.create_table(
        "conferences",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column("paid_up_by", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("taken_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_conferences_it_has_a_name")),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (taken_by IS NULL)",
            name=op.f("ck_conferences_who_froze_it_is_named"),
        ),
        sa.CheckConstraint(
            "paid_up_by <= cut_off_on AND cut_off_on <= held_on",
            name=op.f("ck_conferences_its_days_are_in_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferences")),
    )


def _conference_credentials() -> None:
    op.create_table(
        "conference_credentials",
        sa.Column("conference_id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column(
            "status",
            one_of(
                "affiliationstatus",
                "draft",
                "submitted",
                "confirmed",
                "approved",
                "invoiced",
                "active",
                "due",
                "grace",
                "arrears",
                "lapsed",
                "resigned",
                "rejected",
            ),
            nullable=False,
        ),
        sa.Column("arrears_stage", sa.Integer(), nullable=False),
        sa.Column("paid_up", sa.Boolean(), nullable=False),
        sa.Column("member_since", sa.Date(), nullable=True),
        sa.Column("paid_until", sa.Date(), nullable=True),
        sa.Column("delegates", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("rights", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "delegates >= 0 AND votes >= 0",
            name=op.f("ck_conference_credentials_seats_are_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_conference_credentials_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_conference_credentials_conference_id"),
        ),
        sa.PrimaryKeyConstraint(
            "conference_id", "affiliation_id", name=op.f("pk_conference_credentials")
        ),
    )


def _conference_delegates() -> None:
    op.create_table(
        "conference_delegates",
        sa.Column("id", ID, nullable=False),
        sa.Column("conference_id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.Column("named_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "place > 0", name=op.f("ck_conference_delegates_places_are_counted_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_conference_delegates_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["conference_id"],
            ["conferences.id"],
            name=op.f("fk_conference_delegates_conference_id"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_conference_delegates_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conference_delegates")),
    )
    op.create_index(
        op.f("ix_conference_delegates_affiliation_id"), "conference_delegates", ["affiliation_id"]
    )
    op.create_index(
        op.f("ix_conference_delegates_details_id"), "conference_delegates", ["details_id"]
    )
    op.create_index(
        "uq_conference_delegates_now",
        "conference_delegates",
        ["conference_id", "affiliation_id", "place"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("conference_delegates")
    op.drop_table("conference_credentials")
    op.drop_table("conferences")
    op.drop_table("renewal_items")
    op.drop_table("renewal_runs")
    if op.get_bind().dialect.name == "postgresql":
        for function in ("credentials_are_taken_once", "conference_is_frozen"):
            op.execute(f"DROP FUNCTION {function}()")
