"""The mailbox page of the demo, and a mail's own page, in a real browser."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from hov_donate.cli.mailbox import mailbox_app
from hov_donate.core.i18n import Translator
from hov_donate.outbox.message import Mail, to_email_message
from hov_donate.outbox.rendering import TEMPLATES, render_mail_templates
from hov_donate.outbox.transport import MailboxTransport
from tests.support.axe import assert_no_axe_violations
from tests.support.browser import OpenPage

LETTER = """{% extends "emails/layout.html" %}{% block subject %}Receipt{% endblock %}
{% block content %}<h1>Thank you</h1><p class="amount">£20.00</p>
<dl class="facts"><dt>Reference</dt><dd>HD-7K3M-92QX</dd></dl>
<p>Keep <a href="/messages/elsewhere">this receipt</a>.</p>
<p><a class="button" href="/messages/elsewhere">See your gift</a></p>{% endblock %}"""
SCREENS = [
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": {"width": 1100, "height": 900}, "color_scheme": "dark"},
]


@dataclass(frozen=True)
class Mailbox:
    """A mailbox page being served, and where its messages lie."""

    address: str
    folder: Path


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    folder = tmp_path / "mailbox"
    with make_server("127.0.0.1", 0, mailbox_app(folder), threaded=True) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Mailbox(f"http://127.0.0.1:{server.server_port}", folder)
        server.shutdown()
        thread.join()


def put_a_letter(folder: Path, language: str = "en") -> None:
    emails = folder.parent / "emails"
    emails.mkdir()
    for layout in (TEMPLATES / "emails").glob("layout.*"):
        (emails / layout.name).write_text(layout.read_text("utf-8"), "utf-8")
    (emails / "letter.html").write_text(LETTER, "utf-8")
    (emails / "letter.txt").write_text('{% extends "emails/layout.txt" %}', "utf-8")
    text, html = render_mail_templates(
        "letter",
        Translator(language),
        {"organisation_name": "Example Campaign", "organisation_lines": ("1 Example Street",)},
        templates=folder.parent,
    )
    mail = Mail("محمد بن عبد الله", "m@example.org", "Receipt " + "R" * 60, text, html, "receipt1")
    sender = {"sender_name": "Example Campaign", "sender_address": "treasurer@example.com"}
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    MailboxTransport(folder).send(
        to_email_message(mail, domain="give.example.com", now=now, **sender)
    )


@pytest.mark.parametrize("screen", SCREENS)
def test_a_letter_can_be_found_and_read_on_any_screen(
    mailbox: Mailbox, open_page: OpenPage, screen: dict[str, Any]
) -> None:
    put_a_letter(mailbox.folder)
    page = open_page(**screen)
    page.goto(mailbox.address)
    assert_no_axe_violations(page)
    page.get_by_role("link", name="Receipt").click()
    assert_no_axe_violations(page)
    width = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
    assert width == 0
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("heading")).to_have_text("Thank you")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_look_of_all_mails_is_readable_on_any_screen(
    mailbox: Mailbox, open_page: OpenPage, screen: dict[str, Any], language: str
) -> None:
    put_a_letter(mailbox.folder, language)
    page = open_page(**screen)
    page.goto(mailbox.address)
    page.get_by_role("link", name="Receipt").click()
    html = page.request.get(f"{page.url}/page").text()
    page.goto("about:blank")
    page.set_content(html)
    assert_no_axe_violations(page)
    width = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
    assert width == 0


def test_an_empty_mailbox_and_a_lost_letter_are_readable_too(
    mailbox: Mailbox, open_page: OpenPage
) -> None:
    page = open_page()
    for path in ("/", "/messages/lost"):
        page.goto(mailbox.address + path)
        assert_no_axe_violations(page)


def test_the_mailbox_works_with_scripts_off(mailbox: Mailbox, open_page: OpenPage) -> None:
    put_a_letter(mailbox.folder)
    page = open_page(javascript=False)
    page.goto(mailbox.address)
    page.get_by_role("link", name="Receipt").click()
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("heading")).to_have_text("Thank you")
