"""Every language is complete; `make lint` sees to it that no text of the source is left out."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGS = sorted((ROOT / "hov_donate" / "translations").glob("*/LC_MESSAGES/messages.po"))


@pytest.mark.parametrize("file", CATALOGS, ids=lambda file: file.parts[-3])
def test_every_text_is_translated(file: Path) -> None:
    with file.open("rb") as stream:
        catalog = read_po(stream)
    for message in catalog:
        words = [message.string] if isinstance(message.string, str) else message.string or [""]
        assert not message.id or (all(words) and not message.fuzzy), message.id


@pytest.mark.parametrize("file", CATALOGS, ids=lambda file: file.parts[-3])
def test_every_translation_keeps_the_placeholders(file: Path) -> None:
    with file.open("rb") as stream:
        catalog = read_po(stream)
    assert [(message.id, errors) for message, errors in catalog.check()] == []
