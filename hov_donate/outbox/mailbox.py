"""A folder that takes the place of a mail server in the demo and in tests.

It is a maildir, as mail programs know it. Each message is one file, named after its Message-ID.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

from hov_donate.outbox.errors import MailDelayed


@dataclass(frozen=True)
class StoredMail:
    """One message of the folder, under the key that finds it again."""

    key: str
    message: EmailMessage

    @property
    def to(self) -> str:
        """The name and address it is for."""
        first = self.message["To"].addresses[0]
        return f"{self._words('To').rpartition('<')[0]}<{first.addr_spec}>"

    @property
    def subject(self) -> str:
        """What it is about."""
        return self._words("Subject")

    @property
    def sender(self) -> str:
        """Who it is from."""
        return self._words("From")

    @property
    def sent_at(self) -> datetime | None:
        """Its date, if it has one."""
        date = self.message["Date"]
        return date.datetime if date else None

    @property
    def text(self) -> str:
        """Its text, for those who read no HTML."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """Its page, or nothing."""
        return self._body("html")

    @property
    def attachments(self) -> list[tuple[str, bytes]]:
        """Name and content of each attachment."""
        parts = self.message.iter_attachments()
        return [(part.get_filename() or "attachment", part.get_content()) for part in parts]

    def _body(self, kind: Literal["plain", "html"]) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""

    def _words(self, header: str) -> str:
        """A header decoded by the older reader: the newer one adds spaces to long names."""
        raw = "".join(dict(self.message.raw_items())[header].splitlines()).strip()
        return str(make_header(decode_header(raw)))


class MailboxTransport:
    """Puts each message into the folder; a message that is there already is left alone."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when the first message comes."""
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Store the message. Raises MailDelayed if the disk will not take it."""
        key = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
        try:
            for part in ("tmp", "new", "cur"):
                (self._folder / part).mkdir(parents=True, exist_ok=True)
            _write_once(message.as_bytes(), self._folder / "tmp", self._folder / "new" / key)
        except OSError as error:
            reason = f"The mailbox folder {self._folder} cannot be written: {error.strerror}."
            raise MailDelayed(reason) from error


class MailboxReader:
    """Reads the folder: newest message first."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist yet."""
        self._new = folder / "new"

    def keys(self) -> Sequence[str]:
        """The keys of all messages, newest first."""
        if not self._new.is_dir():
            return ()
        with os.scandir(self._new) as entries:
            dated = [(entry.stat().st_mtime_ns, entry.name) for entry in entries]
        return [name for _, name in sorted(dated, reverse=True)]

    def read(self, key: str) -> StoredMail | None:
        """The message of this key, or None."""
        path = self._new / key
        if not re.fullmatch("[0-9a-f]{32}", key) or not path.is_file():
            return None
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        return StoredMail(key, message)


def _write_once(content: bytes, scratch: Path, path: Path) -> None:
    """Write the file so that readers see all of it or nothing, and the first writer wins."""
    if path.exists():
        return
    handle, name = tempfile.mkstemp(dir=scratch)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).rename(path)
    finally:
        Path(name).unlink(missing_ok=True)
