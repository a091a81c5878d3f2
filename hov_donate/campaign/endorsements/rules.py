"""What an endorsement is, what it may become, and who is named in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hov_donate.contacts.members import MembersSource

LONGEST_LINE = 200
LONGEST_LINK = 500
LONGEST_MOTION = 20_000


class Basis(StrEnum):
    """On whose word it stands: an organisation's own decision, or one leader's for themselves.

    Only the former counts its members as represented (shared/affiliation-schemes.md, last section).
    """

    ORGANISATION = "organisation"
    PERSONAL = "personal"


class EndorsementStatus(StrEnum):
    """How an endorsement stands. Only published ones are counted and shown."""

    ENTERED = "entered"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


MOVES: Mapping[EndorsementStatus, frozenset[EndorsementStatus]] = {
    EndorsementStatus.ENTERED: frozenset(
        {EndorsementStatus.PUBLISHED, EndorsementStatus.WITHDRAWN}
    ),
    EndorsementStatus.PUBLISHED: frozenset({EndorsementStatus.WITHDRAWN}),
    EndorsementStatus.WITHDRAWN: frozenset({EndorsementStatus.PUBLISHED}),
}


class Part(StrEnum):
    """In what somebody is named: they moved or seconded the motion, or endorse by themselves."""

    MOVER = "mover"
    SECONDER = "seconder"
    LEADER = "leader"


# Who is named on which basis, in the order of a motion's minutes.
PARTS: Mapping[Basis, Sequence[Part]] = {
    Basis.ORGANISATION: (Part.MOVER, Part.SECONDER),
    Basis.PERSONAL: (Part.LEADER,),
}


@dataclass(frozen=True)
class EndorsementFacts:
    """An endorsement as its minutes or its letter have it; what is not known is empty.

    `decided_on` is the day of the decision, or of the leader's word. `attendance` is how many were
    at the meeting. `title` and `body` are in `language`, and nobody translates them.
    """

    basis: Basis
    deciding_body: str
    decided_on: date
    meeting: str
    attendance: int | None
    language: str
    title: str
    body: str
    link: str


@dataclass(frozen=True)
class MemberFigure:
    """How many members a body has in all, on which day, and who says so."""

    members: int
    as_at: date
    source: MembersSource


def may_move(before: EndorsementStatus, after: EndorsementStatus) -> bool:
    """Whether an endorsement may go from one state to another."""
    return after in MOVES[before]
