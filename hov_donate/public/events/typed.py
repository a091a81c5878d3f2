"""What somebody typed who proposes an event: kept as it is, shown again as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.core.text import printable
from hov_donate.public.events.gate import LONGEST_KEPT
from hov_donate.public.typed import clean


@dataclass(frozen=True)
class TypedEvent:
    """The form's fields, cleaned of what no one types and nothing else."""

    title: str = ""
    organiser: str = ""
    body: str = ""
    day: str = ""
    begins: str = ""
    ends: str = ""
    zone: str = ""
    town: str = ""
    country: str = ""
    spoken: str = ""
    access: str = ""
    name: str = ""
    email: str = ""
    token: str = ""
    takes_sign_ups: bool = False
    keep: bool = False

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "TypedEvent":
        """Read a posted form; what is missing is empty."""

        def text(name: str) -> str:
            return clean(form.get(name, "")[:LONGEST_KEPT])

        body = printable(form.get("body", "")[: LONGEST_KEPT + 1].replace("\r\n", "\n"))
        return cls(
            title=text("title"),
            organiser=text("organiser"),
            body=body.strip(),
            day=text("day"),
            begins=text("begins"),
            ends=text("ends"),
            zone=text("zone"),
            town=text("town"),
            country=text("country"),
            spoken=text("spoken"),
            access=text("access"),
            name=text("name"),
            email=text("email"),
            token=text("token"),
            takes_sign_ups="takes_sign_ups" in form,
            keep="keep" in form,
        )
