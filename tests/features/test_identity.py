"""Names and addresses live in one place, sealed, and can be taken out of it for ever."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent, forget, record_details
from hov_donate.contacts.queries import contact_ids_by_email, identity
from hov_donate.contacts.sealing import Identity, IdentitySeal, SealBrokenError
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from tests.support.words import NOON

ROSA = Identity("Rosa Quiñones", "rosa@people.example")
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    yield Database(engine, FixedClock(NOON), lambda _: None)
    engine.dispose()


def remember(database, someone=ROSA, seal=None, consents=()):
    with database.writing() as work:
        return record_details(
            work, identity=someone, consents=consents, seal=seal or IdentitySeal([OLD])
        )


def test_whoever_steals_the_database_reads_no_names(database):
    remember(database)
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT sealed, email_digest FROM contact_details")).one()
    assert b"Rosa" not in bytes(row.sealed)
    assert "rosa" not in row.email_digest


def test_an_address_is_found_however_it_is_written(database):
    details = remember(database)
    with database.reading() as session:
        found = contact_ids_by_email(session, IdentitySeal([OLD]), " ROSA@people.example")
    assert found == [details.contact_id]


def test_typing_someones_address_does_not_change_what_they_told_us(database):
    first = remember(database)
    second = remember(database, Identity("Somebody Else", ROSA.email))
    assert second.contact_id == first.contact_id
    with database.reading() as session:
        assert identity(session, IdentitySeal([OLD]), first.id) == ROSA


def test_a_new_key_opens_what_the_old_one_sealed(database):
    details = remember(database)
    rotated = IdentitySeal([NEW, OLD])
    with database.reading() as session:
        assert identity(session, rotated, details.id) == ROSA
        assert contact_ids_by_email(session, rotated, ROSA.email) == [details.contact_id]


def test_the_wrong_key_is_named_and_not_guessed(database):
    details = remember(database)
    with database.reading() as session, pytest.raises(SealBrokenError, match="IDENTITY_KEY"):
        identity(session, IdentitySeal([NEW]), details.id)


def test_an_erased_person_is_gone_everywhere(database):
    details = remember(database)
    with database.writing() as work:
        forget(work, details_ids=[details.id])
    with database.reading() as session:
        assert identity(session, IdentitySeal([OLD]), details.id) is None
        assert contact_ids_by_email(session, IdentitySeal([OLD]), ROSA.email) == []


def test_a_consent_keeps_the_words_that_were_read(database):
    words = GivenConsent(ConsentPurpose.NEWS, "Send me news.", "news-1", "en")
    remember(database, consents=[words])
    with database.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM consents")).mappings().one()
    assert (row["purpose"], row["wording"]) == ("news", "Send me news.")
    assert (row["wording_version"], row["language"]) == ("news-1", "en")
    assert row["given_at"] is not None
