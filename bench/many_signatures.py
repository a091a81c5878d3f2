"""An appeal with as many signatures as wanted, put into a database by itself; none of it is timed.

Who signed, signatures, and how many of each country; thirty-five events, gifts counted by country,
and the figures that are published of it all. In statements of a hundred thousand signatures each.
"""

from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    TextClause,
    bindparam,
    insert,
    text,
)

from bench.spread import AT_ONCE
from hov_donate.campaign.appeals.operations import (
    AppealFacts,
    Wording,
    begin_appeal,
    publish_appeal,
)
from hov_donate.campaign.map.models import GiftCount
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.contacts.sealing import Identity
from hov_donate.core.countries import COUNTRIES as EVERY_COUNTRY
from hov_donate.core.db import UnitOfWork, UtcDateTime
from hov_donate.web.parts import Parts
from tests.support.events import published

COUNTRIES = sorted(EVERY_COUNTRY)[:65]
SLUG, TITLE = "bench", "Stand with us"
EVENTS = 35
SHOWN_EVERY = 3
COUNTRIES_TABLE = Table(
    "bench_countries",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("code", String(2), nullable=False),
)
# A number as a UUID, as each engine keeps one.
AS_UUID = {
    "sqlite": "printf('%032x', n)",
    "postgresql": "CAST(lpad(to_hex(n), 32, '0') AS uuid)",
}
NUMBERS = """
    WITH RECURSIVE numbers(n) AS (
        SELECT CAST(:first AS INTEGER) UNION ALL
        SELECT n + 1 FROM numbers WHERE n < CAST(:last AS INTEGER)
    )
"""
SIGNED = (
    """
    INSERT INTO contacts (id, created_at) {numbers} SELECT {uuid}, :now FROM numbers
    """,
    """
    INSERT INTO contact_details (id, contact_id, sealed, email_digest, recorded_at)
    {numbers} SELECT {uuid}, {uuid}, :sealed, 'signer' || n, :now FROM numbers
    """,
    """
    INSERT INTO signatures (id, appeal_id, form, details_id, person, status, origin, country,
        language, capacity, show_name, show_role, show_organisation, show_town, listed, signed_at,
        confirmed_at)
    {numbers} SELECT n, :appeal, 'form' || n, {uuid}, 'signer' || n, 'confirmed', 'online', code,
        'en', 'personal', n % {shown} = 0, FALSE, FALSE, FALSE, n % {shown} = 0, :now, :now
    FROM numbers JOIN bench_countries ON number = n % {countries}
    """,
)
COUNTED = """
    INSERT INTO signature_counts (appeal_id, country, confirmed, publishable)
    SELECT appeal_id, country, COUNT(*), SUM(CASE WHEN listed THEN 1 ELSE 0 END)
    FROM signatures GROUP BY appeal_id, country
"""


def seed_signatures(parts: Parts, count: int) -> None:
    """An appeal that so many people signed, and what a campaign has beside it."""
    engine, now = parts.database.engine, parts.clock.now()
    with parts.database.writing() as work:
        appeal = _appeal(work)
    with engine.begin() as connection:
        _put_countries(connection)
    sealed = parts.seal.seal(Identity("A Signer", "signer@example.org"))
    for first in range(1, count + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, count)
        values = {"first": first, "last": last, "appeal": appeal, "sealed": sealed, "now": now}
        with engine.begin() as connection:
            for statement in SIGNED:
                connection.execute(_written(statement, engine.dialect.name), values)
    with engine.begin() as connection:
        connection.execute(text(COUNTED))
    _put_events(parts, now)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            analyse = connection.execution_options(isolation_level="AUTOCOMMIT")
            analyse.execute(text("ANALYZE"))
    with parts.database.writing() as work:
        publish_figures(work, today=now.date(), actor="command:0")


def _appeal(work: UnitOfWork) -> int:
    texts = {"en": Wording(TITLE, "They struck.\n\nWe stand with them.")}
    facts = AppealFacts(SLUG, work.now.date() - timedelta(days=9), None, 1_500, None, texts)
    appeal = begin_appeal(work, facts=facts)
    publish_appeal(work, appeal_id=appeal.id)
    return appeal.id


def _put_countries(connection: Connection) -> None:
    COUNTRIES_TABLE.create(connection)
    rows = [{"number": number, "code": code} for number, code in enumerate(COUNTRIES)]
    connection.execute(insert(COUNTRIES_TABLE), rows)
    gifts = [{"country": code, "gifts": 3 * number} for number, code in enumerate(COUNTRIES)]
    connection.execute(insert(GiftCount), gifts)


def _put_events(parts: Parts, now: datetime) -> None:
    for number in range(EVENTS):
        published(
            parts.database,
            parts.seal,
            starts_at=now + timedelta(days=5 - number),
            ends_at=None,
            country=COUNTRIES[number % 20],
        )


def _written(statement: str, engine: str) -> TextClause:
    written = statement.format(
        numbers=NUMBERS, uuid=AS_UUID[engine], shown=SHOWN_EVERY, countries=len(COUNTRIES)
    )
    return text(written).bindparams(bindparam("now", type_=UtcDateTime))
