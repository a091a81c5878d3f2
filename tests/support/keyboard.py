"""Somebody without a mouse, in a browser without scripts; and who looks at what they see."""

import re
from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Page, Route, expect

from tests.support.axe import assert_no_axe_violations

MOST_TABS = 150
# Tags with their classes, without words and addresses.
PIECES = re.compile(r'<\w+(?: class="[^"]*")?')
AT_THE_TOP = "document.activeElement === document.body"
FOCUSED = "selector => document.activeElement.matches(selector)"


def open_shelf(page: Page, name: str) -> None:
    """Open a group of the office's menu, of another room than the one shown."""
    page.locator("nav summary", has_text=name).press("Enter")


@dataclass
class Hands:
    """Reaches everything with Tab, and answers with letters, Space, arrows and Enter alone."""

    page: Page

    def reach(self, selector: str) -> None:
        """Go on with Tab until the first thing that is found so is in focus."""
        expect(self.page.locator(selector).first).to_be_attached()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED, selector):
                return
        raise AssertionError(f"the Tab key never came to {selector} on {self.page.url}")

    def skip_the_menu(self) -> None:
        """Go to the content by the link that is there for it, unless one is there already."""
        if self.page.evaluate(AT_THE_TOP):
            self.reach(".skip")
            self.page.press(":focus", "Enter")

    def unfold(self, selector: str) -> None:
        """Open what is folded away around the first thing that is found so, if it is."""
        if not self.page.locator(selector).first.is_visible():
            self.reach(f"details:has({selector}) > summary")
            self.page.press(":focus", "Enter")

    def press(self, selector: str) -> None:
        """Reach a link or a button, press Enter, and be on the page that it leads to."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.press(":focus", "Enter")

    def answer(self, answers: dict[str, str]) -> None:
        """Fill in fields by their names, in the order in which they stand."""
        for name, text in answers.items():
            named = f'[name="{name}"]:not([type=hidden])'
            kind = self.page.locator(named).first.evaluate("it => it.type")
            self.reach(named)
            if kind == "radio":
                self._choose(name, text)
            elif kind == "checkbox":
                self.page.keyboard.press("Space")
            elif kind == "date":
                self._type_day(date.fromisoformat(text))
            else:
                self.page.keyboard.type(text)  # tabbing into a field selects what is in it

    def _choose(self, name: str, value: str) -> None:
        self.page.keyboard.press("Space")
        wanted = self.page.locator(f'[name="{name}"][value="{value}"]')
        while not wanted.is_checked():
            self.page.keyboard.press("ArrowDown")

    def _type_day(self, day: date) -> None:
        """In the order that the browser asks for: months first, or days."""
        for order in ("%m%d%Y", "%d%m%Y"):
            self.page.keyboard.type(day.strftime(order))
            if self.page.locator(":focus").input_value() == day.isoformat():
                return
            for _ in range(2):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{day} could not be typed")


@dataclass
class Eyes:
    """Looks with axe, which needs scripts, at exactly what another page shows, on a phone."""

    page: Page
    builds: set[str] = field(default_factory=set)

    def look(self, shown: Page) -> None:
        """Fail with everything that is hard to read for somebody, or too wide for a phone.

        A page that is built like one that was looked at is not looked at again.
        """
        html, address = shown.content(), shown.url
        build = " ".join(PIECES.findall(html))
        if build in self.builds:
            return
        self.builds.add(build)
        self.page.route(address, lambda route: _serve(route, html))
        self.page.goto(address)
        self.page.unroute(address)
        assert_no_axe_violations(self.page)
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{address} is {width} pixels too wide"


def _serve(route: Route, html: str) -> None:
    route.fulfill(body=html, content_type="text/html; charset=utf-8")
