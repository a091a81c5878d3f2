"""The receipt as a PDF: who can read their name on it, and what cannot break it."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont

from hov_donate.documents.drawing import FONTS
from hov_donate.documents.operations import RECEIPT_TEMPLATE
from hov_donate.documents.pdf import ReceiptText, render_receipt

PLAIN = ReceiptText(
    title="Receipt",
    number_label="Receipt number",
    number="R-2026-000123",
    date_label="Date of the gift",
    date="24 November 2026",
    amount_label="Amount received",
    amount="£20.00",
    received_from_label="Received from",
    received_from="Ada Example",
    purpose_label="For",
    purpose="General fund",
    rows=(("Reference", "HD-7K3M-92QX"),),
    organisation="Example Campaign",
    address=("1 Example Street", "treasurer@example.org"),
    legal=("Example Campaign is an unincorporated association.",),
    notes=("There is no tax relief on this gift.",),
)


def receipt_for(name: str, design: str = RECEIPT_TEMPLATE) -> bytes:
    return render_receipt(replace(PLAIN, received_from=name), template=design)


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    text = "\n".join(page.extract_text() for page in opened(pdf).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def catalogue(pdf: bytes) -> Any:
    return opened(pdf).trailer["/Root"]


def embedded_font(pdf: bytes, family: str) -> TTFont:
    resources: Any = opened(pdf).pages[0]["/Resources"]
    [font] = [font for font in resources["/Font"].values() if family in font["/BaseFont"]]
    descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
    return TTFont(io.BytesIO(descriptor["/FontFile2"].get_data()))


def test_a_receipt_says_who_gave_what_when_and_to_whom() -> None:
    words = words_of(render_receipt(PLAIN))
    for expected in (
        *("Receipt", "R-2026-000123", "24 November 2026", "£20.00", "Ada Example"),
        *("General fund", "HD-7K3M-92QX", "Example Campaign", "1 Example Street"),
        *("unincorporated association", "no tax relief"),
    ):
        assert expected in words


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć-Gęślą",
        "İbrahim Çağdaş Şahin",
        "Nguyễn Thế Hằng",
        "Ελένη Παπαδοπούλου",
        "Екатерина Щербакова",
        "髙橋 美咲",
        "𠮷田 ひろし",
        "ヴィクトル",
        "王们",
        "김철수",
        "สมชาย",
        "שרה",
    ],
)
def test_names_in_many_scripts_can_be_read_and_copied(name: str) -> None:
    assert name in words_of(receipt_for(name))


def test_an_arabic_name_is_written_in_joined_letters() -> None:
    pdf = receipt_for("ممم")
    assert "ممم" in words_of(pdf)
    drawn = embedded_font(pdf, "NotoSansArabic")["maxp"].numGlyphs
    assert drawn == len({"no glyph", "initial", "medial", "final"})


def test_a_receipt_in_arabic_reads_from_right_to_left() -> None:
    arabic = replace(PLAIN, title="إيصال", language="ar", direction="rtl")
    root = catalogue(render_receipt(arabic))
    assert root["/Lang"] == "ar"
    assert root["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_the_document_names_itself_and_its_language_and_is_tagged_for_screen_readers() -> None:
    pdf = render_receipt(replace(PLAIN, title="Recibo", language="es-MX"))
    metadata = opened(pdf).metadata
    assert metadata is not None
    assert metadata.title == "Recibo R-2026-000123"
    assert catalogue(pdf)["/Lang"] == "es-MX"
    assert catalogue(pdf)["/MarkInfo"]["/Marked"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf


def test_the_same_text_always_gives_the_same_bytes() -> None:
    with ThreadPoolExecutor(4) as pool:
        copies = set(pool.map(render_receipt, [PLAIN] * 12))
    assert len(copies) == 1
    assert "/CreationDate" not in (opened(copies.pop()).metadata or {})


def test_receipts_drawn_at_once_are_never_mixed_up() -> None:
    names = [f"Donor number {number}" for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        pdfs = list(pool.map(receipt_for, names))
    assert all(name in words_of(pdf) for name, pdf in zip(names, pdfs, strict=True))


@pytest.mark.parametrize(
    "name",
    [
        '#import "@preview/x:1.0.0": *',
        '#read("/etc/passwd")',
        "*bold* _it_ $x^2$ `raw` <label> @ref",
        "back\\slash // comment /* more */",
        "= Heading",
        '"}, "amount": {"text": "£1"',
    ],
)
def test_a_name_that_looks_like_code_is_printed_as_it_was_typed(name: str) -> None:
    assert name in words_of(receipt_for(name))


def test_line_breaks_and_control_characters_in_a_name_become_one_line() -> None:
    assert "Ada Example the Third" in words_of(receipt_for("Ada\nExample\r\n\tthe\x07 \x00Third"))


def test_a_name_cannot_turn_the_direction_of_the_text_around_it() -> None:
    assert "gnp.exe tail" in words_of(receipt_for("\u202egnp.exe\u2066 tail"))


@pytest.mark.parametrize("name", ["W" * 300, "محمد" * 80, "髙" * 300, "a\u0301" * 300])
def test_a_name_of_three_hundred_letters_stays_on_the_page(name: str) -> None:
    reader = opened(receipt_for(name))
    right_edges: list[float] = []

    def note(_text: str, _cm: object, matrix: list[float], _font: object, _size: float) -> None:
        right_edges.append(matrix[4])

    reader.pages[0].extract_text(visitor_text=note)
    assert max(right_edges) < float(reader.pages[0].mediabox.width) - 60
    assert len(reader.pages) <= 2


@pytest.mark.parametrize(
    "name",
    ["😀 Ada 👩\u200d👩\u200d👧", "\U00010900 Ada", "\ud800 Ada", "か\u0301 Ada", "\U0010ffff Ada"],
)
def test_characters_without_a_font_become_boxes_and_never_an_error(name: str) -> None:
    assert "Ada" in words_of(receipt_for(name))


def test_a_box_stands_for_each_character_without_a_font() -> None:
    assert "□ Ada" in words_of(receipt_for("\U00010900 Ada"))


def test_the_list_of_drawable_characters_is_that_of_the_fonts() -> None:
    drawn: set[int] = set()
    for path in FONTS.glob("*-Regular.ttf"):
        with TTFont(path) as font:
            drawn |= set(font.getBestCmap())
    listed: set[int] = set()
    for line in (FONTS / "coverage.txt").read_text("ascii").split():
        ends = [int(end, 16) for end in line.split("-")]
        listed |= set(range(ends[0], ends[-1] + 1))
    assert listed == drawn


def test_the_fonts_are_small_enough_to_live_beside_the_code() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 4_000_000


def test_a_design_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    for name in ("receipt-99", "../receipt-1"):
        with pytest.raises(ValueError, match="no receipt design"):
            render_receipt(PLAIN, template=name)
    with pytest.raises(ValueError, match="no receipt design"):
        render_receipt(PLAIN, templates=tmp_path)
