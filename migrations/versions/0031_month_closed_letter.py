"""A letter tells that a month was closed, with the audit log's head."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LETTER = "month_closed"


def _known(*kinds):
    return sa.Enum(
        *kinds, name="mailkind_is_known", native_enum=False, create_constraint=True, length=40
    )


def _letters(*, with_ours) -> None:
    """Whatever kinds there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints("outbox_messages")
        if check["name"] == "ck_outbox_messages_mailkind_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [kind for kind in before if kind != LETTER] + ([LETTER] if with_ours else [])
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.alter_column(
            "kind", existing_type=_known(*before), type_=_known(*after), existing_nullable=False
        )


def upgrade() -> None:
    _letters(with_ours=True)


def downgrade() -> None:
    op.execute(f"DELETE FROM outbox_messages WHERE kind = '{LETTER}'")
    _letters(with_ours=False)
