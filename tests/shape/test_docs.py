"""The manuals lead nowhere that does not exist."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(<?([^)\s>]+)|^\[[^\]]+\]:\s+(\S+)|(?:src|href)=\"([^\"]+)\"", re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def targets(page: Path) -> list[str]:
    text = CODE.sub("", page.read_text("utf-8"))
    found = ("".join(groups) for groups in LINK.findall(text))
    return [target for target in found if not ELSEWHERE.match(target)]


def headings(page: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    lines = (line.lower() for line in HEADING.findall(page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", line).replace(" ", "-") for line in lines}


def leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = unquote(target).partition("#")
    file = page.parent / path if path else page
    if not file.exists() or not file.resolve().is_relative_to(ROOT):
        return False
    return not anchor or file.suffix != ".md" or anchor in headings(file)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_exists(page: Path) -> None:
    broken = [target for target in targets(page) if not leads_somewhere(page, target)]
    assert not broken, f"{page.name} leads nowhere: {broken}"


def test_pictures_are_light() -> None:
    heavy = [it.name for it in (ROOT / "docs").rglob("*.png") if it.stat().st_size > 150_000]
    assert not heavy


def test_a_dead_link_would_be_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](missing.md) ![b](no.png) [c](#two) [d](https://e.example) `[e](f)`")
    assert targets(page) == ["missing.md", "no.png", "#two"]
    assert not any(leads_somewhere(page, target) for target in targets(page))
