"""Every letter as a page: readable by everybody, on small and on dark screens."""

from typing import Any

import pytest

from hov_donate.outbox.models import MailKind
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage
from tests.support.post import Post
from tests.support.scenes import SCENES

SCREENS: list[dict[str, Any]] = [
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
]
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", MailKind)
def test_a_letter_can_be_read_by_everybody(post: Post, open_page: OpenPage, kind: MailKind) -> None:
    mail = post.write(kind, SCENES[kind](post))
    part = mail.get_body(("html",)) if mail else None
    assert part is not None
    for screen in SCREENS:
        page = open_page(**screen)
        page.set_content(part.get_content())
        assert page.evaluate(FITS)
        assert_no_axe_violations(page)
