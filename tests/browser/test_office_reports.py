"""Reports on the screen: read by everyone, at a desk and on a phone."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from hov_donate.reports.catalogue import REPORTS
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.doors import sign_in_on
from tests.support.two_years import TwoYears

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIZES = {"phone": {"width": 320, "height": 640}, "desk": {"width": 1280, "height": 800}}


@pytest.fixture
def address(two_years: TwoYears) -> Iterator[str]:
    two_years.office.signed_in()
    server = make_server("127.0.0.1", 0, two_years.office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/office"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("size", SIZES)
def test_every_report_can_be_read_by_everyone(
    open_page: OpenPage, two_years: TwoYears, address: str, size: str
) -> None:
    page = open_page(viewport=SIZES[size])
    sign_in_on(page, two_years.office.app, address)
    for report in ("", *REPORTS):
        page.goto(f"{address}/reports/{report}".rstrip("/"))
        assert_no_axe_violations(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size]["width"], f"{report} is {width} pixels wide"
    page.goto(f"{address}/reports/large-gifts?over=much")
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_role("alert")).to_be_focused()
    assert_no_axe_violations(page)
