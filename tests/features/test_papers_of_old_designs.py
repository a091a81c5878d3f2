"""Papers that were sent years ago: drawn again, each is the same to the byte (decision 8).

The digests were taken when each design was the newest. Whoever sees one of these tests fail has
changed an old design, its fonts or how it is drawn, or has taken a typst that draws otherwise:
that needs a design with a new number, and the old one must still be drawn as it was.
"""

import hashlib
import io
from dataclasses import replace
from typing import Literal

import pypdf
import pytest

from hov_donate.affiliations.operations.asking import INVOICE_TEMPLATE
from hov_donate.affiliations.operations.invoicing import CREDIT_NOTE_TEMPLATE
from hov_donate.documents.billing import BillText, Section, render_bill
from hov_donate.documents.drawing import TEMPLATES
from hov_donate.documents.operations import CORRECTION_TEMPLATE, RECEIPT_TEMPLATE
from hov_donate.documents.pdf import ReceiptText, render_receipt

DIRECTIONS: dict[str, Literal["ltr", "rtl"]] = {"en": "ltr", "ar": "rtl"}
NAME = "María Łukasz Ελένη Екатерина 髙橋 فاطمة 们 สมชาย 김철수 שרה अनिता 😀"
OF_A_GIFT = ReceiptText(
    title="Receipt",
    number_label="Number",
    number="2026-000123",
    date_label="Date",
    date="24 November 2026",
    amount_label="Amount received",
    amount="£20.00",
    received_from_label="Received from",
    received_from=NAME,
    purpose_label="For",
    purpose="Relief fund",
    rows=(("Reference", "HD-7K3M-92QX"),),
    organisation="Example Campaign",
    address=("1 Example Street", "treasurer@example.org"),
    legal=("Example Campaign is an unincorporated association.",),
    notes=("There is no tax relief on this gift.",),
    effect=("£5.00 of receipt 2026-000100 were given back.",),
)
BILL = BillText(
    title="Invoice",
    number="INV-2026-000123",
    addressed_label="To",
    addressed=(NAME, "The Secretary"),
    facts=(("Date", "24 November 2026"), ("Due", "24 December 2026")),
    headings=("What for", "Sum"),
    lines=(("120 members", "£21.60"),),
    total_label="To pay",
    total="£21.60",
    sections=(
        Section("How to pay", ("By transfer.",), "https://example.org/pay", (("Reference", "HD"),)),
    ),
    organisation="Example Campaign",
    address=("1 Example Street",),
    notes=("Thank you.",),
)
GIFTS = {
    ("receipt-1", "en"): "6fb839a053c34c2b73f60e854e2e4baec175d8ad09eae8ce536a8183e1253538",
    ("receipt-1", "ar"): "2f597723a3bed774c29bf64f960fc4ec22cf603d32cee8652f152f09df9dd5c4",
    ("correction-1", "en"): "1e3f963c99af2629838b6999fde5ad1d205aaa825d1ddee5ce2028ecbe13e142",
    ("correction-1", "ar"): "76ece03983835d0fb4b76043d26aa27625b0f7a6628e5548e3d9502658592628",
    ("receipt-2", "en"): "4b6475722e061f043d868953a06d804749ee1bf8cb291b82088bd2f505c9bd8f",
    ("receipt-2", "ar"): "76afa990642e80914897238fbb5f02df9941b063e8c29fa658f3f5bba2c71d58",
    ("correction-2", "en"): "b65463d81204156557e1e2b2651082e3a2c6c683bb48300a1f8b66ba5a33131d",
    ("correction-2", "ar"): "56d3e3a6c3604e695f8045c13e30d6c5ba0e0ade214ee34f434420279ae7ef3f",
}
BILLS = {
    ("invoice-1", "en"): "cbd4c865d6ebd71d571f350e7e30a6e531866ebb03332ea5042ae2a2b7a874c8",
    ("invoice-1", "ar"): "85f782bb91f6d28ff486c37f00a75eab33b66631595d940e737c75b74467ec3f",
    ("credit-note-1", "en"): "cbd4c865d6ebd71d571f350e7e30a6e531866ebb03332ea5042ae2a2b7a874c8",
    ("credit-note-1", "ar"): "85f782bb91f6d28ff486c37f00a75eab33b66631595d940e737c75b74467ec3f",
    ("credit-note-2", "en"): "cbd4c865d6ebd71d571f350e7e30a6e531866ebb03332ea5042ae2a2b7a874c8",
    ("credit-note-2", "ar"): "85f782bb91f6d28ff486c37f00a75eab33b66631595d940e737c75b74467ec3f",
    ("invoice-2", "en"): "6bfaa4d2bcd0d47a49b941329e1d6fa3e0f795217610a9fc14d7e5dfc0f4564c",
    ("invoice-2", "ar"): "8ef4281595fde812a511330160a2b85c9706661bc54fc8d84ec96efc27efa6d6",
    ("credit-note-3", "en"): "6bfaa4d2bcd0d47a49b941329e1d6fa3e0f795217610a9fc14d7e5dfc0f4564c",
    ("credit-note-3", "ar"): "8ef4281595fde812a511330160a2b85c9706661bc54fc8d84ec96efc27efa6d6",
}


def digest(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def words_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def gifts_paper(design: str, language: str) -> bytes:
    text = replace(OF_A_GIFT, language=language, direction=DIRECTIONS[language])
    return render_receipt(text, template=design)


def bill(design: str, language: str) -> bytes:
    text = replace(BILL, language=language, direction=DIRECTIONS[language])
    return render_bill(text, template=design)


@pytest.mark.parametrize(("design", "language"), GIFTS)
def test_a_gifts_paper_is_what_it_was(design: str, language: str) -> None:
    assert digest(gifts_paper(design, language)) == GIFTS[design, language]


@pytest.mark.parametrize(("design", "language"), BILLS)
def test_a_bill_is_what_it_was(design: str, language: str) -> None:
    assert digest(bill(design, language)) == BILLS[design, language]


def test_no_design_is_without_its_digest() -> None:
    kept = "receipt", "correction", "invoice", "credit-note"
    designs = {path.stem for path in (TEMPLATES / "documents").glob("*.typ")}
    known = {design for design, _ in (*GIFTS, *BILLS)}
    assert {it for it in designs if it.rpartition("-")[0] in kept} == known


@pytest.mark.parametrize("name", ["สมชาย", "김철수", "שרה", "们"])
def test_new_papers_have_no_boxes_for_the_scripts_of_the_world(name: str) -> None:
    """What the first designs could not write."""
    assert name in words_of(gifts_paper(RECEIPT_TEMPLATE, "en"))
    assert name in words_of(gifts_paper(CORRECTION_TEMPLATE, "en"))
    assert name in words_of(bill(INVOICE_TEMPLATE, "en"))
    assert name in words_of(bill(CREDIT_NOTE_TEMPLATE, "en"))
