"""Two years of gifts, as many as wanted, put into a database by itself; none of it is timed.

Payments, entries with their postings and seals, monthly gifts, events and letters, in statements
of a hundred thousand each. The books' own triggers add the daily sums up.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, insert, text

from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UtcDateTime
from hov_donate.web.parts import Parts

AT_ONCE = 100_000
DAYS = 730
# Every third gift is of a monthly one; one in forty begins it, and every fiftieth of those ends.
RECURRING_EVERY, BEGINS_EVERY = 3, 40
CURRENCIES = ("GBP", "EUR", "USD", "CAD", "AUD", "CHF", "SEK", "MXN", "BRL", "JPY", "ISK")
GIVEN, SETTLED, FEE = 2000, 1700, 50

DAYS_TABLE = Table(
    "bench_days",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("moment", UtcDateTime, nullable=False),
)
CURRENCIES_TABLE = Table(
    "bench_currencies",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("code", String(3), nullable=False),
)
# A gift's day, its currency and what is known of it. The days are walked with a step that shares
# no factor with their number, so that few gifts are spread over the two years as many are.
GIFTS = f"""
    WITH RECURSIVE numbers(n) AS (
        SELECT CAST(:first AS INTEGER) UNION ALL
        SELECT n + 1 FROM numbers WHERE n < CAST(:last AS INTEGER)
    ), gifts AS (
        SELECT n, day, moment, code, CASE WHEN n % {RECURRING_EVERY} = 0
            THEN 'recurring_donations' ELSE 'donations' END AS account
        FROM numbers
        JOIN bench_days ON bench_days.number = (n * 271) % {DAYS}
        JOIN bench_currencies ON bench_currencies.number = (n / 3) % {len(CURRENCIES)}
    )
"""
STATEMENTS = (
    f"""
    INSERT INTO subscriptions (id, reference, stripe_subscription_id, stripe_customer_id, purpose,
        details_id, amount_minor, currency, interval, status, stripe_status, started_at, ended_at,
        version)
    {GIFTS} SELECT n, 'S' || n, 'sub_' || n, 'cus_' || n, 'donation',
        (SELECT id FROM contact_details LIMIT 1), {GIVEN}, code, 'month',
        CASE WHEN n % 2000 = 0 THEN 'ended' ELSE 'active' END, 'active', moment,
        CASE WHEN n % 2000 = 0 THEN moment END, 0
    FROM gifts WHERE n % {BEGINS_EVERY} = 0
    """,
    f"""
    INSERT INTO payments (id, reference, purpose, details_id, amount_minor, currency, status,
        refunded_minor, disputed_minor, lost_minor, version, created_at, paid_at,
        stripe_payment_intent_id, stripe_charge_id)
    {GIFTS} SELECT n, 'G' || n, 'donation', (SELECT id FROM contact_details LIMIT 1), {GIVEN},
        code, 'paid', 0, 0, 0, 1, moment, moment, 'pi_' || n, 'ch_' || n
    FROM gifts
    """,
    f"""
    INSERT INTO inbox_events (stripe_event_id, type, object_type, object_id, api_version,
        created_at, received_at, status, attempts, next_attempt_at, settled_at)
    {GIFTS} SELECT 'evt_' || n, 'checkout.session.completed', 'checkout.session', 'cs_' || n,
        'none', moment, moment, 'applied', 1, moment, moment
    FROM gifts
    """,
    f"""
    INSERT INTO outbox_messages (kind, object_id, language, status, attempts, next_attempt_at,
        created_at, settled_at)
    {GIFTS} SELECT 'receipt', 'G' || n, 'en', 'sent', 1, moment, moment, moment FROM gifts
    """,
    f"""
    INSERT INTO ledger_entries (id, stripe_balance_transaction_id, reporting_category, source_id,
        payment_reference, occurred_at, booked_on, available_on, gross_minor, fee_minor, net_minor,
        currency, gift_minor, gift_currency, recorded_at)
    {GIFTS} SELECT n, 'txn_' || n, 'charge', 'ch_' || n, 'G' || n, moment, day, day,
        {SETTLED}, {FEE}, {SETTLED - FEE}, 'GBP', {GIVEN}, code, moment
    FROM gifts
    """,
    f"""
    INSERT INTO ledger_postings (entry_id, account, amount_minor, currency)
    {GIFTS} SELECT n, 'stripe', {SETTLED - FEE}, 'GBP' FROM gifts
    UNION ALL SELECT n, 'stripe_fees', {FEE}, 'GBP' FROM gifts
    UNION ALL SELECT n, account, {-SETTLED}, 'GBP' FROM gifts WHERE code = 'GBP'
    UNION ALL SELECT n, 'currency_exchange', {-SETTLED}, 'GBP' FROM gifts WHERE code <> 'GBP'
    UNION ALL SELECT n, 'currency_exchange', {GIVEN}, code FROM gifts WHERE code <> 'GBP'
    UNION ALL SELECT n, account, {-GIVEN}, code FROM gifts WHERE code <> 'GBP'
    """,
    f"INSERT INTO ledger_seals (entry_id) {GIFTS} SELECT n FROM gifts",
)


def seed(parts: Parts, count: int, last_day: date) -> None:
    """So many gifts in the two years that end on a day."""
    with parts.database.writing() as work:
        someone = Identity(name="A Donor", email="donor@example.org")
        record_details(work, identity=someone, consents=(), seal=parts.seal)
    with parts.database.engine.begin() as connection:
        _help(connection, last_day)
    for first in range(1, count + 1, AT_ONCE):
        with parts.database.engine.begin() as connection:
            chunk = {"first": first, "last": min(first + AT_ONCE - 1, count)}
            for statement in STATEMENTS:
                connection.execute(text(statement), chunk)
    with parts.database.engine.connect() as connection:
        analyse = connection.execution_options(isolation_level="AUTOCOMMIT")
        analyse.execute(text("ANALYZE"))


def _help(connection: Connection, last_day: date) -> None:
    for table in (DAYS_TABLE, CURRENCIES_TABLE):
        table.create(connection)
    connection.execute(insert(DAYS_TABLE), [_day(number, last_day) for number in range(DAYS)])
    codes = [{"number": number, "code": code} for number, code in enumerate(CURRENCIES)]
    connection.execute(insert(CURRENCIES_TABLE), codes)


def _day(number: int, last_day: date) -> dict[str, Any]:
    day = last_day - timedelta(days=number)
    noon = time(12, tzinfo=UTC)
    return {"number": number, "day": day, "moment": datetime.combine(day, noon)}
