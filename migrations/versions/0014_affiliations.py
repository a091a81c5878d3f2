"""Fee scales, affiliations, and their terms."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FINAL_TABLES = ("affiliation_changes", "affiliation_declarations")
# What a fee scale says is fixed once it is no draft; what a term says, from the start.
SCALE_WORDS = "code, version, currency, effective_from, countries, text, decided_by"
TERM_WORDS = (
    "affiliation_id, starts_on, ends_on, first, fee_minor, currency, scale_id, rule,"
    " declaration_id, delegates, votes, rights, snapshot, override_reason,"
    " override_approved_by, override_minute"
)
OVERLAPS = """
    SELECT 1 FROM affiliation_terms AS other
    WHERE other.affiliation_id = NEW.affiliation_id AND other.id <> NEW.id
    AND other.voided_at IS NULL AND NEW.voided_at IS NULL
    AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on
"""
TRIGGERS = {
    "sqlite": [
        f"""
        CREATE TRIGGER fee_scale_words_are_final BEFORE UPDATE OF {SCALE_WORDS} ON fee_scales
        WHEN OLD.status <> 'draft' BEGIN
            SELECT RAISE(ABORT, 'a_used_fee_scale_never_changes');
        END
        """,
        """
        CREATE TRIGGER fee_scale_goes_on BEFORE UPDATE OF status ON fee_scales
        WHEN OLD.status = 'retired' OR (OLD.status = 'active' AND NEW.status = 'draft') BEGIN
            SELECT RAISE(ABORT, 'a_used_fee_scale_never_changes');
        END
        """,
        """
        CREATE TRIGGER fee_scale_stays BEFORE DELETE ON fee_scales
        WHEN OLD.status <> 'draft' BEGIN
            SELECT RAISE(ABORT, 'a_used_fee_scale_never_changes');
        END
        """,
        f"""
        CREATE TRIGGER terms_do_not_overlap AFTER INSERT ON affiliation_terms
        WHEN EXISTS ({OVERLAPS}) BEGIN
            SELECT RAISE(ABORT, 'terms_never_overlap');
        END
        """,
        f"""
        CREATE TRIGGER term_words_are_final BEFORE UPDATE OF {TERM_WORDS} ON affiliation_terms BEGIN
            SELECT RAISE(ABORT, 'a_term_never_changes');
        END
        """,
        """
        CREATE TRIGGER voided_terms_stay_so BEFORE UPDATE OF voided_at ON affiliation_terms
        WHEN OLD.voided_at IS NOT NULL BEGIN
            SELECT RAISE(ABORT, 'a_term_never_changes');
        END
        """,
        """
        CREATE TRIGGER terms_stay BEFORE DELETE ON affiliation_terms BEGIN
            SELECT RAISE(ABORT, 'a_term_never_changes');
        END
        """,
    ],
    "postgresql": [
        """
        CREATE FUNCTION affiliation_row_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'it_never_changes';
        END $$
        """,
        """
        CREATE FUNCTION fee_scale_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'a_used_fee_scale_never_changes';
        END $$
        """,
        f"""
        CREATE TRIGGER fee_scale_words_are_final BEFORE UPDATE OF {SCALE_WORDS} ON fee_scales
        FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION fee_scale_is_final()
        """,
        """
        CREATE TRIGGER fee_scale_goes_on BEFORE UPDATE OF status ON fee_scales FOR EACH ROW
        WHEN (OLD.status = 'retired' OR (OLD.status = 'active' AND NEW.status = 'draft'))
        EXECUTE FUNCTION fee_scale_is_final()
        """,
        """
        CREATE TRIGGER fee_scale_stays BEFORE DELETE ON fee_scales
        FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION fee_scale_is_final()
        """,
        # Two at once take turns at the affiliation's row, or each would miss the other's term.
        f"""
        CREATE FUNCTION terms_do_not_overlap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM 1 FROM affiliations WHERE id = NEW.affiliation_id FOR NO KEY UPDATE;
            IF EXISTS ({OVERLAPS}) THEN RAISE EXCEPTION 'terms_never_overlap'; END IF;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER terms_do_not_overlap AFTER INSERT ON affiliation_terms
        FOR EACH ROW EXECUTE FUNCTION terms_do_not_overlap()
        """,
        """
        CREATE FUNCTION term_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'a_term_never_changes';
        END $$
        """,
        f"""
        CREATE TRIGGER term_words_are_final BEFORE UPDATE OF {TERM_WORDS} ON affiliation_terms
        FOR EACH ROW EXECUTE FUNCTION term_is_final()
        """,
        """
        CREATE TRIGGER voided_terms_stay_so BEFORE UPDATE OF voided_at ON affiliation_terms
        FOR EACH ROW WHEN (OLD.voided_at IS NOT NULL) EXECUTE FUNCTION term_is_final()
        """,
        """
        CREATE TRIGGER terms_stay BEFORE DELETE OR TRUNCATE ON affiliation_terms
        FOR EACH STATEMENT EXECUTE FUNCTION term_is_final()
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
    _fee_scales()
    _affiliations()
    _affiliation_applications()
    _affiliation_changes()
    _affiliation_declarations()
    _affiliation_officers()
    _affiliation_promises()
    _affiliation_terms()
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    _never_change(FINAL_TABLES)


def _fee_scales() -> None:
    op.create_table(
        "fee_scales",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", one_of("scalestatus", "draft", "active", "retired"), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=300), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("activated_at", MOMENT, nullable=True),
        sa.Column("activated_by", sa.String(length=60), nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("retired_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint(
            "(status = 'retired') = (retired_at IS NOT NULL)",
            name=op.f("ck_fee_scales_retired_means_when"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR (activated_at IS NOT NULL AND activated_by IS NOT NULL"
            " AND decided_by <> '')",
            name=op.f("ck_fee_scales_who_decided_it_is_named"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_scales")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_fee_scales_code_version")),
    )
    op.create_index(
        "ix_fee_scales_status_effective_from", "fee_scales", ["status", "effective_from"]
    )


def _affiliations() -> None:
    op.create_table(
        "affiliations",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=True),
        sa.Column("details_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("member_class", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("local_group_id", ID, nullable=True),
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
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("paid_until", sa.Date(), nullable=True),
        sa.Column("objectives_version", sa.String(length=20), nullable=True),
        sa.Column("objectives_accepted_at", MOMENT, nullable=True),
        sa.Column("subscription_id", ID, nullable=True),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("bill_to", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "arrears_stage = 0 OR status IN ('arrears', 'lapsed')",
            name=op.f("ck_affiliations_stages_are_of_arrears"),
        ),
        sa.CheckConstraint(
            "(objectives_version IS NULL) = (objectives_accepted_at IS NULL)",
            name=op.f("ck_affiliations_objectives_are_accepted_at_a_time"),
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) <> (details_id IS NULL)",
            name=op.f("ck_affiliations_it_is_of_one_organisation_or_person"),
        ),
        sa.CheckConstraint("arrears_stage >= 0", name=op.f("ck_affiliations_stages_are_counted")),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_affiliations_details_id")
        ),
        sa.ForeignKeyConstraint(
            ["local_group_id"], ["organisations.id"], name=op.f("fk_affiliations_local_group_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_affiliations_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name=op.f("fk_affiliations_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
    )
    op.create_index(op.f("ix_affiliations_country"), "affiliations", ["country"])
    op.create_index(op.f("ix_affiliations_details_id"), "affiliations", ["details_id"])
    op.create_index(op.f("ix_affiliations_kind"), "affiliations", ["kind"])
    op.create_index(op.f("ix_affiliations_local_group_id"), "affiliations", ["local_group_id"])
    op.create_index("ix_affiliations_paid_until", "affiliations", ["paid_until"])
    op.create_index("ix_affiliations_status_id", "affiliations", ["status", "id"])
    op.create_index(op.f("ix_affiliations_subscription_id"), "affiliations", ["subscription_id"])
    op.create_index(
        "uq_affiliations_organisation_id",
        "affiliations",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("organisation_id IS NOT NULL"),
        postgresql_where=sa.text("organisation_id IS NOT NULL"),
    )


def _affiliation_applications() -> None:
    op.create_table(
        "affiliation_applications",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("affiliation_id", ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_applications_affiliation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_applications")),
        sa.UniqueConstraint("form", name=op.f("uq_affiliation_applications_form")),
    )
    op.create_index(
        op.f("ix_affiliation_applications_affiliation_id"),
        "affiliation_applications",
        ["affiliation_id"],
    )
    op.create_index(
        "ix_affiliation_applications_unsent",
        "affiliation_applications",
        ["saved_at"],
        sqlite_where=sa.text("submitted_at IS NULL"),
        postgresql_where=sa.text("submitted_at IS NULL"),
    )


def _affiliation_changes() -> None:
    op.create_table(
        "affiliation_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column(
            "kind",
            one_of(
                "changekind",
                "submitted",
                "officer_confirmed",
                "officer_objected",
                "confirmed",
                "approved",
                "asked",
                "rejected",
                "invoiced",
                "stood_anew",
                "declared",
                "overridden",
                "promised",
                "lapsed",
                "resigned",
                "reinstated",
                "officers_changed",
                "merged",
                "parted",
            ),
            nullable=False,
        ),
        sa.Column(
            "from_status",
            one_of(
                "from_status",
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
            nullable=True,
        ),
        sa.Column(
            "to_status",
            one_of(
                "to_status",
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
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("minute_reference", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_changes_affiliation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_changes")),
    )
    op.create_index(
        op.f("ix_affiliation_changes_affiliation_id"), "affiliation_changes", ["affiliation_id"]
    )


def _affiliation_declarations() -> None:
    op.create_table(
        "affiliation_declarations",
        sa.Column("id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column("members_total", sa.BigInteger(), nullable=True),
        sa.Column("members_affiliated", sa.BigInteger(), nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("income_band", sa.String(length=40), nullable=True),
        sa.Column("overseas", sa.Boolean(), nullable=False),
        sa.Column("chosen_minor", sa.BigInteger(), nullable=True),
        sa.Column("chosen_currency", sa.String(length=3), nullable=True),
        sa.Column("surplus_is_gift", sa.Boolean(), nullable=False),
        sa.Column("deciding_body", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("minute_reference", sa.String(length=120), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(chosen_minor IS NULL) = (chosen_currency IS NULL)",
            name=op.f("ck_affiliation_declarations_what_is_chosen_is_money"),
        ),
        sa.CheckConstraint(
            "members_affiliated IS NULL OR members_affiliated >= 0",
            name=op.f("ck_affiliation_declarations_members_affiliated_is_counted"),
        ),
        sa.CheckConstraint(
            "members_total IS NULL OR members_total >= 0",
            name=op.f("ck_affiliation_declarations_members_total_is_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_declarations_affiliation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_declarations")),
    )
    op.create_index(
        op.f("ix_affiliation_declarations_affiliation_id"),
        "affiliation_declarations",
        ["affiliation_id"],
    )


def _affiliation_officers() -> None:
    op.create_table(
        "affiliation_officers",
        sa.Column("id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column(
            "role",
            one_of("officerrole", "correspondence", "secretary", "chair", "payer"),
            nullable=False,
        ),
        sa.Column("details_id", sa.Uuid(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("answer", one_of("officeranswer", "confirmed", "rejected"), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_affiliation_officers_an_answer_is_given_at_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_officers_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_affiliation_officers_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_officers")),
    )
    op.create_index(
        op.f("ix_affiliation_officers_details_id"), "affiliation_officers", ["details_id"]
    )
    op.create_index(
        "uq_affiliation_officers_now",
        "affiliation_officers",
        ["affiliation_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _affiliation_promises() -> None:
    op.create_table(
        "affiliation_promises",
        sa.Column("id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("promised_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "holds_until >= made_on", name=op.f("ck_affiliation_promises_it_holds_for_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_promises_affiliation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_promises")),
    )
    op.create_index(
        op.f("ix_affiliation_promises_affiliation_id"), "affiliation_promises", ["affiliation_id"]
    )


def _affiliation_terms() -> None:
    op.create_table(
        "affiliation_terms",
        sa.Column("id", ID, nullable=False),
        sa.Column("affiliation_id", ID, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("scale_id", ID, nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("declaration_id", ID, nullable=False),
        sa.Column("delegates", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("rights", sa.String(length=200), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("override_approved_by", sa.String(length=200), nullable=True),
        sa.Column("override_minute", sa.String(length=120), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(override_reason IS NULL) = (override_approved_by IS NULL)"
            " AND (override_reason IS NULL) = (override_minute IS NULL)",
            name=op.f("ck_affiliation_terms_an_override_has_reason_approver_and_minute"),
        ),
        sa.CheckConstraint(
            "delegates >= 0 AND votes >= 0", name=op.f("ck_affiliation_terms_seats_are_counted")
        ),
        sa.CheckConstraint(
            "ends_on >= starts_on",
            name=op.f("ck_affiliation_terms_it_does_not_end_before_it_starts"),
        ),
        sa.CheckConstraint("fee_minor >= 0", name=op.f("ck_affiliation_terms_fee_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_terms_affiliation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["affiliation_declarations.id"],
            name=op.f("fk_affiliation_terms_declaration_id"),
        ),
        sa.ForeignKeyConstraint(
            ["scale_id"], ["fee_scales.id"], name=op.f("fk_affiliation_terms_scale_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_terms")),
    )
    op.create_index(
        "ix_affiliation_terms_affiliation_id_starts_on",
        "affiliation_terms",
        ["affiliation_id", "starts_on"],
    )
    op.create_index(
        op.f("ix_affiliation_terms_declaration_id"), "affiliation_terms", ["declaration_id"]
    )
    op.create_index("ix_affiliation_terms_ends_on", "affiliation_terms", ["ends_on"])
    op.create_index(op.f("ix_affiliation_terms_scale_id"), "affiliation_terms", ["scale_id"])


def downgrade() -> None:
    op.drop_table("affiliation_terms")
    op.drop_table("affiliation_promises")
    op.drop_table("affiliation_officers")
    op.drop_table("affiliation_declarations")
    op.drop_table("affiliation_changes")
    op.drop_table("affiliation_applications")
    op.drop_table("affiliations")
    op.drop_table("fee_scales")
    if op.get_bind().dialect.name == "postgresql":
        for function in (
            "affiliation_row_is_final",
            "fee_scale_is_final",
            "terms_do_not_overlap",
            "term_is_final",
        ):
            op.execute(f"DROP FUNCTION {function}()")
