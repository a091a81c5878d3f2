"""Branches that have paid for a year, as many as wanted; none of it is timed."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    Allocation,
    Declaration,
    Invoice,
    MoneyMethod,
    MoneyReceived,
    Officer,
    OfficerRole,
    Term,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Contact, ContactDetails, Organisation
from hov_donate.contacts.sealing import Identity
from hov_donate.core.references import ALPHABET, LENGTH
from hov_donate.web.parts import Parts
from tests.support.example_scale import SCALE

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)
STAFF = "treasurer@campaign.example"
CHUNK = 2_000
# Twenty pence for each member.
MEMBERS, FEE = 350, 6300


def seed(parts: Parts, count: int) -> None:
    """So many branches, each with its secretary, figures, a paid term and its invoice."""
    with parts.database.writing() as work:
        draft = operations.draft_scale(work, text=SCALE, actor=STAFF)
        operations.activate_scale(work, scale_id=draft.id, decided_by="AGM", actor=STAFF)
        scale_id, now = draft.id, work.now
    for first in range(1, count + 1, CHUNK):
        numbers = range(first, min(first + CHUNK, count + 1))
        with parts.database.engine.begin() as connection:
            for table, rows in _rows(parts, numbers, scale_id, now):
                connection.execute(insert(table), rows)


def _rows(
    parts: Parts, numbers: range, scale_id: int, now: datetime
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    people = {number: (uuid.uuid4(), uuid.uuid4()) for number in numbers}
    yield Contact, [{"id": contact, "created_at": now} for contact, _ in people.values()]
    yield ContactDetails, [_details(parts, number, people[number], now) for number in numbers]
    yield Organisation, [_organisation(number, now) for number in numbers]
    yield Affiliation, [_affiliation(number, now) for number in numbers]
    yield Declaration, [_declaration(number, now) for number in numbers]
    yield Officer, [_officer(number, people[number][1], now) for number in numbers]
    yield Term, [_term(number, scale_id, now) for number in numbers]
    yield Invoice, [_invoice(number, people[number][1], now) for number in numbers]
    yield MoneyReceived, [_received(number, now) for number in numbers]
    yield Allocation, [_allocation(number, now) for number in numbers]


def _details(
    parts: Parts, number: int, person: tuple[uuid.UUID, uuid.UUID], now: datetime
) -> dict[str, Any]:
    email = f"secretary{number}@example.org"
    return {
        "id": person[1],
        "contact_id": person[0],
        "sealed": parts.seal.seal(Identity("A Secretary", email)),
        "email_digest": parts.seal.digest(email),
        "recorded_at": now,
    }


def _organisation(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "kind": "union_branch",
        "name": "A Union",
        "branch": f"Branch {number}",
        "parent_name": "",
        "town": "A Town",
        "country": "GB",
        "language": "en",
        "members_source": None,
        "listed": False,
        "listed_town": False,
        "listed_members": False,
        "match_key": f"a union branch {number}",
        "created_at": now,
    }


def _affiliation(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "organisation_id": number,
        "kind": "union_branch",
        "country": "GB",
        "language": "en",
        "status": AffiliationStatus.ACTIVE,
        "arrears_stage": 0,
        "joined_on": FIRST_DAY,
        "paid_until": LAST_DAY,
        "purchase_order": "",
        "bill_to": "",
        "created_at": now,
    }


def _declaration(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "affiliation_id": number,
        "members_affiliated": MEMBERS,
        "measures": {},
        "declared": {},
        "overseas": False,
        "surplus_is_gift": False,
        "deciding_body": "the branch meeting",
        "minute_reference": "",
        "actor": STAFF,
        "declared_at": now,
    }


def _officer(number: int, details_id: uuid.UUID, now: datetime) -> dict[str, Any]:
    return {
        "affiliation_id": number,
        "role": OfficerRole.CORRESPONDENCE,
        "details_id": details_id,
        "since": now,
    }


def _term(number: int, scale_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "affiliation_id": number,
        "starts_on": FIRST_DAY,
        "ends_on": LAST_DAY,
        "first": True,
        "fee_minor": FEE,
        "currency": "GBP",
        "scale_id": scale_id,
        "rule": 1,
        "declaration_id": number,
        "delegates": 7,
        "votes": 1,
        "rights": "speak vote motions",
        "snapshot": {"explain": []},
        "made_at": now,
    }


def _invoice(number: int, details_id: uuid.UUID, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        # An earlier year's, so that this year's numbers begin at one.
        "year": FIRST_DAY.year - 1,
        "number": number,
        "reference": _reference(number),
        "affiliation_id": number,
        "term_id": number,
        "details_id": details_id,
        "fee_minor": FEE,
        "gift_minor": 0,
        "amount_minor": FEE,
        "currency": "GBP",
        "issued_on": FIRST_DAY,
        "due_on": FIRST_DAY,
        "language": "en",
        "purchase_order": "",
        "bill_to": "",
        "issuer": '["The Campaign"]',
        "snapshot": {
            "number": f"A-{number:05d}",
            "organisation": ["Example Union", "Leeds", "GB"],
            "term": [FIRST_DAY.isoformat(), LAST_DAY.isoformat()],
            "quote": {},
            "override": None,
            "banks": [],
            "email": "treasurer@campaign.example",
            "pay_at": "https://give.example/en/pay",
        },
        "template": "invoice-2",
        "issued_at": now,
    }


def _reference(number: int) -> str:
    """Not one that a fresh invoice can get: its first letter is in no alphabet."""
    digits = ""
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return f"0{digits}"


def _received(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "form": f"bench{number}",
        "affiliation_id": number,
        "method": MoneyMethod.CHEQUE,
        "amount_minor": FEE,
        "currency": "GBP",
        "received_on": FIRST_DAY,
        "payer": "A Union",
        "bank_reference": "",
        "cheque_number": "",
        "words": "",
        "recorded_by": STAFF,
        "recorded_at": now,
    }


def _allocation(number: int, now: datetime) -> dict[str, Any]:
    return {
        "invoice_id": number,
        "received_id": number,
        "amount_minor": FEE,
        "currency": "GBP",
        "at": now,
        "actor": STAFF,
    }


def put_counters_right(connection: Connection) -> None:
    """Let PostgreSQL count on after the keys that were given."""
    if connection.dialect.name != "postgresql":
        return
    for table in (Organisation, Affiliation, Declaration, Term, Invoice, MoneyReceived):
        name = table.__tablename__
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608 (our own tables)
            f" (SELECT max(id) FROM {name}))"
        )
