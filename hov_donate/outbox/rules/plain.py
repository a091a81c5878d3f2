"""Reports without the standard form: words for people, and a copy of the letter below them.

qmail's begin with "Hi. This is the" (cr.yp.to/proto/qsbmf.txt) and tell only of what failed for
good; Exim's name who failed in a header. Of all others we believe a code that begins with 5.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from hov_donate.outbox.rules.parts import (
    CODE,
    RETURNED,
    Mail,
    header,
    returned_tokens,
    text_of,
    tokens_in,
)

SENDERS = re.compile(r"\b(mailer-daemon|postmaster|mail-?daemon|mdaemon)\b", re.IGNORECASE)
FAILED_HEADER = "X-Failed-Recipients"
QMAIL = "Hi. This is the"
# Where the copy of the letter begins: at the first of its headers.
COPY = re.compile(
    r"^[>\s]{0,9}(?:Return-Path|Received|From|To|Date|Subject|Message-ID|MIME-Version"
    r"|DKIM-Signature|Auto-Submitted):",
    re.IGNORECASE | re.MULTILINE,
)
# Long ones stand in the next line.
QUOTED = re.compile(
    r"^[>\s]{0,9}Message-ID:([^\n]{0,200}(?:\n[>\s]{1,9}<[^\n]{0,200})?)",
    re.IGNORECASE | re.MULTILINE,
)
# A reply of a mail server that is final (RFC 5321, 4.2.1).
REPLY = re.compile(r"(?<![\d.])5[0-5]\d[ -]")


@dataclass(frozen=True)
class Words:
    """What a report says, and of which letters it has copies."""

    failed: bool
    code: str | None
    tokens: Sequence[str]


def is_from_a_server(mail: Mail) -> bool:
    """Whether it claims to be: nobody answers those, and answers of people are not reports."""
    nobody = header(mail, "Return-Path") == "<>"
    return nobody or FAILED_HEADER in mail or bool(SENDERS.search(header(mail, "From")))


def words(mail: Mail, parts: Sequence[Mail]) -> Words:
    """What it says. Whoever answers a letter by a machine names it, but has no copy of its head."""
    own = takewhile(lambda part: part.get_content_type() not in RETURNED, parts)
    text = "\n".join(text_of(part) for part in own if part.get_content_maintype() == "text")
    copy = COPY.search(text)
    said = text[: copy.start()] if copy else text
    quoted = tokens_in(" ".join(QUOTED.findall(text)))
    surely = FAILED_HEADER in mail or said.lstrip().startswith(QMAIL)
    code = _code(said, surely=surely)
    final = code is not None and code.startswith("5")
    failed = surely or final or bool(REPLY.search(said))
    return Words(failed, code, [*returned_tokens(parts), *quoted])


def _code(said: str, *, surely: bool) -> str | None:
    """The first code that is final; where it surely failed, any."""
    codes = CODE.findall(said)
    final = [code for code in codes if code.startswith("5")]
    return next(iter([*final, *(codes if surely else ())]), None)
