"""A mail as its parts: what kinds they are of, what they say, and which Message-IDs they quote.

Texts are read as bytes, one letter each, whatever alphabet a mail claims to be in: all that we look
for is ASCII, and no decoder is chosen by a stranger.
"""

import re
from collections.abc import Iterator, Sequence
from email import policy
from email.message import Message
from email.parser import BytesParser, HeaderParser
from typing import TypeAlias

# The heads of a report are at its beginning; after them comes a copy of the letter, with its PDFs.
MOST_BYTES = 128 * 1024
# More than any report has: so deep no reader of mails need go.
MOST_PARTS = 40
MOST_BLANK_LINES = 2_000
MOST_TOKENS = 20
# By one of these a mail is known.
HEADERS = ("From", "Return-Path", "Received", "Date", "Message-ID", "Subject")
HOLDS_OTHERS = re.compile(rb"multipart/|message/", re.IGNORECASE)
BLANK_LINES = re.compile(rb"\n[ \t\r]*(?=\n)")

# What `outbox.message` makes Message-IDs of.
TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?=@)")
# RFC 3463: class, subject, detail. Addresses of machines and versions look alike, but go on.
CODE = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
GENERAL = re.compile(r"[245]\.0\.0")

RETURNED = {"message/rfc822", "message/global"}
RETURNED_HEADERS = {"text/rfc822-headers", "message/global-headers", "message/rfc822-headers"}
ANSWERS = ("In-Reply-To", "References", "X-Original-Message-ID", "Original-Message-ID")

Mail: TypeAlias = "Message[str, str]"


class NotAMailError(ValueError):
    """What was to be read is no mail, or is made so that no honest mail server made it."""


def mail_of(raw: bytes) -> Mail:
    """The mail of these bytes, as far as anyone needs to read. Raises NotAMailError."""
    head = raw[:MOST_BYTES]
    if len(HOLDS_OTHERS.findall(head)) > MOST_PARTS:
        raise NotAMailError("it has more parts than any report")
    if len(BLANK_LINES.findall(head)) > MOST_BLANK_LINES:
        raise NotAMailError("it is emptier than any report")
    mail = BytesParser(policy=policy.compat32).parsebytes(head)
    if not any(name in mail for name in HEADERS):
        raise NotAMailError("it has none of the headers of a mail")
    return mail


def header(mail: Mail, name: str) -> str:
    """A header as it stands, in one line; empty where there is none."""
    return " ".join(str(mail.get(name, "")).split())


def text_of(part: Mail) -> str:
    """What a part says, each byte as one letter."""
    content = part.get_payload(decode=True)
    return content.decode("latin-1") if isinstance(content, bytes) else ""


def tokens_in(text: str) -> Sequence[str]:
    """What Message-IDs of ours are made of, in the order of the text; each once."""
    return list(dict.fromkeys(TOKEN.findall(text)))[:MOST_TOKENS]


def returned_tokens(parts: Sequence[Mail]) -> Sequence[str]:
    """Of the Message-IDs of the letters that a report gives back, whole or their headers."""
    quoted = " ".join(header(mail, "Message-ID") for mail in _returned(parts))
    return tokens_in(quoted)


def answered_tokens(mail: Mail) -> Sequence[str]:
    """Of the Message-IDs that a report says it answers."""
    return tokens_in(" ".join(header(mail, name) for name in ANSWERS))


def _returned(parts: Sequence[Mail]) -> Iterator[Mail]:
    for part in parts:
        kind, inside = part.get_content_type(), part.get_payload()
        if kind in RETURNED_HEADERS and not isinstance(inside, list):
            yield HeaderParser().parsestr(text_of(part))
        elif kind in RETURNED | RETURNED_HEADERS and isinstance(inside, list):
            yield from (it for it in inside if isinstance(it, Message))
