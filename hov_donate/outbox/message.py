"""One e-mail, and the standard message it becomes."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

import idna

from hov_donate.outbox.errors import BadAddress, UnsafeHeader

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"]+")
_LONGEST_ADDRESS = 254


class _WholeWords(EmailPolicy):
    """Writes long headers without losing spaces.

    Python 3.11 drops a space here and there when it breaks a long text of non-ASCII words; its
    older `email.header` does not.
    """

    def __init__(self, **settings: Any) -> None:
        """Take the settings of EmailPolicy; lines end as mail wants them."""
        super().__init__(**{"linesep": "\r\n"} | settings)

    def fold(self, name: str, value: Any) -> str:
        """One header as lines of ASCII."""
        if str(value).isascii() or self.utf8:
            return str(super().fold(name, value))
        words = Header(header_name=name, continuation_ws=" ")
        for text in _parts(value):
            words.append(text, "us-ascii" if text.isascii() else "utf-8")
        return f"{name}: {words.encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same, as bytes."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


def _parts(value: Any) -> tuple[str, ...]:
    """A header's texts; of an address, the name apart, since the address is never encoded."""
    addresses = getattr(value, "addresses", None)
    if addresses is None:
        return (str(value),)
    return (addresses[0].display_name, f"<{addresses[0].addr_spec}>")


@dataclass(frozen=True)
class Mail:
    """A mail ready to be sent to one person.

    `message_key` names this sending of it: random letters and digits, which nobody can guess. The
    same key always gives the same Message-ID, so that a mail handed over twice can be recognised as
    one, and the report of a mail server finds its way back to it.
    Attachments are (file name, media type, content).
    """

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_key: str
    attachments: tuple[tuple[str, str, bytes], ...] = ()


def to_email_message(
    mail: Mail,
    *,
    sender_name: str,
    sender_address: str,
    domain: str,
    now: datetime,
    reply_to: str | None = None,
) -> EmailMessage:
    """The mail as a standard message: text, HTML and attachments; `now` becomes its date.

    Raises UnsafeHeader if a text for a header holds a line break, BadAddress if an address is none.
    """
    message = EmailMessage(policy=_WholeWords())
    message["From"] = _address(sender_name, sender_address)
    message["To"] = _address(mail.to_name, mail.to_address)
    if reply_to:
        message["Reply-To"] = _address("", reply_to)
    message["Subject"] = _one_line("subject", mail.subject)
    message["Date"] = now
    message["Message-ID"] = message_id(mail.message_key, domain)
    message["Auto-Submitted"] = "auto-generated"
    _fill(message, mail)
    return message


def message_id(message_key: str, domain: str) -> str:
    """The Message-ID of a key. Raises UnsafeHeader for a key that cannot stand in it."""
    if not (message_key.isascii() and message_key.isalnum()):
        raise UnsafeHeader("The mail was not made: its key is more than letters and digits.")
    return f"<{message_key}@{_one_line('domain', domain)}>"


def _fill(message: EmailMessage, mail: Mail) -> None:
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for name, media_type, content in mail.attachments:
        main, _, sub = _one_line("media type", media_type).partition("/")
        message.add_attachment(
            content, maintype=main, subtype=sub, filename=_one_line("file name", name)
        )


def _address(name: str, address: str) -> Address:
    found = _one_line("address", address)
    if len(found) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(found):
        message = "The mail was not made: what should be an e-mail address is not one."
        raise BadAddress(message)
    user, _, domain = found.rpartition("@")
    try:
        # The `idna` codec of Python is of 2003: to it faß.de is fass.de, which is someone else's.
        plain_domain = idna.encode(domain, uts46=True).decode("ascii")
        return Address(_one_line("name", name), user, plain_domain)
    except (idna.IDNAError, ValueError) as error:
        message = "The mail was not made: its e-mail address cannot be written in a message."
        raise BadAddress(message) from error


def _one_line(what: str, text: str) -> str:
    if _CONTROL.search(text):
        message = f"The mail was not made: its {what} holds a line break or control character."
        raise UnsafeHeader(message)
    return text
