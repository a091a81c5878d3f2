"""Gifts on affiliates' invoices, and those made of credit, are looked at by the rules for gifts.

What came of them before is counted from here on, on the day of universal time on which it was
booked: no rule reaches back, but those on a giver's year count what was given in it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RULE = "it_is_about_one_gift"
ONE_OF_TWO = "(payment_id IS NULL) <> (offline_gift_id IS NULL)"
ONE_OF_THREE = (
    "CASE WHEN payment_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN offline_gift_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN beside_fee_id IS NULL THEN 0 ELSE 1 END = 1"
)
FINAL = "beside_fee_is_final"
ROWS = sa.table(
    "gifts_beside_fees",
    sa.column("source", sa.String()),
    sa.column("details_id", sa.Uuid()),
    sa.column("amount_minor", sa.BigInteger()),
    sa.column("here_minor", sa.BigInteger()),
    sa.column("held_minor", sa.BigInteger()),
    sa.column("moves", sa.Integer()),
    sa.column("currency", sa.String()),
    sa.column("came_on", sa.Date()),
)
# Money pays the fee first. What came last stands for when the gift came.
ON_INVOICES = """
    SELECT i.year, i.number, i.details_id, i.currency, i.fee_minor, i.gift_minor,
        b.credited_minor, b.settled_minor,
        COALESCE((SELECT SUM(c.gift_minor) FROM affiliation_credit_notes c
            WHERE c.invoice_id = i.id), 0) AS gift_credited,
        (SELECT MAX(a.at) FROM affiliation_allocations a
            WHERE a.invoice_id = i.id AND a.amount_minor > 0) AS came_at
    FROM affiliation_invoices i
    JOIN affiliation_invoice_balances b ON b.invoice_id = i.id
    WHERE i.gift_minor > 0
"""
OF_CREDIT = """
    SELECT MIN(u.id) AS first, u.affiliation_id, u.at AS came_at, u.currency,
        SUM(u.amount_minor) AS minor
    FROM affiliation_credit_uses u WHERE u.kind = 'given'
    GROUP BY u.affiliation_id, u.at, u.currency
"""
# A member's own details, or those of the first who is still there for an organisation.
WHOSE = """
    SELECT COALESCE(f.details_id, (
        SELECT o.details_id FROM affiliation_officers o
        WHERE o.affiliation_id = f.id AND o.ended_at IS NULL
        ORDER BY CASE o.role WHEN 'payer' THEN 0 WHEN 'correspondence' THEN 1
            WHEN 'secretary' THEN 2 ELSE 3 END
        LIMIT 1
    )) AS details_id
    FROM affiliations f WHERE f.id = :affiliation
"""


def upgrade() -> None:
    op.create_table(
        "gifts_beside_fees",
        sa.Column("id", ID, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("details_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("here_minor", sa.BigInteger(), nullable=False),
        sa.Column("held_minor", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "held_minor >= 0", name=op.f("ck_gifts_beside_fees_nothing_is_held_below_zero")
        ),
        sa.ForeignKeyConstraint(
            ["details_id"], ["contact_details.id"], name=op.f("fk_gifts_beside_fees_details_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gifts_beside_fees")),
        sa.UniqueConstraint("source", name=op.f("uq_gifts_beside_fees_source")),
    )
    op.create_index(
        "ix_gifts_beside_fees_details_id_came_on", "gifts_beside_fees", ["details_id", "came_on"]
    )
    kept = _triggers_of("gift_reviews")
    with op.batch_alter_table("gift_reviews") as batch_op:
        batch_op.add_column(sa.Column("beside_fee_id", ID, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_gift_reviews_beside_fee_id"), "gifts_beside_fees", ["beside_fee_id"], ["id"]
        )
        batch_op.create_unique_constraint(op.f("uq_gift_reviews_beside_fee_id"), ["beside_fee_id"])
        batch_op.drop_constraint(op.f(f"ck_gift_reviews_{RULE}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_gift_reviews_{RULE}"), ONE_OF_THREE)
    for statement in kept:
        op.execute(statement)
    _seal()
    _count_what_came()


def _seal() -> None:
    """Which gift a review is about never changes."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {FINAL} BEFORE UPDATE OF beside_fee_id ON gift_reviews BEGIN"
            " SELECT RAISE(ABORT, 'it_never_changes'); END"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {FINAL} BEFORE UPDATE OF beside_fee_id ON gift_reviews"
            " FOR EACH ROW EXECUTE FUNCTION review_row_is_final()"
        )


def _count_what_came() -> None:
    found = [*_on_invoices(), *_of_credit()]
    if found:
        op.get_bind().execute(sa.insert(ROWS), found)


def _on_invoices():
    for row in _read(ON_INVOICES, details_id=sa.Uuid(), came_at=MOMENT):
        gift = row.gift_minor - row.gift_credited
        fee = row.fee_minor - (row.credited_minor - row.gift_credited)
        here = min(gift, max(0, row.settled_minor - fee))
        if here:
            source = f"INV-{row.year}-{row.number:06d}"
            yield _row(source, row.details_id, (gift, here), row)


def _of_credit():
    for row in _read(OF_CREDIT, came_at=MOMENT):
        whose = sa.text(WHOSE).columns(details_id=sa.Uuid())
        details_id = op.get_bind().scalar(whose, {"affiliation": row.affiliation_id})
        minor = int(row.minor)
        yield _row(f"credit-{row.first}", details_id, (minor, minor), row)


def _read(query, **types):
    return op.get_bind().execute(sa.text(query).columns(**types)).all()


def _row(source, details_id, sums, row):
    return {
        "source": source,
        "details_id": details_id,
        "amount_minor": sums[0],
        "here_minor": sums[1],
        "held_minor": 0,
        "moves": 0,
        "currency": row.currency,
        "came_on": row.came_at.date(),
    }


def _triggers_of(table) -> list[str]:
    """SQLite drops a table's triggers with the table that it puts a new one in the place of."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    query = sa.text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    )
    found = op.get_bind().execute(query, {"table": table}).all()
    for name, _ in found:
        op.execute(f"DROP TRIGGER {name}")
    return [statement for _, statement in found]


def downgrade() -> None:
    """Refused while any is held, or was looked at: the books and a decision would lose it."""
    op.execute(f"DROP TRIGGER {FINAL}" + _of_reviews())
    kept = _triggers_of("gift_reviews")
    with op.batch_alter_table("gift_reviews") as batch_op:
        batch_op.drop_constraint(op.f(f"ck_gift_reviews_{RULE}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_gift_reviews_{RULE}"), ONE_OF_TWO)
        batch_op.drop_constraint(op.f("uq_gift_reviews_beside_fee_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_gift_reviews_beside_fee_id"), type_="foreignkey")
        batch_op.drop_column("beside_fee_id")
    for statement in kept:
        op.execute(statement)
    op.drop_table("gifts_beside_fees")


def _of_reviews() -> str:
    return "" if op.get_bind().dialect.name == "sqlite" else " ON gift_reviews"
