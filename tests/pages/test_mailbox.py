"""The mailbox page of the demo."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hov_donate.cli.mailbox import mailbox_app, serve_mailbox
from hov_donate.outbox.message import Mail, to_email_message
from hov_donate.outbox.transport import MailboxTransport

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def put(folder: Path, number: int = 1, **changes: str) -> None:
    mail = Mail(
        to_name=changes.get("to_name", "Łukasz Żółć"),
        to_address="lukasz@example.org",
        subject=changes.get("subject", f"Receipt {number}"),
        text="Thank you <b>very</b> much.",
        html=changes.get("html", "<html><head></head><body><p>Thank you.</p></body></html>"),
        message_key=str(number),
        attachments=(("receipt.pdf", "application/pdf", b"%PDF-1.7"),),
    )
    message = to_email_message(
        mail,
        sender_name="Example Campaign",
        sender_address="treasurer@example.com",
        domain="give.example.com",
        now=NOON + timedelta(minutes=number),
    )
    MailboxTransport(folder).send(message)


@pytest.fixture
def reader(tmp_path: Path) -> FlaskClient:
    return mailbox_app(tmp_path).test_client()


def opened(reader: FlaskClient) -> tuple[str, str]:
    """The address and the content of the first message's page."""
    link = re.search(r'href="(/messages/[0-9a-f]+)"', reader.get("/").text)
    assert link
    return link[1], reader.get(link[1]).text


def test_an_empty_mailbox_says_so_and_that_nothing_was_sent(reader: FlaskClient) -> None:
    page = reader.get("/").text
    assert "nothing was sent" in page
    assert "no message here yet" in page


def test_messages_are_listed_with_reader_subject_and_time(
    reader: FlaskClient, tmp_path: Path
) -> None:
    put(tmp_path)
    page = reader.get("/").text
    assert "Receipt 1" in page
    assert "Łukasz Żółć &lt;lukasz@example.org&gt;" in page
    assert "24 November 2026, 12:01 UTC" in page


def test_fifty_messages_fill_a_page_and_the_newest_comes_first(
    reader: FlaskClient, tmp_path: Path
) -> None:
    for number in range(1, 53):
        put(tmp_path, number)
    first, second = reader.get("/").text, reader.get("/?page=2").text
    assert re.findall(r">(Receipt \d+)<", first)[0] == "Receipt 52"
    assert re.findall(r">(Receipt \d+)<", second) == ["Receipt 2", "Receipt 1"]
    assert "Older messages" in first
    assert "Newer messages" in second
    assert reader.get("/?page=3").status_code == 404
    assert reader.get("/?page=-1").status_code == 404


def test_a_message_shows_its_text_and_offers_its_receipt(
    reader: FlaskClient, tmp_path: Path
) -> None:
    put(tmp_path)
    address, page = opened(reader)
    assert "Thank you &lt;b&gt;very&lt;/b&gt; much." in page
    receipt = reader.get(f"{address}/attachments/0")
    assert receipt.data == b"%PDF-1.7"
    assert receipt.mimetype == "application/pdf"
    assert receipt.headers["Content-Disposition"] == "attachment; filename=receipt.pdf"
    assert reader.get(f"{address}/attachments/1").status_code == 404


def test_a_mails_page_can_run_nothing_and_fetch_nothing(
    reader: FlaskClient, tmp_path: Path
) -> None:
    put(tmp_path)
    address, page = opened(reader)
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    policy = reader.get(f"{address}/page").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups ")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


def test_a_subject_that_looks_like_markup_is_shown_as_text(
    reader: FlaskClient, tmp_path: Path
) -> None:
    put(tmp_path, subject="<script>alert(1)</script>", to_name="<img src=x>")
    _, page = opened(reader)
    for shown in (page, reader.get("/").text):
        assert "&lt;script&gt;" in shown
        assert "<script" not in shown
        assert "<img" not in shown


def test_a_message_that_does_not_exist_is_not_found(reader: FlaskClient) -> None:
    for address in ("/messages/0", "/messages/..", f"/messages/{'0' * 32}/page", "/other"):
        answer = reader.get(address)
        assert answer.status_code == 404
        assert "no such message" in answer.text


def test_pages_need_no_script_no_inline_style_and_no_one_else(
    reader: FlaskClient, tmp_path: Path
) -> None:
    put(tmp_path)
    for page in (reader.get("/").text, opened(reader)[1]):
        assert "<script" not in page
        assert "style=" not in page
        assert "<style" not in page
        assert "//" not in page.replace("<!doctype", "")
    policy = reader.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'; style-src 'self'" in policy
    assert reader.get("/style.css").mimetype == "text/css"


def test_a_page_of_another_site_cannot_reach_the_mailbox_under_its_own_name(
    reader: FlaskClient,
) -> None:
    assert reader.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_the_mailbox_refuses_to_listen_to_other_machines(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        serve_mailbox(folder=tmp_path, host="0.0.0.0", port=0)  # noqa: S104 - must be refused


def test_the_mailbox_stops_cleanly_when_asked(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "from pathlib import Path; from hov_donate.cli.mailbox import serve_mailbox; "
        f"serve_mailbox(folder=Path({str(tmp_path)!r}), host='127.0.0.1', port={port})"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    try:
        assert b"nothing was sent" in answer_from(port)
        server.send_signal(signal.SIGTERM)
        _, complaints = server.communicate(timeout=5)
        assert (server.returncode, complaints) == (0, b"")
    finally:
        server.kill()


def answer_from(port: int) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
                content: bytes = reply.read()
                return content
        except OSError:
            time.sleep(0.1)
    pytest.fail("the mailbox page did not start")
