"""What somebody typed who signs: kept as it is, shown again as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.public.typed import LONGEST_KEPT, clean


@dataclass(frozen=True)
class TypedSignature:
    """The form's fields, cleaned of what no one types and nothing else."""

    country: str = ""
    name: str = ""
    email: str = ""
    capacity: str = ""
    role: str = ""
    organisation: str = ""
    town: str = ""
    deciding_body: str = ""
    decided_on: str = ""
    keep: bool = False
    news: bool = False
    show_name: bool = False
    show_role: bool = False
    show_organisation: bool = False
    show_town: bool = False
    token: str = ""

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "TypedSignature":
        """Read a posted form; what is missing is empty."""

        def text(name: str) -> str:
            return clean(form.get(name, "")[:LONGEST_KEPT])

        return cls(
            country=text("country"),
            name=text("name"),
            email=text("email"),
            capacity=text("capacity"),
            role=text("role"),
            organisation=text("organisation"),
            town=text("town"),
            deciding_body=text("deciding_body"),
            decided_on=text("decided_on"),
            keep="keep" in form,
            news="news" in form,
            show_name="show_name" in form,
            show_role="show_role" in form,
            show_organisation="show_organisation" in form,
            show_town="show_town" in form,
            token=text("token"),
        )
