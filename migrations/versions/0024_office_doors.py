"""Second factors, sessions and invitations of the people of the office."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DIGEST = sa.String(length=64)
LETTERS = ("staff_invitation", "staff_password_link", "staff_sign_in_changed")


def one_of(name, *values):
    return sa.Enum(
        *values,
        name=f"{name}_is_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )


def _kinds_of_letters(*, more=(), fewer=()) -> None:
    """Whatever kinds there are already stay, whichever migration brought them."""
    [known] = (
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints("outbox_messages")
        if check["name"] == "ck_outbox_messages_mailkind_is_known"
    )
    before = re.findall(r"'(\w+)'", known)
    after = [kind for kind in before if kind not in fewer] + list(more)
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.alter_column(
            "kind",
            existing_type=one_of("mailkind", *before),
            type_=one_of("mailkind", *after),
            existing_nullable=False,
        )


def _member(table):
    return sa.ForeignKeyConstraint(
        ["member_id"], ["staff_members.id"], name=op.f(f"fk_{table}_member_id")
    )


def _factors() -> None:
    op.create_table(
        "staff_totp_keys",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _member("staff_totp_keys"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_staff_totp_keys")),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.CheckConstraint("uses >= 0", name=op.f("ck_staff_passkeys_uses_are_counted")),
        _member("staff_passkeys"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_staff_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_staff_passkeys_member_id"), "staff_passkeys", ["member_id"])
    op.create_table(
        "staff_recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        _member("staff_recovery_codes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_recovery_codes")),
        sa.UniqueConstraint(
            "member_id", "digest", name=op.f("uq_staff_recovery_codes_member_id_digest")
        ),
    )


def _sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column(
            "second_factor",
            one_of("secondfactor", "app", "passkey", "recovery_code"),
            nullable=True,
        ),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("app_key", sa.LargeBinary(), nullable=True),
        sa.Column("challenge", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(second_factor IS NULL) = (confirmed_at IS NULL)",
            name=op.f("ck_staff_sessions_a_factor_was_shown_sometime"),
        ),
        _member("staff_sessions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_sessions_digest")),
    )
    op.create_index(op.f("ix_staff_sessions_member_id"), "staff_sessions", ["member_id"])
    op.create_index(op.f("ix_staff_sessions_seen_at"), "staff_sessions", ["seen_at"])


def _invitations() -> None:
    op.create_table(
        "staff_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column(
            "status",
            one_of("invitationstatus", "pending", "accepted", "withdrawn"),
            nullable=False,
        ),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'pending') = (settled_at IS NULL)",
            name=op.f("ck_staff_invitations_a_settled_one_says_when"),
        ),
        sa.CheckConstraint(
            "(status = 'accepted') = (member_id IS NOT NULL)",
            name=op.f("ck_staff_invitations_who_accepts_is_a_member"),
        ),
        _member("staff_invitations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
    )
    pending = sa.text("status = 'pending'")
    op.create_index(
        "uq_staff_invitations_pending",
        "staff_invitations",
        ["email"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )


def upgrade() -> None:
    _kinds_of_letters(more=LETTERS)
    _factors()
    _sessions()
    _invitations()


def downgrade() -> None:
    op.drop_table("staff_invitations")
    op.drop_table("staff_sessions")
    op.drop_table("staff_recovery_codes")
    op.drop_table("staff_passkeys")
    op.drop_table("staff_totp_keys")
    gone = ", ".join(f"'{kind}'" for kind in LETTERS)
    op.execute(f"DELETE FROM outbox_messages WHERE kind IN ({gone})")
    _kinds_of_letters(fewer=LETTERS)
