"""The words that stand on a member card, and its PDF."""

from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import draw, in_language, value

_SINGLE = ("title", "number", "name", "organisation")


@dataclass(frozen=True)
class MemberCardText:
    """All that stands on a member card; `facts` are (label, value): number, since, good until."""

    title: str
    number: str
    name: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_member_card(text: MemberCardText, *, template: str = "member-card-1") -> bytes:
    """Draw one card; the same bytes for the same text. Raises ValueError for no such template."""
    data = {
        **{name: value(getattr(text, name), text.direction) for name in _SINGLE},
        "facts": [[value(it, text.direction) for it in row] for row in text.facts],
        **in_language(text.language, text.direction),
    }
    return draw(data, template=template)
