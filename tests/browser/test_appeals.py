"""Signing, confirming and taking back in a real browser, on a small screen."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from hov_donate.app import create_app
from hov_donate.campaign.appeals.addresses import SignatureAddresses
from hov_donate.campaign.appeals.models import Signature
from hov_donate.web.parts import KEY, Parts
from tests.support.appeals import an_appeal
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.house import serve
from tests.support.limits import let_everyone_in
from tests.support.office import office_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = {"width": 320, "height": 640}


@dataclass
class Street:
    """The public site with an appeal."""

    address: str
    parts: Parts

    def link(self) -> str:
        """Where the newest letter leads."""
        with self.parts.database.reading() as session:
            newest = session.scalars(select(Signature).order_by(Signature.id.desc())).first()
        assert newest is not None
        return SignatureAddresses(self.address, self.parts.links).signature(newest, "en")


@pytest.fixture
def street(database_url: str) -> Iterator[Street]:
    app = create_app(office_settings(database_url))
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    an_appeal(parts.database)
    for site in serve(app):
        yield Street(site.url, parts)
    parts.database.engine.dispose()


def readable(page: Page) -> None:
    """Nothing that axe finds, and nothing wider than the screen."""
    assert_no_axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_sign_confirm_and_take_back_on_a_phone(street: Street, open_page: OpenPage):
    page = open_page(locale="en", viewport=PHONE)
    page.goto(f"{street.address}/en/appeals")
    readable(page)
    page.get_by_role("link", name="Free the rail workers").click()
    readable(page)
    page.get_by_role("button", name="Sign").click()
    readable(page)
    page.get_by_role("textbox", name="Full name").fill("Rosa Quiñones")
    page.get_by_role("textbox", name="E-mail address").fill("rosa@people.example")
    page.get_by_role("combobox", name="Country").select_option("GB")
    page.get_by_label("In a personal capacity").check()
    page.get_by_label("I agree that").check()
    page.get_by_label("Show my name").check()
    page.get_by_role("button", name="Sign").click()
    readable(page)
    page.goto(street.link())
    readable(page)
    page.get_by_role("button", name="Yes, I signed: confirm it").click()
    readable(page)
    page.get_by_role("link", name="Back to the appeal").click()
    page.get_by_role("link", name="Who has signed").click()
    readable(page)
    assert page.get_by_text("Rosa Quiñones").is_visible()
    page.goto(street.link())
    page.get_by_role("button", name="Take my signature back").click()
    readable(page)
    page.goto(f"{street.address}/ar/appeals/free-the-rail-workers/signatures")
    readable(page)
    assert not page.get_by_text("Rosa Quiñones").is_visible()
