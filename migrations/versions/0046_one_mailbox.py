"""Who signs under another spelling of one mailbox waits for a person.

The mark needs the key, so that older signatures get none: they stand as they are.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

OURS, INDEX = "one_mailbox", "ix_signatures_mailbox"
KNOWN = sa.text("mailbox IS NOT NULL")


def one_of(*values):
    return sa.Enum(
        *values, name="holdreason_is_known", native_enum=False, create_constraint=True, length=40
    )


def _reasons(*, with_ours) -> None:
    """Whatever reasons there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints("signatures")
        if check["name"] == "ck_signatures_holdreason_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [it for it in before if it != OURS] + ([OURS] if with_ours else [])
    with op.batch_alter_table("signatures") as batch_op:
        batch_op.alter_column(
            "held_for",
            existing_type=one_of(*before),
            type_=one_of(*after),
            existing_nullable=True,
        )


def upgrade() -> None:
    _reasons(with_ours=True)
    with op.batch_alter_table("signatures") as batch_op:
        batch_op.add_column(sa.Column("mailbox", sa.String(64), nullable=True))
    op.create_index(
        INDEX, "signatures", ["appeal_id", "mailbox"], sqlite_where=KNOWN, postgresql_where=KNOWN
    )


def downgrade() -> None:
    op.drop_index(INDEX, "signatures")
    with op.batch_alter_table("signatures") as batch_op:
        batch_op.drop_column("mailbox")
    # Who waits goes on waiting: as one of many, which a person decides as well.
    op.execute(f"UPDATE signatures SET held_for = 'one_place' WHERE held_for = '{OURS}'")
    _reasons(with_ours=False)
