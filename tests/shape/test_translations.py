"""Every word exists in every language of those who read it: the public, or the office."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from hov_donate.config.campaign import read_campaign
from hov_donate.core.i18n import FOLDER, OFFICE_LANGUAGES, SOURCE_LANGUAGE, translator

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
LANGUAGES = [tag for tag in read_campaign().languages if tag != SOURCE_LANGUAGE]
PLACE = re.compile(r"%\((\w+)\)s")


def words_in_the_source(mapping_of: str) -> set[str]:
    with (ROOT / mapping_of).open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = set()
    for folder in ("hov_donate", "templates"):
        for _, _, message, *_ in extract_from_dir(ROOT / folder, methods, options, KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return {message for message in found if message}


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    originals = message.id if isinstance(message.id, (tuple, list)) else [message.id]
    translations = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    for index, translation in enumerate(translations):
        yield originals[min(index, len(originals) - 1)], translation or ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_source_is_translated(language: str) -> None:
    translated = catalogue(language)
    mapping = "babel.cfg" if language in OFFICE_LANGUAGES else "babel-public.cfg"
    missing = []
    for text in words_in_the_source(mapping):
        message = translated.get(text)
        if message is None or message.fuzzy or not all(to for _, to in pairs(message)):
            missing.append(text)
    assert not missing, f"run `make translations` and translate into {language}: {missing}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_blanks_to_fill_as_its_original(language: str) -> None:
    wrong = [
        text
        for message in catalogue(language)
        if message.id
        for text, translation in pairs(message)
        if set(PLACE.findall(text)) != set(PLACE.findall(translation))
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_with_a_number_has_every_form_of_its_language(language: str) -> None:
    forms = catalogue(language).num_plurals
    wrong = [
        message.id
        for message in catalogue(language)
        if isinstance(message.id, (tuple, list)) and len(list(pairs(message))) != forms
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_compiled_and_found(language: str) -> None:
    assert translator(language).gettext("Thank you") != "Thank you"
