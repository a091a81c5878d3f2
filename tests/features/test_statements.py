"""One statement of everything that someone gave in some days."""

import io
import re
import uuid
from datetime import date

import pypdf

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.sealing import Identity
from hov_donate.donations.statements import statement_pdf
from hov_donate.payments.models import Payment
from tests.support.post import Post
from tests.support.words import EUR, GBP

NEW_YEAR, NEW_YEARS_EVE = date(2026, 1, 1), date(2026, 12, 31)
MARCH, APRIL = date(2026, 3, 5), date(2026, 4, 6)


def statement(
    post: Post,
    payment: Payment,
    first: date = NEW_YEAR,
    last: date = NEW_YEARS_EVE,
    language: str = "en",
) -> tuple[str, str]:
    """File name and words."""
    with post.parts.database.reading() as session:
        name, pdf = statement_pdf(
            session,
            post.parts.seal,
            post.parts.settings,
            contact_id=contact_of(post, payment),
            first=first,
            last=last,
            language=language,
        )
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return name, re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def contact_of(post: Post, payment: Payment) -> uuid.UUID:
    with post.parts.database.reading() as session:
        return session.get_one(ContactDetails, payment.details_id).contact_id


def test_it_lists_receipts_and_what_went_back_and_says_what_remains(post):
    payment = post.gift(amount=GBP("20.00"), day=MARCH)
    post.gift(amount=GBP("30.00"), day=APRIL)
    post.corrected(payment, "re_1", GBP("5.00"), APRIL)
    _, words = statement(post, payment)
    assert "5 March 2026 2026-000001 Gift received £20.00" in words
    assert "6 April 2026 2026-000002 Gift received £30.00" in words
    assert "6 April 2026 C-2026-000001 Went back -£5.00" in words
    assert "Given, less what went back £45.00" in words
    assert "Rosa Quiñones" in words


def test_what_counts_again_is_added_again(post):
    payment = post.gift(amount=GBP("20.00"), day=MARCH)
    post.corrected(payment, "re_1", GBP("20.00"), MARCH)
    post.reinstated(payment, "re_1", GBP("20.00"), APRIL)
    _, words = statement(post, payment)
    assert "CR-2026-000001 Counts again £20.00" in words
    assert "Given, less what went back £20.00" in words


def test_currencies_are_never_added_up(post):
    payment = post.gift(amount=GBP("20.00"), day=MARCH)
    post.gift(amount=EUR("30.00"), day=MARCH)
    _, words = statement(post, payment)
    assert "Euro (EUR)" in words
    assert "British Pound (GBP)" in words
    assert "Given, less what went back £20.00" in words
    assert "Given, less what went back €30.00" in words


def test_both_ends_of_the_span_belong_to_it(post):
    payment = post.gift(day=MARCH)
    post.gift(day=APRIL)
    _, words = statement(post, payment, MARCH, MARCH)
    assert "2026-000001" in words
    assert "2026-000002" not in words


def test_days_without_gifts_are_said_to_be_empty(post):
    _, words = statement(post, post.gift(day=APRIL), MARCH, MARCH)
    assert "Nothing was given in these days." in words


def test_nobody_sees_what_somebody_else_gave(post):
    payment = post.gift(day=MARCH)
    post.gift(day=MARCH, details_id=post.donor(Identity("Bo", "bo@people.example")))
    _, words = statement(post, payment)
    assert "2026-000001" in words
    assert "2026-000002" not in words


def test_the_file_name_tells_an_onlooker_the_days_and_nothing_else(post):
    name, _ = statement(post, post.gift(day=MARCH), MARCH, APRIL)
    assert name == "2026-03-05_2026-04-06.pdf"


def test_a_statement_speaks_the_language_that_was_asked_for(post):
    _, words = statement(post, post.gift(day=MARCH), language="es")
    assert "5 de marzo de 2026" in words


def test_ten_years_of_monthly_gifts_make_a_statement_of_several_pages(post):
    payment = post.gift(day=MARCH)
    for _ in range(119):
        post.gift(amount=GBP("10.00"), day=APRIL, details_id=payment.details_id)
    _, words = statement(post, payment)
    assert words.count("Gift received") == 120
    assert "£1,210.00" in words
