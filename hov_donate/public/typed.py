"""What a donor typed into the form: kept as it is, shown again as it is."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hov_donate.core.text import printable

LONGEST_KEPT = 400
# A field that no one sees; programs that fill in everything fill it in.
TRAP = "website"
# A button that shows a form again with what was typed, in another currency or country.
SHOW = "show_currency"
OTHER = "other"
# Characters that reverse or embed the text around them; a name needs none of them.
_EMBEDDINGS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class TypedGift:
    """The form's fields, cleaned of what no one types and nothing else."""

    currency: str
    frequency: str = ""
    choice: str = ""
    amount: str = ""
    email: str = ""
    name: str = ""
    keep_details: bool = False
    news: bool = False
    token: str = ""
    fund: str = ""

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "TypedGift":
        """Read a posted form; what is missing is empty."""

        def text(name: str) -> str:
            return clean(form.get(name, "")[:LONGEST_KEPT])

        return cls(
            currency=text("currency"),
            frequency=text("frequency"),
            choice=text("choice"),
            amount=text("amount"),
            email=text("email"),
            name=text("name"),
            keep_details="keep_details" in form,
            news="news" in form,
            token=text("token"),
            fund=text("fund"),
        )

    @property
    def preset_currency(self) -> str:
        """The currency of the chosen preset (`GBP-20`); empty when none is chosen."""
        return self.choice.partition("-")[0] if "-" in self.choice else ""

    def in_its_currency(self) -> "TypedGift":
        """Without a preset of another currency than the one chosen."""
        if self.preset_currency in {"", self.currency}:
            return self
        return replace(self, choice="")


def clean(text: str) -> str:
    """One line of composed characters without controls or tricks of direction."""
    composed = unicodedata.normalize("NFC", _EMBEDDINGS.sub("", printable(text)))
    spaced = "".join(" " if character.isspace() else character for character in composed)
    seen = (it for it in spaced if unicodedata.category(it) not in {"Cc", "Cs"})
    return re.sub(" +", " ", "".join(seen)).strip()


def clean_lines(text: str) -> str:
    """Some lines, each as `clean` leaves it, without empty ones."""
    return "\n".join(line for line in map(clean, text.splitlines()) if line)
