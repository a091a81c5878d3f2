"""A headless Chromium that reaches nothing but this machine."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Route,
    sync_playwright,
)

from tests.support.chromium import find
from tests.support.missing import missing

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
PATIENCE_MS = 10_000
WIDE = {"width": 1280, "height": 800}


class OpenPage(Protocol):
    """Opens a page in a context of its own, with Playwright's options for a context."""

    def __call__(self, *, javascript: bool = True, **options: Any) -> Page:
        """Open it; `locale`, `viewport` and the like may be given."""


def _until_all_has_come(press: Callable[..., None]) -> Callable[..., None]:
    """Let a press end when the page that it led to is whole.

    Playwright goes on as soon as the new page begins to come: on a busy machine a test that
    reads at once reads half of it.
    """

    @wraps(press)
    def pressed(where: Page | Locator, *words: Any, **options: Any) -> None:
        press(where, *words, **options)
        page = where.page if isinstance(where, Locator) else where
        page.wait_for_load_state()

    return pressed


@pytest.fixture(scope="session")
def patient_presses() -> Iterator[None]:
    """Every click, and every key pressed on something, waits for the whole page."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Page, Locator):
            for name in ("click", "press"):
                patch.setattr(kind, name, _until_all_has_come(getattr(kind, name)))
        yield


@pytest.fixture(scope="session")
def browser(patient_presses: None) -> Iterator[Browser]:
    """One browser for each process of the run."""
    chromium = find()
    if chromium is None:
        missing("Chromium: none is here; `make test` fetches one")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium.program,
            args=chromium.flags(),
            env=dict(chromium.environment()),
        )
        yield running
        running.close()


@pytest.fixture
def outside_requests() -> list[str]:
    """Every address beyond this machine that a page asked for; it got none of them."""
    return []


@pytest.fixture
def open_page(browser: Browser, outside_requests: list[str]) -> Iterator[OpenPage]:
    """Opens pages that may not leave this machine, closed after the test."""
    contexts: list[BrowserContext] = []

    def guard(route: Route) -> None:
        address = route.request.url
        if urlsplit(address).hostname in LOOPBACK:
            route.continue_()
        else:
            outside_requests.append(address)
            route.abort()

    def opened(*, javascript: bool = True, **options: Any) -> Page:
        chosen = {"viewport": WIDE, "locale": "en-GB", **options}
        context = browser.new_context(java_script_enabled=javascript, **chosen)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.route("**/*", guard)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage, outside_requests: list[str]) -> Iterator[Page]:
    """A page; the test fails if it asked anything of another machine."""
    yield open_page()
    assert not outside_requests, f"the page asked other machines: {outside_requests}"
