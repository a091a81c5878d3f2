"""Hands messages to a mail server, or to the folder that stands for one."""

import contextlib
import ipaddress
import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from hov_donate.outbox.errors import MailDelayed, MailError, MailRefused
from hov_donate.outbox.mailbox import MailboxTransport

__all__ = [
    "MailDelayed",
    "MailError",
    "MailRefused",
    "MailboxTransport",
    "SmtpTransport",
    "Transport",
    "transport_from_url",
]

_PORTS = {"smtp": 587, "smtps": 465}
_PERMANENT = range(500, 600)
_AUTHENTICATION_REQUIRED = 530
DEFAULT_TIMEOUT = 30.0


class Transport(Protocol):
    """Something that takes a finished message."""

    def send(self, message: EmailMessage) -> None:
        """Take the message. Raises MailRefused (final) or MailDelayed (try again)."""


def transport_from_url(url: str, *, timeout: float = DEFAULT_TIMEOUT) -> Transport:
    """The transport a setting names: `smtp://…`, `smtps://…` or `mailbox:a/folder`.

    Raises ValueError, never showing a password, if the address cannot be understood.
    """
    scheme, _, rest = url.partition(":")
    if scheme in _PORTS:
        return SmtpTransport(url, timeout=timeout)
    if scheme == "mailbox" and rest:
        return MailboxTransport(Path(rest))
    message = (
        "The mail address must look like smtp://user:password@host:587, "
        "smtps://user:password@host or mailbox:folder."
    )
    raise ValueError(message)


class SmtpTransport:
    """One connection for each message, always encrypted unless the server is this machine."""

    def __init__(self, url: str, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        """`url` is `smtp://` (STARTTLS, port 587) or `smtps://` (TLS, port 465); `timeout` in
        seconds. User and password are percent-encoded in it.
        """  # noqa: D205
        parts = urlsplit(url)
        self._encrypted = parts.scheme == "smtps"
        self._host, self._port = _host_and_port(parts)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._timeout = timeout

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises MailRefused or MailDelayed; once the server has taken it,
        nothing that happens to the connection is an error.
        """  # noqa: D205
        try:
            connection = self._connect(_own_name(message))
            try:
                connection.send_message(message)
            finally:
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    connection.quit()
        except MailError:
            raise
        except (smtplib.SMTPException, OSError) as error:
            # The server's own error names the address; a log must not.
            raise _what_to_do(error) from None

    def check(self) -> None:
        """Connect and sign in, and send nothing. Raises MailDelayed saying what is wrong."""
        try:
            connection = self._connect("localhost")
            connection.quit()
        except (smtplib.SMTPException, OSError) as error:
            raise _what_to_do(error) from None

    def _connect(self, own_name: str) -> smtplib.SMTP:
        if self._encrypted:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host,
                self._port,
                own_name,
                timeout=self._timeout,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(self._host, self._port, own_name, timeout=self._timeout)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: smtplib.SMTP) -> None:
        connection.ehlo()
        if not self._encrypted and not _is_loopback(self._host):
            _encrypt(connection)
        if self._user:
            connection.login(self._user, self._password)


def _encrypt(connection: smtplib.SMTP) -> None:
    if not connection.has_extn("starttls"):
        message = "The mail server offers no encryption (STARTTLS); nothing was sent to it."
        raise MailDelayed(message)
    connection.starttls(context=ssl.create_default_context())
    connection.ehlo()


def _what_to_do(error: Exception) -> MailError:
    """Whether an error is about this mail (final) or about the server and its settings."""
    code, words = _reply(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailRefused("The mail server cannot take an address with letters such as é or ж.")
    about_mail = isinstance(
        error, smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError
    )
    if about_mail and code in _PERMANENT and code != _AUTHENTICATION_REQUIRED:
        return MailRefused(f"The mail server refused the mail: {code} {words}")
    if code:
        return MailDelayed(f"The mail server asks to wait or is not set up: {code} {words}")
    return MailDelayed(f"The mail server was not reached: {type(error).__name__}.")


def _reply(error: Exception) -> tuple[int, str]:
    """The server's code and words, or (0, "") if it gave none.

    Servers like to repeat the address they refuse. It is left out: a failure is kept where no
    identity may be.
    """
    words: str | bytes
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return 0, ""
    readable = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return code, re.sub(r"\S*@\S*", "(address)", readable)


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        message = "The mail server must look like smtp://user:password@host:587."
        raise ValueError(message)
    return parts.hostname, port or _PORTS[parts.scheme]


def _own_name(message: EmailMessage) -> str:
    """How we greet the server; the machine's own name may take seconds to look up."""
    return str(message["From"].addresses[0].domain)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
