"""The browser itself: if this fails, look at the machine before the pages."""

import http.server
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, Page

from tests.support.axe import assert_no_axe_violations, axe_violations
from tests.support.browser import OpenPage

GOOD = """<!doctype html><html lang="en"><head><title>Give</title></head>
<body><main><h1>Give</h1><p id="told">Paper</p><script>told.textContent = "Script"</script>
<a href="again">Again</a></main></body></html>"""
PAUSE_S = 0.2  # between the two halves of a page on a slow line
CSP = "default-src 'none'; script-src 'unsafe-inline'"


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one page under a policy as strict as ours."""

    def do_GET(self) -> None:
        """Answer any path with the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", CSP)
        self.end_headers()
        half, rest = GOOD.split("<body>")
        self.wfile.write(half.encode())
        time.sleep(PAUSE_S)
        self.wfile.write(b"<body>" + rest.encode())

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_the_browser_opens_a_page_of_this_machine(page: Page, address: str) -> None:
    page.goto(address)
    assert page.text_content("#told") == "Script"
    assert_no_axe_violations(page)


def test_a_press_ends_when_the_whole_next_page_is_there(page: Page, address: str) -> None:
    ways: list[Callable[[], None]] = [
        lambda: page.click("a"),
        lambda: page.press("a", "Enter"),
        lambda: page.get_by_role("link").click(),
        lambda: page.get_by_role("link").press("Enter"),
    ]
    for press in ways:
        page.goto(address)
        press()
        assert page.url == f"{address}again"
        assert page.evaluate("told.textContent") == "Script"


def test_a_page_can_be_read_with_javascript_off(open_page: OpenPage, address: str) -> None:
    page = open_page(javascript=False, viewport={"width": 320, "height": 640})
    page.goto(address)
    assert page.text_content("#told") == "Paper"


def test_axe_says_that_it_needs_javascript(open_page: OpenPage, address: str) -> None:
    page = open_page(javascript=False)
    page.goto(address)
    with pytest.raises(RuntimeError, match="needs JavaScript"):
        axe_violations(page)


def test_the_browser_cannot_leave_this_machine(
    open_page: OpenPage, outside_requests: list[str]
) -> None:
    with pytest.raises(Error, match="ERR_FAILED"):
        open_page().goto("http://example.org/")
    assert outside_requests == ["http://example.org/"]


def test_axe_finds_what_is_wrong_with_a_page(page: Page) -> None:
    page.set_content("<!doctype html><img src='data:,'><input>")
    found = "\n".join(axe_violations(page))
    assert "image-alt" in found
    assert "label" in found
