"""The source of a number of members is a choice, and the number is shown only where agreed.

Free text could hold a person's name, and went into snapshots from which nothing is ever taken out.

Before it, whoever was listed and decided was shown with its members. Taken back, it therefore lists
those no more that refused to show theirs; made again, it has them as they then are: whoever is to
be listed again agrees anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

CHOICES = ("itself", "report", "register", "meeting", "body_above", "press", "another")
# What the site wrote by itself where officers told the number.
BY_ITS_OFFICERS = "declared by its officers"
RULE = "members_have_a_source"
SOURCE = sa.Enum(
    *CHOICES, name="memberssource_is_known", native_enum=False, create_constraint=True, length=40
)
TEXT = sa.String(200)
# The form of an affiliate asked for its name and town; that of an endorser for the number, too.
AGREED = """
    UPDATE organisations SET listed_members = listed
    WHERE id NOT IN (SELECT organisation_id FROM affiliations WHERE organisation_id IS NOT NULL)
"""
# An affiliate without a decision is shown without its members before this, too, and after it again.
REFUSED = """
    UPDATE organisations SET listed = false, listed_town = false
    WHERE listed AND NOT listed_members AND (
        id NOT IN (SELECT organisation_id FROM affiliations WHERE organisation_id IS NOT NULL)
        OR id IN (SELECT organisation_id FROM endorsements)
        OR id IN (SELECT merged_into_id FROM organisations WHERE merged_into_id IS NOT NULL)
    )
"""
BY_CHOICE = f"""
    UPDATE organisations SET members_source = CASE
        WHEN members IS NULL THEN NULL
        WHEN members_source = '{BY_ITS_OFFICERS}' THEN 'itself'
        ELSE 'another' END
"""
IN_WORDS = f"""
    UPDATE organisations SET members_source = CASE
        WHEN members_source IS NULL THEN ''
        WHEN members_source = 'itself' THEN '{BY_ITS_OFFICERS}'
        ELSE members_source END
"""


def upgrade() -> None:
    with op.batch_alter_table("organisations") as batch_op:
        batch_op.add_column(
            sa.Column("listed_members", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.alter_column("members_source", existing_type=TEXT, nullable=True)
    op.execute(AGREED)
    op.execute(BY_CHOICE)
    with op.batch_alter_table("organisations") as batch_op:
        batch_op.alter_column("listed_members", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column(
            "members_source", existing_type=TEXT, type_=SOURCE, existing_nullable=True
        )
        batch_op.create_check_constraint(RULE, "(members IS NULL) = (members_source IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("organisations") as batch_op:
        batch_op.drop_constraint(op.f(f"ck_organisations_{RULE}"), type_="check")
        batch_op.alter_column(
            "members_source", existing_type=SOURCE, type_=TEXT, existing_nullable=True
        )
    op.execute(IN_WORDS)
    op.execute(REFUSED)
    with op.batch_alter_table("organisations") as batch_op:
        batch_op.alter_column("members_source", existing_type=TEXT, nullable=False)
        batch_op.drop_column("listed_members")
