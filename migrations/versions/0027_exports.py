"""Exports that the worker makes, and tokens by which programs read the figures."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUBJECTS = ("postings", "gifts", "invoices", "received", "journal", "statement")
FORMATS = ("csv", "rows", "xlsx", "beancount", "hledger", "xero", "quickbooks")
STATUSES = ("waiting", "making", "made", "failed", "expired")


def one_of(name, values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", ID, nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("subject", one_of("subject", SUBJECTS), nullable=False),
        sa.Column("format", one_of("format", FORMATS), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("account", sa.String(40), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("fund", sa.String(40), nullable=True),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("asked_by", sa.String(60), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("status", one_of("exportstatus", STATUSES), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("rows_expected", sa.BigInteger(), nullable=False),
        sa.Column("rows_done", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("made_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("bytes_made", sa.BigInteger(), nullable=True),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(20), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("problem", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sa.UniqueConstraint("form", name="uq_exports_form"),
        sa.CheckConstraint("last_day >= first_day", name="ck_exports_a_span_has_a_day"),
        sa.CheckConstraint(
            "status <> 'made' OR (made_at IS NOT NULL AND expires_at IS NOT NULL)",
            name="ck_exports_made_means_when_and_until_when",
        ),
    )
    op.create_index("ix_exports_status_id", "exports", ["status", "id"])
    op.create_index("ix_exports_asked_by_id", "exports", ["asked_by", "id"])
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.String(60), nullable=True),
        sa.Column("minute", MOMENT, nullable=True),
        sa.Column("asked_in_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("digest", name="uq_api_tokens_digest"),
        sa.CheckConstraint("expires_at > made_at", name="ck_api_tokens_it_lasts_a_while"),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)",
            name="ck_api_tokens_revoked_means_when_and_by_whom",
        ),
    )


def downgrade() -> None:
    op.drop_table("api_tokens")
    op.drop_table("exports")
