"""How gifts are spread over two years, currencies, funds and givers, few of them as many are."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, Uuid, insert

from hov_donate.contacts.models import Contact, ContactDetails
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UtcDateTime
from hov_donate.core.references import check_character

AT_ONCE = 100_000
DAYS = 730
GIFTS_OF_ONE = 4
# Every third gift is of a monthly one, every seventh for a fund. What else is counted by shares no
# factor with these, nor with the days, so that everything is spread alike.
RECURRING_EVERY, FOR_A_FUND_EVERY, LARGE_EVERY = 3, 7, 997
BEGINS_EVERY, ENDED_EVERY = 41, 41 * 47
REFUNDED_EVERY, DISPUTED_EVERY = 101, 499
CURRENCIES = ("GBP", "EUR", "USD", "CAD", "AUD", "CHF", "SEK", "MXN", "BRL", "JPY", "ISK")
FUND = "relief"
GIVEN, LARGE = 2_000, 500_000
# Whom searches look for: in every office the giver and the reference of one gift in its middle.
REFERENCE = f"BENCH23{check_character('BENCH23')}"
WANTED_GIVER = 100

DAYS_TABLE = Table(
    "bench_days",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("moment", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
)
CURRENCIES_TABLE = Table(
    "bench_currencies",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("code", String(3), nullable=False),
)
GIVERS_TABLE = Table(
    "bench_givers",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("contact_id", Uuid, nullable=False),
    Column("details_id", Uuid, nullable=False),
)
# A gift's number, and what is known of it. The days are walked with a step that shares no factor
# with their number. `settled` what Stripe settled it as.
GIFTS = f"""
    WITH RECURSIVE numbers(n) AS (
        SELECT CAST(:first AS INTEGER) UNION ALL
        SELECT n + 1 FROM numbers WHERE n < CAST(:last AS INTEGER)
    ), gifts AS (
        SELECT n, bench_days.number AS days_ago, day, moment, next_at, code, details_id, contact_id,
            CASE WHEN n % {RECURRING_EVERY} = 0 THEN 'recurring_donations' ELSE 'donations' END
                AS account,
            CASE WHEN n % {FOR_A_FUND_EVERY} = 0 THEN '{FUND}' ELSE 'general' END AS fund,
            CASE WHEN n % {LARGE_EVERY} = 0 THEN {LARGE} ELSE {GIVEN} END AS given,
            CASE WHEN n % {LARGE_EVERY} = 0 THEN {LARGE} ELSE {GIVEN} END * 17 / 20 AS settled,
            CASE WHEN n = {WANTED_GIVER * GIFTS_OF_ONE} THEN '{REFERENCE}' ELSE 'G' || n END
                AS reference
        FROM numbers
        JOIN bench_days ON bench_days.number = (n * 271) % {DAYS}
        JOIN bench_currencies ON bench_currencies.number = (n / 3) % {len(CURRENCIES)}
        JOIN bench_givers ON bench_givers.number = n / {GIFTS_OF_ONE}
    )
"""


def prepare(connection: Connection, seal: IdentitySeal, count: int, last_day: date) -> None:
    """Days, currencies and givers, before any of so many gifts is put in."""
    for table in (DAYS_TABLE, CURRENCIES_TABLE, GIVERS_TABLE):
        table.create(connection)
    connection.execute(insert(DAYS_TABLE), [_day(number, last_day) for number in range(DAYS)])
    codes = [{"number": number, "code": code} for number, code in enumerate(CURRENCIES)]
    connection.execute(insert(CURRENCIES_TABLE), codes)
    for first in range(0, count // GIFTS_OF_ONE + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count // GIFTS_OF_ONE + 1))
        for of, rows in _givers(seal, numbers, datetime.combine(last_day, time(), UTC)):
            connection.execute(insert(of), rows)


def email_of(giver: int) -> str:
    """A giver's address."""
    return f"giver{giver}@example.org"


def _givers(
    seal: IdentitySeal, numbers: range, now: datetime
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    people = [(number, uuid.uuid4(), uuid.uuid4()) for number in numbers]
    # Sealing takes a while, and nothing is found by it.
    sealed = seal.seal(Identity("A Giver", "giver@example.org"))
    yield Contact, [{"id": contact, "created_at": now} for _, contact, _ in people]
    yield (
        ContactDetails,
        [
            {
                "id": details,
                "contact_id": contact,
                "sealed": sealed,
                "email_digest": seal.digest(email_of(number)),
                "recorded_at": now,
            }
            for number, contact, details in people
        ],
    )
    yield (
        GIVERS_TABLE,
        [
            {"number": number, "contact_id": contact, "details_id": details}
            for number, contact, details in people
        ],
    )


def _day(number: int, last_day: date) -> dict[str, Any]:
    day = last_day - timedelta(days=number)
    moment = datetime.combine(day, time(12, tzinfo=UTC))
    # When the next instalment is taken: within a month from the last day on.
    next_at = datetime.combine(last_day + timedelta(days=1 + number % 30), moment.timetz())
    return {"number": number, "day": day, "moment": moment, "next_at": next_at}
