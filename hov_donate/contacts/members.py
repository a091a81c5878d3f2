"""Who says how many members an organisation has.

A choice and no free text: it is published with the number and kept with every snapshot of the
campaign's figures, append-only, where nobody's name could be taken out again.
"""

from collections.abc import Mapping
from enum import StrEnum

from hov_donate.core.i18n import N_


class MembersSource(StrEnum):
    """By whose word an organisation has so many members."""

    ITSELF = "itself"
    REPORT = "report"
    REGISTER = "register"
    MEETING = "meeting"
    BODY_ABOVE = "body_above"
    PRESS = "press"
    ANOTHER = "another"


SOURCES: Mapping[MembersSource, str] = {
    MembersSource.ITSELF: N_("the organisation itself"),
    MembersSource.REPORT: N_("its yearly report"),
    MembersSource.REGISTER: N_("a public register"),
    MembersSource.MEETING: N_("the meeting that decided"),
    MembersSource.BODY_ABOVE: N_("the organisation above it"),
    MembersSource.PRESS: N_("the press"),
    MembersSource.ANOTHER: N_("another source"),
}
