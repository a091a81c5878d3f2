"""An affiliate's figures as staff typed them."""

from collections.abc import Mapping

from hov_donate.affiliations.models import Declaration
from hov_donate.affiliations.operations import Declared
from hov_donate.office.forms import LARGEST_NUMBER, Form
from hov_donate.web.languages import translator

LONGEST_WORD = 40
FIELDS = (
    "members_affiliated", "members_total", "measures", "declared", "income_band", "overseas",
    "deciding_body", "decided_on", "minute_reference",
)  # fmt: skip


def as_typed(row: Declaration | None) -> dict[str, str]:
    """The figures of a declaration in the fields of the form; who decided them is asked anew."""
    if row is None:
        return {}
    typed = {
        "members_affiliated": _shown(row.members_affiliated),
        "members_total": _shown(row.members_total),
        "measures": _lines(row.measures),
        "declared": _lines(row.declared),
        "income_band": row.income_band or "",
    }
    return typed | ({"overseas": "yes"} if row.overseas else {})


def read_figures(form: Form) -> Declared:
    """The figures that were typed; what is wrong is noted in the form."""
    return Declared(
        members_total=form.number("members_total"),
        members_affiliated=form.number("members_affiliated"),
        measures=_counts(form, "measures"),
        declared=_counts(form, "declared"),
        income_band=form.line("income_band", most=LONGEST_WORD) or None,
        overseas=form.ticked("overseas"),
        deciding_body=form.line("deciding_body"),
        decided_on=form.day("decided_on"),
        minute_reference=form.line("minute_reference", most=120),
    )


def _counts(form: Form, name: str) -> dict[str, int]:
    """Lines like `women = 120`."""
    _ = translator().gettext
    counts = {}
    for line in form.words(name).splitlines():
        word, _equals, number = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        if not word or len(word) > LONGEST_WORD or not number.isdecimal():
            form.wrong(name, _("Write each on a line of its own, like women = 120"))
            continue
        counts[word] = min(int(number), LARGEST_NUMBER)
    return counts


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _lines(counts: Mapping[str, int]) -> str:
    return "\n".join(f"{word} = {number}" for word, number in counts.items())
