"""Sheets, certificates and cards name a union in its own script; what was sent stays as it was."""

import io
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont

from hov_donate.documents.drawing import FONTS, _breakable
from hov_donate.documents.figures import PressSheetText, render_press_sheet
from tests.features.test_receipt_pdf import receipt_for

# A union in each script that has a font of its own.
UNIONS = {
    "Armenian": "Արհեստակցական միություն",
    "Bengali": "বাংলাদেশ শ্রমিক ইউনিয়ন",
    "Devanagari": "सामान्य मज़दूर संघ",
    "Ethiopic": "የሠራተኞች ማህበር",
    "Georgian": "მუშათა კავშირი",
    "Gujarati": "મજૂર મહાજન સંઘ",
    "Gurmukhi": "ਮਜ਼ਦੂਰ ਯੂਨੀਅਨ",
    "Hebrew": "איגוד העובדים",
    "KR": "전국민주노동조합총연맹",
    "Kannada": "ಕಾರ್ಮಿಕ ಸಂಘ",
    "Khmer": "សហជីពកម្មករ",
    "Lao": "ສະຫະພັນແຮງງານ",
    "Malayalam": "തൊഴിലാളി യൂണിയൻ",
    "Myanmar": "အလုပ်သမားသမဂ္ဂ",
    "Oriya": "ଶ୍ରମିକ ସଂଘ",
    "SC": "中华全国总工会",
    "Sinhala": "වෘත්තීය සමිතිය",
    "Tamil": "தொழிலாளர் சங்கம்",
    "Telugu": "కార్మిక సంఘం",
    "Thaana": "މަސައްކަތްތެރިން",
    "Thai": "สหภาพแรงงาน",
    "Tifinagh": "ⵜⴰⵎⵙⵎⵓⵏⵜ",
}


def sheet_with(*names: str) -> pypdf.PdfReader:
    text = PressSheetText(
        title="The campaign in numbers",
        organisation="Hands Off Venezuela",
        day="As at 28 November 2026",
        figures=(("1,000", "workers represented", "Members of those."),),
        method_title="How we count",
        notes=(),
        bodies_title="Whose members are counted",
        body_headings=("Organisation", "Country", "Members", "Source"),
        bodies=tuple((name, "India", "1,000", "itself") for name in names),
        contact=(),
        checksum="abc",
    )
    return pypdf.PdfReader(io.BytesIO(render_press_sheet(text)))


def words_of(sheet: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in sheet.pages)


def fonts_of(sheet: pypdf.PdfReader) -> str:
    resources: Any = sheet.pages[0]["/Resources"]
    return " ".join(font["/BaseFont"] for font in resources["/Font"].values())


@pytest.mark.parametrize("script", UNIONS)
def test_a_union_is_named_in_its_own_script(script: str) -> None:
    sheet = sheet_with(UNIONS[script])
    assert "□" not in words_of(sheet)
    assert f"NotoSans{script}" in fonts_of(sheet)
    root: Any = sheet.trailer["/Root"]
    assert root["/StructTreeRoot"], "programs read it aloud"


@pytest.mark.parametrize("script", UNIONS)
def test_a_receipt_too_names_its_giver_in_their_own_script(script: str) -> None:
    receipt = pypdf.PdfReader(io.BytesIO(receipt_for(UNIONS[script])))
    assert "□" not in words_of(receipt)
    assert f"NotoSans{script}" in fonts_of(receipt)


def test_a_fist_in_a_name_is_left_out_and_a_letter_without_a_font_is_not() -> None:
    assert "□" not in words_of(sheet_with("✊🏾 Rail Union 😀"))
    assert "□ Union" in words_of(sheet_with("𒀀 Union"))


def test_a_receipt_that_was_sent_is_drawn_again_as_it_was() -> None:
    """Its digest was kept when there was no font for this name."""
    receipt = pypdf.PdfReader(io.BytesIO(receipt_for("สมชาย 😀", design="receipt-1")))
    assert "□□□□ □" in words_of(receipt).replace("\u200b", "")


def test_a_long_word_is_not_broken_inside_a_letter() -> None:
    word = "".join(_breakable("क्षि" * 30, wide=True))
    assert "\u200b" in word
    assert all(part.startswith("क्षि") and part.endswith("क्षि") for part in word.split("\u200b"))


def test_every_font_of_other_scripts_draws_a_name_here_and_is_in_the_list() -> None:
    drawn: set[int] = set()
    for path in (FONTS / "more").glob("*.ttf"):
        assert path.stem.removeprefix("NotoSans").removesuffix("-Regular") in UNIONS
        with TTFont(path) as font:
            drawn |= set(font.getBestCmap())
    listed: set[int] = set()
    for line in (FONTS / "more" / "coverage.txt").read_text("ascii").split():
        ends = [int(end, 16) for end in line.split("-")]
        listed |= set(range(ends[0], ends[-1] + 1))
    assert listed == drawn


def test_the_fonts_of_other_scripts_are_small_enough_to_live_beside_the_code() -> None:
    assert sum(path.stat().st_size for path in (FONTS / "more").iterdir()) < 3_000_000
