"""Links that signers get again, who is perhaps on paper too, and one person when names are gone."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

LETTER, REASON = "signature_link", "on_paper"


def one_of(name, *values):
    return sa.Enum(
        *values, name=f"{name}_is_known", native_enum=False, create_constraint=True, length=40
    )


def _known(table, column, name, ours, *, with_ours, nullable) -> None:
    """Whatever values there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints(table)
        if check["name"] == f"ck_{table}_{name}_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [value for value in before if value != ours] + ([ours] if with_ours else [])
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(
            column,
            existing_type=one_of(name, *before),
            type_=one_of(name, *after),
            existing_nullable=nullable,
        )


def _letters_and_reasons(*, with_ours) -> None:
    _known("outbox_messages", "kind", "mailkind", LETTER, with_ours=with_ours, nullable=False)
    _known("signatures", "held_for", "holdreason", REASON, with_ours=with_ours, nullable=True)


def upgrade() -> None:
    _letters_and_reasons(with_ours=True)
    with op.batch_alter_table("signatures") as batch_op:
        batch_op.add_column(
            sa.Column("repeats", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("signatures") as batch_op:
        batch_op.drop_column("repeats")
    op.execute(f"DELETE FROM outbox_messages WHERE kind = '{LETTER}'")
    # Who waits because of paper goes on waiting: as one of many, which a person decides as well.
    op.execute(f"UPDATE signatures SET held_for = 'one_place' WHERE held_for = '{REASON}'")
    _letters_and_reasons(with_ours=False)
