"""The style sheets of strangers: small, ours alone, and the same from right to left."""

import re

import pytest

from hov_donate.web.static import FOLDER

SHEETS = {"site.css": 9_600, "campaign.css": 6_000}
CSS = "\n".join((FOLDER / name).read_text("utf-8") for name in SHEETS)
RULES = re.sub(r"@media \([^)]*\)", "", CSS)


@pytest.mark.parametrize(("name", "most"), SHEETS.items())
def test_a_style_sheet_is_small(name: str, most: int) -> None:
    assert (FOLDER / name).stat().st_size < most


def test_style_sheets_ask_nothing_of_others() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


@pytest.mark.parametrize(
    "physical",
    [
        r"[{;\s](?:left|right|top|bottom|width|height)\s*:",
        r"(?:margin|padding|border)-(?:left|right|top|bottom)",
        r"(?:min|max)-(?:width|height)\s*:",
        r"(?:text-align|float|clear)\s*:\s*(?:left|right)",
        r"(?:margin|padding)\s*:\s*[^;\s]+ [^;\s]+ [^;\s]+ [^;\s]+;",
    ],
)
def test_no_rule_knows_left_from_right(physical: str) -> None:
    assert not re.findall(physical, RULES)
