"""What banks are told about disputes."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "dispute_answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("stripe_dispute_id", sa.String(length=255), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["stripe_dispute_id"],
            ["disputes.stripe_dispute_id"],
            name=op.f("fk_dispute_answers_stripe_dispute_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_answers")),
        sa.UniqueConstraint("stripe_dispute_id", name=op.f("uq_dispute_answers_stripe_dispute_id")),
    )


def downgrade() -> None:
    op.drop_table("dispute_answers")
