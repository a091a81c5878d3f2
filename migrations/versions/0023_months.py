"""What moved Stripe's balance each day; months that are closed, and by whom."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACTOR = sa.String(length=60)
LETTER = "month_reopening"
# Whatever stands between Stripe's balance and what it was for: one account, in every entry that a
# balance transaction makes. Where there is none, all of it was a fee.
COUNTER = """COALESCE((
    SELECT MAX(posting.account) FROM ledger_postings AS posting WHERE posting.entry_id = entry.id
    AND posting.account NOT IN ('stripe', 'stripe_fees', 'currency_exchange')
), 'stripe_fees')"""
MOVEMENTS = "booked_on, currency, category, counter, gross_minor, fee_minor, net_minor, entries"
ADDED = """
    ON CONFLICT (booked_on, currency, category, counter) DO UPDATE SET
        gross_minor = ledger_daily_movements.gross_minor + excluded.gross_minor,
        fee_minor = ledger_daily_movements.fee_minor + excluded.fee_minor,
        net_minor = ledger_daily_movements.net_minor + excluded.net_minor,
        entries = ledger_daily_movements.entries + excluded.entries
"""
CLOSED_UNTIL = "(SELECT MAX(last_day) FROM ledger_months WHERE state = 'closed')"
# The first month that can be closed is the first in which anything was booked; then one by one.
CLOSES_OUT_OF_ORDER = """
    SELECT 1 WHERE NEW.month <> {after_closed}
    OR {until} IS NULL AND EXISTS (SELECT 1 FROM ledger_daily_sums WHERE booked_on < NEW.month)
"""
IS_NOT_LAST = """
    SELECT 1 WHERE NOT EXISTS (
        SELECT 1 FROM month_closings AS closing
        JOIN ledger_months AS month ON month.month = closing.month
        WHERE closing.id = NEW.closing_id AND month.state = 'closed' AND month.last_day = {until}
    )
"""
ASKED_BY_NOBODY_ELSE = """
    SELECT 1 WHERE NOT EXISTS (
        SELECT 1 FROM month_reopening_requests WHERE id = NEW.request_id
        AND closing_id = NEW.closing_id AND asked_by <> NEW.agreed_by
    )
"""
# A month is closed while it has a closing that nobody took back, and at no other time.
STATE_IS_MADE_UP = """
    SELECT 1 WHERE (NEW.state = 'closed') <> EXISTS (
        SELECT 1 FROM month_closings AS closing WHERE closing.month = NEW.month
        AND NOT EXISTS (SELECT 1 FROM month_reopenings WHERE closing_id = closing.id)
    )
"""
FINAL = ("month_closings", "month_reopening_requests", "month_reopenings")


def sqlite():
    """The triggers on SQLite."""
    until = CLOSED_UNTIL
    order = CLOSES_OUT_OF_ORDER.format(
        until=until,
        after_closed=f"COALESCE(date({until}, '+1 day'), date(NEW.month, 'start of month'))",
    )
    yield f"""
        CREATE TRIGGER ledger_check_month BEFORE INSERT ON ledger_seals BEGIN
            SELECT RAISE(ABORT, 'ledger_month_is_closed') WHERE EXISTS (
                SELECT 1 FROM ledger_entries
                WHERE id = NEW.entry_id AND booked_on <= {until}
            );
        END
    """
    yield f"""
        CREATE TRIGGER ledger_add_to_daily_movements AFTER INSERT ON ledger_seals BEGIN
            INSERT INTO ledger_daily_movements ({MOVEMENTS})
            SELECT booked_on, currency, reporting_category, {COUNTER},
                gross_minor, fee_minor, net_minor, 1
            FROM ledger_entries AS entry
            WHERE entry.id = NEW.entry_id AND entry.stripe_balance_transaction_id IS NOT NULL
            {ADDED};
        END
    """
    yield f"""
        CREATE TRIGGER month_closings_in_order BEFORE INSERT ON month_closings BEGIN
            SELECT RAISE(ABORT, 'ledger_months_close_in_order') WHERE EXISTS ({order});
        END
    """
    yield """
        CREATE TRIGGER month_closings_close AFTER INSERT ON month_closings BEGIN
            INSERT INTO ledger_months (month, last_day, state)
            VALUES (NEW.month, date(NEW.month, '+1 month', '-1 day'), 'closed')
            ON CONFLICT (month) DO UPDATE SET state = 'closed';
        END
    """
    yield f"""
        CREATE TRIGGER month_reopenings_by_two BEFORE INSERT ON month_reopenings BEGIN
            SELECT RAISE(ABORT, 'reopening_needs_two_people')
            WHERE EXISTS ({ASKED_BY_NOBODY_ELSE});
            SELECT RAISE(ABORT, 'ledger_months_open_in_order')
            WHERE EXISTS ({IS_NOT_LAST.format(until=until)});
        END
    """
    yield """
        CREATE TRIGGER month_reopenings_open AFTER INSERT ON month_reopenings BEGIN
            UPDATE ledger_months SET state = 'open'
            WHERE month = (SELECT month FROM month_closings WHERE id = NEW.closing_id);
        END
    """
    for verb in ("INSERT", "UPDATE"):
        yield f"""
            CREATE TRIGGER ledger_months_check_{verb} BEFORE {verb} ON ledger_months BEGIN
                SELECT RAISE(ABORT, 'ledger_month_state_is_made_up')
                WHERE EXISTS ({STATE_IS_MADE_UP})
                OR NEW.last_day <> date(NEW.month, '+1 month', '-1 day')
                {"OR NEW.month <> OLD.month" if verb == "UPDATE" else ""};
            END
        """
    for table in (*FINAL, "ledger_months"):
        for verb in ("DELETE",) if table == "ledger_months" else ("UPDATE", "DELETE"):
            yield f"""
                CREATE TRIGGER {table}_refuse_{verb} BEFORE {verb} ON {table} BEGIN
                    SELECT RAISE(ABORT, 'months_are_append_only');
                END
            """


def refusing(query, error):
    """A statement of a PostgreSQL function that refuses while the query finds anything."""
    return f"IF EXISTS ({query}) THEN RAISE EXCEPTION '{error}'; END IF;"


def function(name, *body):
    """A PostgreSQL trigger's function."""
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {" ".join(body)}
        END $$
    """


def row_trigger(name, moment, table):
    """A trigger for each row, named as its function."""
    return f"CREATE TRIGGER {name} {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def postgresql():
    """The triggers on PostgreSQL.

    Whoever seals holds the row that `lock_books` holds, shared; whoever closes holds it alone. So
    nobody can close a month while an entry of it is on its way.
    """
    until = CLOSED_UNTIL
    yield function(
        "ledger_seal_months",
        "PERFORM 1 FROM ledger_accounts WHERE code = 'stripe' FOR SHARE;",
        refusing(
            f"""
            SELECT 1 FROM new_seals AS seal CROSS JOIN LATERAL (
                SELECT booked_on FROM ledger_entries WHERE id = seal.entry_id LIMIT 1
            ) AS entry WHERE entry.booked_on <= {until}
            """,
            "ledger_month_is_closed",
        ),
        f"""
        INSERT INTO ledger_daily_movements ({MOVEMENTS})
        SELECT entry.booked_on, entry.currency, entry.reporting_category, entry.counter,
            SUM(entry.gross_minor), SUM(entry.fee_minor), SUM(entry.net_minor), COUNT(*)
        FROM new_seals AS seal CROSS JOIN LATERAL (
            SELECT entry.*, {COUNTER} AS counter FROM ledger_entries AS entry
            WHERE entry.id = seal.entry_id AND entry.stripe_balance_transaction_id IS NOT NULL
            LIMIT 1
        ) AS entry
        GROUP BY entry.booked_on, entry.currency, entry.reporting_category, entry.counter
        ORDER BY entry.booked_on, entry.currency, entry.reporting_category, entry.counter
        {ADDED};
        RETURN NULL;
        """,
    )
    yield """
        CREATE TRIGGER ledger_seal_months AFTER INSERT ON ledger_seals
        REFERENCING NEW TABLE AS new_seals
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_seal_months()
    """
    first = "date_trunc('month', NEW.month)::date"
    last = "(NEW.month + interval '1 month' - interval '1 day')::date"
    order = CLOSES_OUT_OF_ORDER.format(until=until, after_closed=f"COALESCE({until} + 1, {first})")
    yield function(
        "month_closings_in_order",
        "PERFORM 1 FROM ledger_accounts WHERE code = 'stripe' FOR UPDATE;",
        refusing(order, "ledger_months_close_in_order"),
        "RETURN NEW;",
    )
    yield row_trigger("month_closings_in_order", "BEFORE INSERT", "month_closings")
    yield function(
        "month_closings_close",
        f"""
        INSERT INTO ledger_months (month, last_day, state) VALUES (NEW.month, {last}, 'closed')
        ON CONFLICT (month) DO UPDATE SET state = 'closed';
        RETURN NULL;
        """,
    )
    yield row_trigger("month_closings_close", "AFTER INSERT", "month_closings")
    yield function(
        "month_reopenings_by_two",
        "PERFORM 1 FROM ledger_accounts WHERE code = 'stripe' FOR UPDATE;",
        refusing(ASKED_BY_NOBODY_ELSE, "reopening_needs_two_people"),
        refusing(IS_NOT_LAST.format(until=until), "ledger_months_open_in_order"),
        "RETURN NEW;",
    )
    yield row_trigger("month_reopenings_by_two", "BEFORE INSERT", "month_reopenings")
    yield function(
        "month_reopenings_open",
        """
        UPDATE ledger_months SET state = 'open'
        WHERE month = (SELECT month FROM month_closings WHERE id = NEW.closing_id);
        RETURN NULL;
        """,
    )
    yield row_trigger("month_reopenings_open", "AFTER INSERT", "month_reopenings")
    yield function(
        "ledger_months_check",
        refusing(STATE_IS_MADE_UP, "ledger_month_state_is_made_up"),
        f"IF NEW.last_day <> {last} OR (TG_OP = 'UPDATE' AND NEW.month <> OLD.month)",
        "THEN RAISE EXCEPTION 'ledger_month_state_is_made_up'; END IF;",
        "RETURN NEW;",
    )
    yield row_trigger("ledger_months_check", "BEFORE INSERT OR UPDATE", "ledger_months")
    yield function("months_are_final", "RAISE EXCEPTION 'months_are_append_only';")
    for table in (*FINAL, "ledger_months"):
        verbs = "DELETE OR TRUNCATE" if table == "ledger_months" else "UPDATE OR DELETE OR TRUNCATE"
        yield f"""
            CREATE TRIGGER {table}_is_final BEFORE {verbs} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION months_are_final()
        """


def _letters(*, with_ours) -> None:
    """Whatever kinds of letters there are by now, and ours."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("outbox_messages")
    known = next(each for each in checks if each["name"].endswith("mailkind_is_known"))
    kinds = [kind for kind in re.findall(r"'(\w+)'", known["sqltext"]) if kind != LETTER]

    def of(*words):
        return sa.Enum(
            *words, name="mailkind_is_known", native_enum=False, create_constraint=True, length=40
        )

    before, after = (kinds, [*kinds, LETTER]) if with_ours else ([*kinds, LETTER], kinds)
    with op.batch_alter_table("outbox_messages") as batch_op:
        batch_op.alter_column(
            "kind", existing_type=of(*before), type_=of(*after), existing_nullable=False
        )


def _daily_movements() -> None:
    op.create_table(
        "ledger_daily_movements",
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("counter", sa.String(length=40), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False)
            for name in ("gross_minor", "fee_minor", "net_minor", "entries")
        ),
        sa.PrimaryKeyConstraint(
            "booked_on", "currency", "category", "counter", name=op.f("pk_ledger_daily_movements")
        ),
    )
    op.execute(f"""
        INSERT INTO ledger_daily_movements ({MOVEMENTS})
        SELECT booked_on, currency, reporting_category, counter,
            SUM(gross_minor), SUM(fee_minor), SUM(net_minor), COUNT(*)
        FROM (
            SELECT entry.*, {COUNTER} AS counter FROM ledger_entries AS entry
            WHERE entry.stripe_balance_transaction_id IS NOT NULL
        ) AS moved
        GROUP BY booked_on, currency, reporting_category, counter
    """)


def _months() -> None:
    op.create_table(
        "ledger_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="monthstate_is_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_ledger_months")),
    )
    op.create_table(
        "month_closings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column("closed_by", ACTOR, nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["reconciliation_runs.id"], name=op.f("fk_month_closings_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_closings")),
    )
    op.create_index(op.f("ix_month_closings_month"), "month_closings", ["month"])
    op.create_table(
        "month_reopening_requests",
        sa.Column("id", KEY, nullable=False),
        sa.Column("closing_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("minute_reference", sa.String(length=200), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", ACTOR, nullable=False),
        sa.ForeignKeyConstraint(
            ["closing_id"],
            ["month_closings.id"],
            name=op.f("fk_month_reopening_requests_closing_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_reopening_requests")),
    )
    op.create_index(
        op.f("ix_month_reopening_requests_closing_id"), "month_reopening_requests", ["closing_id"]
    )
    op.create_table(
        "month_reopenings",
        sa.Column("closing_id", KEY, autoincrement=False, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=False),
        sa.Column("agreed_by", ACTOR, nullable=False),
        sa.ForeignKeyConstraint(
            ["closing_id"], ["month_closings.id"], name=op.f("fk_month_reopenings_closing_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["month_reopening_requests.id"],
            name=op.f("fk_month_reopenings_request_id"),
        ),
        sa.PrimaryKeyConstraint("closing_id", name=op.f("pk_month_reopenings")),
    )


def upgrade() -> None:
    op.add_column("ledger_entries", sa.Column("late_for", sa.Date(), nullable=True))
    op.create_index("ix_payouts_created_at", "payouts", ["created_at"])
    _daily_movements()
    _months()
    _letters(with_ours=True)
    triggers = postgresql if op.get_bind().dialect.name == "postgresql" else sqlite
    for statement in triggers():
        op.execute(statement)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        for name in ("ledger_check_month", "ledger_add_to_daily_movements"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER ledger_seal_months ON ledger_seals")
    op.execute(f"DELETE FROM outbox_messages WHERE kind = '{LETTER}'")
    _letters(with_ours=False)
    for table in ("month_reopenings", "month_reopening_requests"):
        op.drop_table(table)
    op.drop_table("ledger_months")
    op.drop_table("month_closings")
    if not on_sqlite:
        for name in (
            "ledger_seal_months",
            "month_closings_in_order",
            "month_closings_close",
            "month_reopenings_by_two",
            "month_reopenings_open",
            "ledger_months_check",
            "months_are_final",
        ):
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("ledger_daily_movements")
    op.drop_index("ix_payouts_created_at", "payouts")
    # SQLite drops a column in place: the triggers of the table stay.
    op.drop_column("ledger_entries", "late_for")
