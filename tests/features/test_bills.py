"""Invoices and credit notes on paper, and the letters about affiliates' money."""

import io
import re
from typing import Any

import pypdf
import pytest
from sqlalchemy import update

from hov_donate.affiliations.models import Affiliation, BillFingerprint, CreditReason, Invoice
from hov_donate.affiliations.operations import credit_invoice
from hov_donate.affiliations.papers import FIRST_DESIGN, Paper, credit_note_pdf, invoice_pdf
from hov_donate.affiliations.queries.papers import credit_note_by_number
from hov_donate.contacts.operations import forget
from hov_donate.core.references import spaced
from hov_donate.documents.operations import DocumentChangedError
from hov_donate.outbox.models import MailKind
from hov_donate.payments.queries import payment_by_reference
from tests.support.affiliates import TREASURER, Affiliates
from tests.support.post import Post
from tests.support.scenes_of_money import SCENES_OF_MONEY, bounced, credited, invoiced, paid_in_part
from tests.support.words import GBP


def drawn(affiliates: Affiliates, invoice: Invoice) -> Paper:
    with affiliates.database.reading() as session:
        return invoice_pdf(session, affiliates.seal, session.get_one(Invoice, invoice.id))


def words_of(paper: Paper) -> str:
    pages = pypdf.PdfReader(io.BytesIO(paper.content)).pages
    text = "\n".join(page.extract_text() for page in pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def body(mail) -> str:
    part = mail.get_body(("plain",))
    return str(part.get_content())


def attached(mail) -> list[str]:
    return [str(part.get_filename()) for part in mail.iter_attachments()]


def test_an_invoice_says_what_is_asked_of_whom_why_and_how_to_pay_it(affiliates):
    branch = affiliates.branch(
        "Unión de Ejemplo", purchase_order="PO-55/12", bill_to="Regional Office\n14 Long Street"
    )
    invoice = affiliates.invoice(branch, GBP("63.00"), GBP("7.00"))
    words = words_of(drawn(affiliates, invoice))
    for expected in (
        *("Invoice", "INV-2026-000001", "24 November 2026", "22 February 2027"),
        *("Regional Office", "14 Long Street", "On behalf of Unión de Ejemplo", "Leeds"),
        *("For the attention of Sam Secretary", "PO-55/12", branch.number, "£63.00", "£7.00"),
        *("£70.00", spaced(invoice.reference), "Rule 1, for everybody", "GB33 BUKB 2020"),
        *(f"/en/pay/{invoice.reference}", "Pay by cheque", "treasurer@campaign.example"),
    ):
        assert expected in words, expected


def test_an_invoice_speaks_the_language_of_whom_it_is_for(affiliates):
    invoice = affiliates.invoice(affiliates.branch(language="es"))
    catalogue: Any = pypdf.PdfReader(io.BytesIO(drawn(affiliates, invoice).content)).root_object
    assert catalogue["/Lang"] == "es"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "24 de noviembre de 2026" in words_of(drawn(affiliates, invoice))


def test_an_invoice_is_the_same_to_the_byte_whatever_becomes_of_it(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    before = drawn(affiliates, invoice)
    affiliates.card(invoice, GBP("20.00"))
    assert drawn(affiliates, invoice) == before
    assert before.name == "INV-2026-000001.pdf"


def ended(affiliates: Affiliates, affiliation: Affiliation, template: str | None = None) -> str:
    """The words of the credit note of somebody who left."""
    invoice = affiliates.invoice(affiliation)
    with affiliates.database.writing() as work:
        note = credit_invoice(
            work,
            invoice=work.session.get_one(Invoice, invoice.id),
            amount=None,
            reason=CreditReason.RESIGNED,
            words="",
            actor=TREASURER,
            settings=affiliates.settings,
        )
        work.session.expunge(note)
        note.template = template or note.template
        return words_of(credit_note_pdf(work.session, affiliates.seal, note))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_was_a_member_reads_of_a_membership_and_old_papers_stay_as_they_were(affiliates):
    assert "The affiliation has ended." in ended(affiliates, affiliates.branch())
    assert "The membership has ended." in ended(affiliates, affiliates.member())
    assert "The affiliation has ended." in ended(affiliates, affiliates.member(), FIRST_DESIGN)


def test_of_a_member_who_was_erased_no_name_is_left_on_an_invoice(affiliates):
    member = affiliates.member()
    invoice = affiliates.invoice(member)
    assert "Rosa Quiñones" in words_of(drawn(affiliates, invoice))
    with affiliates.database.writing() as work:
        forget(work, details_ids=[invoice.details_id])
    words = words_of(drawn(affiliates, invoice))
    assert "Rosa" not in words
    assert "Name removed at the member's request" in words


def test_a_credit_note_says_what_it_takes_off_and_why(post: Post):
    number = credited(post).partition("/")[2]
    with post.parts.database.reading() as session:
        note = credit_note_by_number(session, number)
        assert note is not None
        words = words_of(credit_note_pdf(session, post.parts.seal, note))
    for expected in ("Credit note", number, "INV-2026-000001", "£15.00", "This sum is waived."):
        assert expected in words, expected
    assert "For the strike fund." in words


@pytest.mark.parametrize("kind", SCENES_OF_MONEY)
def test_whoever_pays_reads_what_happened_and_what_is_left_to_pay(post, kind):
    object_id = SCENES_OF_MONEY[kind](post)
    for language in ("en", "es"):
        assert post.write(kind, object_id, language) is not None
    words = body(post.write(kind, object_id))
    assert "Example Union, branch" in words
    assert "INV-2026-000001" in words
    assert "/en/affiliation/" in words
    told = {
        MailKind.INVOICE_ISSUED: "£50.00",
        MailKind.CREDIT_NOTE_ISSUED: "Still to be paid of this invoice: £35.00",
        MailKind.AFFILIATION_PAID: "Still to be paid of this invoice: £30.00",
        MailKind.AFFILIATION_UNPAID: "The bank returned your payment unpaid.",
    }
    assert told[kind] in words


def test_invoices_and_credit_notes_go_with_their_letters(post):
    assert attached(post.write(MailKind.INVOICE_ISSUED, invoiced(post))) == ["INV-2026-000001.pdf"]
    note = post.write(MailKind.CREDIT_NOTE_ISSUED, credited(post))
    assert attached(note) == ["CN-2026-000001.pdf"]


def test_another_pdf_than_was_first_sent_is_not_sent(post):
    object_id = invoiced(post)
    post.write(MailKind.INVOICE_ISSUED, object_id)
    with post.parts.database.writing() as work:
        work.session.execute(update(BillFingerprint).values(sha256="0" * 64))
    with pytest.raises(DocumentChangedError):
        post.write(MailKind.INVOICE_ISSUED, object_id)


def test_a_letter_that_would_be_wrong_by_now_is_not_sent(post):
    object_id = paid_in_part(post)
    reference = object_id.split("/")[1]
    affiliates = Affiliates(post.parts.database, post.parts.settings, post.parts.seal)
    with post.parts.database.reading() as session:
        payment = payment_by_reference(session, reference)
    assert payment is not None
    assert post.write(MailKind.AFFILIATION_UNPAID, f"{object_id}re_1") is None
    affiliates.went_back(payment, GBP("20.00"))
    assert post.write(MailKind.AFFILIATION_PAID, object_id) is None
    words = body(post.write(MailKind.AFFILIATION_UNPAID, f"{object_id}re_1"))
    assert "We have sent money back to you." in words
    assert "you do not count as paid up" in words


def test_a_bounced_cheque_is_told_once_to_each_whose_invoice_it_was_for(post):
    object_id = bounced(post)
    assert "£50.00" in body(post.write(MailKind.AFFILIATION_UNPAID, object_id))
    assert post.write(MailKind.AFFILIATION_PAID, object_id) is None
