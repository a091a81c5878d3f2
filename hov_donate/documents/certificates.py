"""The words that stand on a certificate of affiliation, and its PDF."""

from dataclasses import dataclass
from typing import Literal

from hov_donate.documents.drawing import draw, in_language, value

_SINGLE = ("title", "opening", "name", "place", "statement", "thanks", "issuer")


@dataclass(frozen=True)
class CertificateText:
    """All that stands on a certificate, in the words and formats of its reader.

    `facts` are pairs of label and value, three of them; `address` is the issuer's.
    """

    title: str
    opening: str
    name: str
    place: str
    statement: str
    facts: tuple[tuple[str, str], ...]
    thanks: str
    issuer: str
    address: tuple[str, ...] = ()
    language: str = "en"
    direction: Literal["ltr", "rtl"] = "ltr"


def render_certificate(text: CertificateText, *, template: str = "certificate-1") -> bytes:
    """Draw one certificate; the same bytes for the same text."""
    data = {
        **{name: value(getattr(text, name), text.direction) for name in _SINGLE},
        "facts": [[value(it, text.direction) for it in fact] for fact in text.facts],
        "address": [value(line, text.direction) for line in text.address if line],
        **in_language(text.language, text.direction),
    }
    return draw(data, template=template)
