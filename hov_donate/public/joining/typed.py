"""What somebody typed who wants to be a member: kept as it is, shown again as it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.public.typed import LONGEST_KEPT, clean

# What the page sends for those who are in no class of the scale; no class has such a name.
NO_CLASS = "-"


@dataclass(frozen=True)
class TypedMember:
    """The form's fields, cleaned of what no one types and nothing else."""

    country: str
    income_band: str = ""
    overseas: bool = False
    member_class: str = ""
    amount: str = ""
    surplus_is_gift: bool = False
    email: str = ""
    name: str = ""
    local_group: str = ""
    pay: str = ""
    objectives: bool = False
    news: bool = False
    token: str = ""

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "TypedMember":
        """Read a posted form; what is missing is empty."""

        def text(name: str) -> str:
            return clean(form.get(name, "")[:LONGEST_KEPT])

        return cls(
            country=text("country"),
            income_band=text("income_band"),
            overseas="overseas" in form,
            member_class=text("member_class"),
            amount=text("amount"),
            surplus_is_gift="surplus_is_gift" in form,
            email=text("email"),
            name=text("name"),
            local_group=text("local_group"),
            pay=text("pay"),
            objectives="objectives" in form,
            news="news" in form,
            token=text("token"),
        )
