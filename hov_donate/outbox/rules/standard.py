"""Reports in the standard form (RFC 3464, and RFC 6533 for addresses in any alphabet).

`message/delivery-status` is a group of fields about the report, and one about each recipient.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from hov_donate.outbox.rules.parts import CODE, GENERAL, Mail, header

STATUS = {"message/delivery-status", "message/global-delivery-status"}
FAILED = "failed"
# It is on its way, or came to somebody.
NOT_FAILED = {"delayed", "delivered", "relayed", "expanded"}
ARRIVED = NOT_FAILED - {"delayed"}
BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Fate:
    """What became of a letter at one recipient: an action of RFC 3464, 2.3.3, and a status code."""

    action: str
    code: str | None

    @property
    def failed(self) -> bool:
        """Nobody tries any more. Who says no action we know is judged by the status code."""
        if self.action in NOT_FAILED:
            return False
        return self.action == FAILED or (self.code or "").startswith("5")


def fates(parts: Sequence[Mail]) -> Sequence[Fate]:
    """Of every recipient that a report tells of."""
    groups = [group for part in parts for group in _groups(part)]
    return [_fate(group) for group in groups if "Action" in group or "Status" in group]


def came_back(told: Sequence[Fate]) -> bool:
    """Whether it reached nobody: an address may stand for several people."""
    return any(it.failed for it in told) and not any(it.action in ARRIVED for it in told)


def _groups(part: Mail) -> Iterator[Mail]:
    """The groups of fields; where the reader of mails took them for one, they are told apart."""
    inside = part.get_payload()
    if part.get_content_type() not in STATUS or not isinstance(inside, list):
        return
    for group in inside:
        if isinstance(group, Message):
            yield group
            rest = group.get_payload()
            if isinstance(rest, str):
                yield from map(HeaderParser().parsestr, BLANK_LINE.split(rest))


def _fate(group: Mail) -> Fate:
    """Servers write remarks behind the action, and the better code into the diagnosis."""
    action = header(group, "Action").partition(" ")[0].strip(";,.").lower()
    code = CODE.search(header(group, "Status"))
    better = CODE.search(header(group, "Diagnostic-Code"))
    if better and (code is None or GENERAL.fullmatch(code[0])):
        code = better
    return Fate(action, code[0] if code else None)
