"""Mail on its way: what a message looks like, and what each answer of a real server means."""

import mailbox
import socket
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from hov_donate.outbox.errors import BadAddress, UnsafeHeader
from hov_donate.outbox.mailbox import MailboxReader
from hov_donate.outbox.message import Mail, message_id, to_email_message
from hov_donate.outbox.transport import (
    MailboxTransport,
    MailDelayed,
    MailRefused,
    SmtpTransport,
    transport_from_url,
)
from tests.support.mail_server import Letterbox, free_port, mail_server

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MAIL = Mail(
    to_name="Łukasz Żółć",
    to_address="lukasz@example.org",
    subject="Tu recibo — 24 de noviembre",
    text="Gracias por tu donación.\n",
    html="<p>Gracias por tu donación.</p>",
    message_key="0001",
    attachments=(("receipt-0001.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),),
)


def message_of(mail: Mail = MAIL, **changes: Any) -> EmailMessage:
    sender: dict[str, Any] = {
        "sender_name": "Campaña de ejemplo",
        "sender_address": "treasurer@example.com",
        "domain": "give.example.com",
        "now": NOON,
    }
    return to_email_message(mail, **(sender | changes))


def reread(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def shown(content: bytes, header: str) -> str:
    """The header as a mail program shows it, by the older reader, which keeps spaces right."""
    raw = "".join(message_from_bytes(content)[header].splitlines())
    if header == "Subject":
        return str(make_header(decode_header(raw.strip())))
    name, address = parseaddr(raw)
    return f"{make_header(decode_header(name))} <{address}>".strip()


def test_a_mail_arrives_with_its_text_its_page_and_its_receipt() -> None:
    box = Letterbox()
    with mail_server(box) as address:
        transport_from_url(f"smtp://{address}").send(message_of())
    assert box.recipients == ["lukasz@example.org"]
    arrived = reread(box.received[0])
    text, page = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert "<p>Gracias por tu donación.</p>" in page.get_content()
    [receipt] = arrived.iter_attachments()
    assert receipt.get_content_type() == "application/pdf"
    assert receipt.get_filename() == "receipt-0001.pdf"
    assert receipt.get_content() == b"%PDF-1.7 \x00\xff"


def test_names_and_subjects_in_any_script_survive_the_journey() -> None:
    box = Letterbox()
    names = [
        "Łukasz Żółć",
        "髙橋 美咲",
        "محمد بن عبد الله",
        'Ada "the first", Lovelace',
        "أحمد محمد " * 12 + "x",
        "O'Brien",
        "",
    ]
    with mail_server(box) as address:
        for name in names:
            mail = replace(MAIL, to_name=name, subject=f"Recibo: {name * 9}.")
            SmtpTransport(f"smtp://{address}").send(message_of(mail))
    for name, content in zip(names, box.received, strict=True):
        assert all(byte < 128 for byte in content.partition(b"\r\n\r\n")[0])
        assert shown(content, "To") == f"{name} <lukasz@example.org>".strip()
        assert shown(content, "From") == "Campaña de ejemplo <treasurer@example.com>"
        assert shown(content, "Subject") == f"Recibo: {name * 9}."


@pytest.mark.parametrize(
    ("domain", "on_the_wire"),
    [
        ("exämple.org", "xn--exmple-cua.org"),
        ("EXÄMPLE.org", "xn--exmple-cua.org"),
        ("faß.de", "xn--fa-hia.de"),
        ("σς.example", "xn--3xab.example"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("xn--fa-hia.de", "xn--fa-hia.de"),
    ],
)
def test_an_international_domain_is_written_as_servers_expect_it(
    domain: str, on_the_wire: str
) -> None:
    message = message_of(replace(MAIL, to_address=f"ada@{domain}"))
    assert message["To"].addresses[0].addr_spec == f"ada@{on_the_wire}"


def test_a_mail_says_that_a_machine_wrote_it_when_and_where_to_answer() -> None:
    message = message_of(reply_to="help@example.com")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOON
    assert message["Reply-To"] == "help@example.com"


def test_the_same_mail_always_has_the_same_id_and_another_one_another() -> None:
    assert message_of()["Message-ID"] == message_of()["Message-ID"]
    assert (
        message_of()["Message-ID"] != message_of(replace(MAIL, message_key="other"))["Message-ID"]
    )
    for key in ("", "a b", "a@b", "<a", "é"):
        with pytest.raises(UnsafeHeader, match="letters and digits"):
            message_id(key, "give.example.com")


@pytest.mark.parametrize("smuggled", ["\nBcc: eve@example.org", "\r\n\r\nbody", "\x00", "\u2028x"])
@pytest.mark.parametrize("field", ["subject", "to_name", "to_address"])
def test_a_line_break_cannot_smuggle_a_header_into_a_mail(field: str, smuggled: str) -> None:
    with pytest.raises(UnsafeHeader, match="line break"):
        message_of(replace(MAIL, **{field: getattr(MAIL, field) + smuggled}))


def test_a_line_break_is_refused_in_the_senders_texts_and_file_names_too() -> None:
    changed: list[dict[str, Any]] = [
        {"sender_name": "A\nB"},
        {"reply_to": "a@b.org\nX: y"},
        {"domain": "a\r\nb"},
    ]
    for changes in changed:
        with pytest.raises(UnsafeHeader):
            message_of(**changes)
    with pytest.raises(UnsafeHeader):
        message_of(replace(MAIL, attachments=(("a\nb.pdf", "application/pdf", b""),)))


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "ada@", "@example.org", "a b@example.org", "a@b@c.org", "a@b.org, eve@d.org"),
        *("a@xn--zzzz", "a@☃\u200d.org", f"a@{'ä' * 64}.org"),
        *("<a@b.org>", "a@b..org", f"{'a' * 250}@example.org"),
    ],
)
def test_what_is_not_an_address_is_refused_for_good(address: str) -> None:
    with pytest.raises(BadAddress) as refusal:
        message_of(replace(MAIL, to_address=address))
    assert isinstance(refusal.value, MailRefused)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"to": "550 5.1.1 no such person"}, MailRefused),
        ({"to": "451 4.7.1 greylisted, try later"}, MailDelayed),
        ({"data": "554 5.6.0 we do not like it"}, MailRefused),
        ({"data": "452 4.3.1 disk full"}, MailDelayed),
    ],
)
def test_a_servers_no_is_final_and_its_not_now_is_not(
    answers: dict[str, str], outcome: type[Exception]
) -> None:
    [answer] = answers.values()
    with mail_server(Letterbox(**answers)) as address, pytest.raises(outcome, match=answer[:3]):
        SmtpTransport(f"smtp://{address}").send(message_of())


def test_a_refusal_is_kept_without_the_address_it_names() -> None:
    box = Letterbox(to="550 <lukasz@example.org>: unknown here")
    with mail_server(box) as address, pytest.raises(MailRefused) as refusal:
        SmtpTransport(f"smtp://{address}").send(message_of())
    assert "lukasz" not in "".join(traceback.format_exception(refusal.value, chain=True))
    assert "unknown here" in str(refusal.value)


def test_a_dead_server_means_later() -> None:
    with pytest.raises(MailDelayed, match="not reached"):
        SmtpTransport(f"smtp://127.0.0.1:{free_port()}", timeout=2).send(message_of())


def test_a_server_that_never_speaks_means_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(MailDelayed, match="not reached"):
            SmtpTransport(f"smtp://127.0.0.1:{port}", timeout=0.3).send(message_of())


def test_a_server_without_encryption_gets_nothing_unless_it_is_this_machine() -> None:
    box = Letterbox()
    with mail_server(box) as address:
        port = address.partition(":")[2]
        elsewhere = f"smtp://0.0.0.0:{port}"
        with pytest.raises(MailDelayed, match="no encryption"):
            SmtpTransport(elsewhere).send(message_of())
    assert box.received == []


def test_a_server_that_does_not_speak_tls_gets_nothing_over_smtps() -> None:
    box = Letterbox()
    with mail_server(box) as address, pytest.raises(MailDelayed):
        SmtpTransport(f"smtps://{address}", timeout=2).send(message_of())
    assert box.received == []


def signs_in(password: bytes) -> Callable[..., AuthResult]:
    def check(_server: object, _session: object, _env: object, _how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data == LoginPassword(b"mailer", password), handled=False)

    return check


def test_user_and_password_are_read_from_the_address() -> None:
    box = Letterbox()
    options = {"authenticator": signs_in(b"p@ss/word"), "auth_require_tls": False}
    with mail_server(box, **options) as address:
        SmtpTransport(f"smtp://mailer:p%40ss%2Fword@{address}").send(message_of())
    assert len(box.received) == 1


def test_a_wrong_password_is_our_mistake_and_not_the_mails_end() -> None:
    options = {"authenticator": signs_in(b"right"), "auth_require_tls": False}
    with mail_server(Letterbox(), **options) as address, pytest.raises(MailDelayed) as delay:
        SmtpTransport(f"smtp://mailer:wrong@{address}").send(message_of())
    assert "wrong" not in str(delay.value)


@pytest.mark.parametrize(
    "url",
    [
        *("", "smtp://", "smtp://host:no", "smtp://u:secret@host:99999", "http://secret@host"),
        *("mailbox:", "secret"),
    ],
)
def test_a_mail_address_nobody_understands_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="must look like") as refusal:
        transport_from_url(url)
    assert "secret" not in str(refusal.value)


def test_the_mailbox_is_a_maildir_any_mail_program_can_open(tmp_path: Path) -> None:
    transport_from_url(f"mailbox:{tmp_path / 'a' / 'box'}").send(message_of())
    [stored] = mailbox.Maildir(tmp_path / "a" / "box", create=False)
    assert stored["Message-ID"] == message_of()["Message-ID"]


def test_the_same_mail_sent_twice_lies_in_the_mailbox_once(tmp_path: Path) -> None:
    transport = MailboxTransport(tmp_path)
    transport.send(message_of())
    transport.send(message_of(now=NOON.replace(hour=13)))
    transport.send(message_of(replace(MAIL, message_key="0002")))
    reader = MailboxReader(tmp_path)
    assert len(reader.keys()) == 2
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_mailbox_opens_only_the_keys_it_gave(tmp_path: Path) -> None:
    MailboxTransport(tmp_path).send(message_of())
    reader = MailboxReader(tmp_path)
    [key] = reader.keys()
    stored = reader.read(key)
    assert stored is not None
    assert stored.subject == MAIL.subject
    assert stored.to == "Łukasz Żółć <lukasz@example.org>"
    for other in ("", "..", "../../etc/passwd", "0" * 32, key + "/"):
        assert reader.read(other) is None


def test_a_mailbox_that_cannot_be_written_means_later(tmp_path: Path) -> None:
    (tmp_path / "box").write_text("a file where the folder should be")
    with pytest.raises(MailDelayed, match="cannot be written"):
        MailboxTransport(tmp_path / "box").send(message_of())
