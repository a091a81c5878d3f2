"""Receipts are numbered without gaps, one for each payment, and never change."""

import threading
import uuid
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.documents.models import Document
from hov_donate.documents.operations import (
    DocumentChangedError,
    ReceiptFacts,
    check_fingerprint,
    issue_receipt,
)
from tests.support.words import GBP, NOON

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    yield Database(engine, FixedClock(NOON), lambda _: None)
    engine.dispose()


@pytest.fixture
def details_id(database) -> uuid.UUID:
    with database.writing() as work:
        return record_details(
            work,
            identity=Identity("Rosa", "rosa@people.example"),
            consents=(),
            seal=IdentitySeal([KEY]),
        ).id


def facts(details_id: uuid.UUID, reference: str, year: int = 2026) -> ReceiptFacts:
    return ReceiptFacts(
        reference, details_id, GBP(20), date(year, 11, 24), "en", '["A campaign"]', "No relief."
    )


def issue(database: Database, *wanted: ReceiptFacts) -> list[str]:
    numbers = []
    for each in wanted:
        with database.writing() as work:
            numbers.append(issue_receipt(work, facts=each).full_number)
    return numbers


def test_each_year_counts_from_one(database, details_id):
    wanted = [facts(details_id, "A"), facts(details_id, "B"), facts(details_id, "C", 2027)]
    assert issue(database, *wanted) == ["2026-000001", "2026-000002", "2027-000001"]


def test_a_payment_never_gets_a_second_receipt(database, details_id):
    issue(database, facts(details_id, "A"))
    with pytest.raises(IntegrityError):
        issue(database, facts(details_id, "A"))
    assert issue(database, facts(details_id, "B")) == ["2026-000002"]


def test_a_receipt_that_was_not_issued_after_all_leaves_no_gap(database, details_id):
    def issue_and_change_ones_mind() -> None:
        with database.writing() as work:
            issue_receipt(work, facts=facts(details_id, "A"))
            raise InterruptedError

    with pytest.raises(InterruptedError):
        issue_and_change_ones_mind()
    assert issue(database, facts(details_id, "B")) == ["2026-000001"]


def test_receipts_issued_at_once_have_different_numbers(database, details_id):
    threads = [
        threading.Thread(target=issue, args=(database, facts(details_id, f"R{number}")))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        numbers = session.scalars(select(Document.number).order_by(Document.number)).all()
    assert numbers == list(range(1, 13))


@pytest.mark.parametrize("statement", ["UPDATE documents SET number = 9", "DELETE FROM documents"])
def test_the_database_refuses_to_change_a_receipt(database, details_id, statement):
    issue(database, facts(details_id, "A"))
    refused = pytest.raises(DBAPIError, match="a_document_never_changes")
    with refused, database.engine.begin() as connection:
        connection.execute(text(statement))


def test_another_pdf_than_the_first_is_noticed(database, details_id):
    with database.writing() as work:
        receipt = issue_receipt(work, facts=facts(details_id, "A"))
        check_fingerprint(work, document_id=receipt.id, pdf=b"the first")
        check_fingerprint(work, document_id=receipt.id, pdf=b"the first")
        with pytest.raises(DocumentChangedError):
            check_fingerprint(work, document_id=receipt.id, pdf=b"another")
