"""What goes back is taken off a receipt by a document of its own; the receipt never changes."""

import io
import re
from email.message import EmailMessage

import pypdf
import pytest

from hov_donate.documents.models import Document
from hov_donate.documents.operations import DocumentChangedError, check_fingerprint
from hov_donate.donations.receipts import document_pdf, receipt_pdf
from hov_donate.outbox.models import MailKind
from tests.support.post import Post
from tests.support.words import GBP


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def drawn(post: Post, document: Document) -> str:
    with post.parts.database.reading() as session:
        return words_of(document_pdf(session, post.parts.seal, document).content)


def attached(mail: EmailMessage | None) -> dict[str | None, str]:
    assert mail
    return {part.get_filename(): words_of(part.get_content()) for part in mail.iter_attachments()}


def test_a_correction_says_how_much_it_takes_off_which_receipt(post):
    correction = post.corrected(post.gift(), "re_1", GBP("5.00"))
    words = drawn(post, correction)
    assert "Correction to a receipt" in words
    assert "C-2026-000001" in words
    assert "This document takes £5.00 off receipt 2026-000001." in words
    assert "The receipt itself stays as it was issued." in words
    assert "Rosa Quiñones" in words


def test_a_reinstatement_says_which_correction_it_takes_back(post):
    payment = post.gift()
    post.corrected(payment, "re_1", GBP("3.00"))
    post.corrected(payment, "re_2", GBP("5.00"))
    words = drawn(post, post.reinstated(payment, "re_2", GBP("5.00")))
    assert "CR-2026-000001" in words
    assert "takes correction C-2026-000002 back: £5.00 of receipt 2026-000001 count again." in words


def test_a_receipt_is_the_same_to_the_byte_after_its_correction(post):
    payment = post.gift()
    with post.parts.database.reading() as session:
        before = receipt_pdf(session, post.parts.seal, payment.reference)
    post.corrected(payment, "re_1", GBP("20.00"))
    with post.parts.database.reading() as session:
        assert receipt_pdf(session, post.parts.seal, payment.reference) == before


def test_who_gets_money_back_gets_the_correction_with_the_letter(post):
    payment = post.gift()
    post.corrected(payment, "re_1", GBP("5.00"))
    files = attached(post.write(MailKind.REFUND_MADE, "re_1"))
    assert list(files) == ["C-2026-000001.pdf"]


def test_who_could_not_get_it_gets_both_documents_and_their_numbers_tell_them_apart(post):
    payment = post.gift()
    post.corrected(payment, "re_1", GBP("5.00"))
    post.reinstated(payment, "re_1", GBP("5.00"))
    files = attached(post.write(MailKind.REFUND_FAILED, "re_1"))
    assert list(files) == ["C-2026-000001.pdf", "CR-2026-000001.pdf"]
    assert "Correction taken back" in files["CR-2026-000001.pdf"]


def test_a_letter_with_another_correction_than_was_first_sent_is_not_written(post):
    correction = post.corrected(post.gift(), "re_1", GBP("5.00"))
    with post.parts.database.writing() as work:
        check_fingerprint(work, document_id=correction.id, pdf=b"drawn otherwise before")
    with pytest.raises(DocumentChangedError):
        post.write(MailKind.REFUND_MADE, "re_1")


def test_after_the_first_letter_every_later_drawing_is_held_to_it(post):
    correction = post.corrected(post.gift(), "re_1", GBP("5.00"))
    assert post.write(MailKind.REFUND_MADE, "re_1")
    assert post.write(MailKind.REFUND_MADE, "re_1")
    with post.parts.database.writing() as work, pytest.raises(DocumentChangedError):
        check_fingerprint(work, document_id=correction.id, pdf=b"drawn otherwise later")
