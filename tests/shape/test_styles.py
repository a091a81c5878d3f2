"""The donor's style sheet: small, ours alone, and the same from right to left."""

import re

import pytest

from hov_donate.web.static import FOLDER

CSS = (FOLDER / "site.css").read_text("utf-8")
RULES = re.sub(r"@media \([^)]*\)", "", CSS)


def test_the_style_sheet_is_small() -> None:
    assert len(CSS.encode()) < 9_600


def test_the_style_sheet_asks_nothing_of_others() -> None:
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
