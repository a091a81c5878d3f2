"""Every public page that needs no signed link, in every language, on a phone."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask import Flask

from hov_donate.app import create_app
from hov_donate.web.parts import KEY, Parts
from tests.support.appeals import an_appeal
from tests.support.axe import axe_violations
from tests.support.browser import OpenPage
from tests.support.events import published
from tests.support.house import Site, serve
from tests.support.limits import let_everyone_in
from tests.support.office import office_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 320, "height": 640}
# What stands for each part of an address.
FOR_EXAMPLE = {"slug": "free-the-rail-workers", "event_id": 1}
# Behind a signed link, or somebody's own: their stories look at them.
OWN = {"token", "reference"}
FILES = (".ics", ".atom", ".pdf", ".json", ".csv", ".svg", "/picture")


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    """An appeal that everybody may sign, and an event that everybody may come to."""
    app = create_app(office_settings(database_url))
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    an_appeal(parts.database)
    published(parts.database, parts.seal)
    yield from serve(app)
    parts.database.engine.dispose()


def paths(app: Flask, language: str) -> list[str]:
    """The address of every page that a stranger may open, with examples in it."""
    rules = [
        it
        for it in app.url_map.iter_rules()
        if it.endpoint.startswith("public_in.")
        and "GET" in (it.methods or ())
        and not it.arguments & OWN
        and not it.rule.endswith(FILES)
    ]
    urls, known = app.url_map.bind(""), {**FOR_EXAMPLE, "lang": language}
    return [urls.build(it.endpoint, {name: known[name] for name in it.arguments}) for it in rules]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "el", "ar"])
def test_everybody_can_use_every_page(site: Site, open_page: OpenPage, language: str) -> None:
    page, wrong = open_page(locale=language, viewport=PHONE), []
    for path in paths(site.app, language):
        answer = page.goto(f"{site.url}{path}")
        assert answer, path
        if answer.status != HTTPStatus.OK:
            wrong.append(f"{path} answers {answer.status}")
            continue
        wrong += [f"{path}: {it}" for it in axe_violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append(f"{path} is wider than the screen")
        spoken = page.evaluate("document.documentElement.lang")
        if spoken != language:
            wrong.append(f"{path} speaks {spoken}")
    assert not wrong, "\n".join(wrong)
