"""Reading words that stand for people and places: kinds, classes, countries."""

import re
from collections.abc import Collection
from difflib import get_close_matches

from babel import Locale

from hov_donate.affiliations.rules.kinds import is_put_together
from hov_donate.affiliations.rules.reading.faults import did_you_mean
from hov_donate.affiliations.rules.reading.numbers import shown
from hov_donate.affiliations.rules.reading.table import NOBODY, Table, as_word, is_slug
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS, When
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.i18n import N_

OF_MEMBERS = (AFFILIATED_MEMBERS, TOTAL_MEMBERS)
COUNTRIES = frozenset(
    re.findall(r"\b[A-Z]{2}\b", " ".join(map(str, Locale.parse("en").territories)))
)
OFTEN_MEANT = {"UK": "GB", "EL": "GR"}


def read_when(table: Table | None, kinds: Collection[str]) -> When:
    """For whom; everybody where there is no table."""
    if table is None:
        return When()
    when = When(
        kind=read_kinds(table, "kind", kinds),
        member_class=table.slugs("class"),
        country=read_countries(table, "country"),
        income_band=table.slugs("income_band"),
        overseas=table.flag("overseas"),
    )
    table.close()
    return when


def read_kinds(table: Table, key: str, kinds: Collection[str]) -> tuple[str, ...] | None:
    """Kinds that are known here or declared by the file."""
    words = table.slugs(key)
    for word in words or ():
        check_kind(table, key, word, kinds)
    return words


def check_kind(table: Table, key: str, word: str, kinds: Collection[str]) -> None:
    """Note a kind that nobody knows. What is no word was noted before."""
    if is_slug(word) and word not in kinds and not is_put_together(word):
        nearest = did_you_mean(word, kinds)
        mend = Sentence(
            N_("%(nearest)s More kinds can be declared under [kinds]."), {"nearest": nearest}
        )
        table.fault(key, N_("the kind %(word)s is not known"), mend, word=shown(word))


def read_countries(table: Table, key: str) -> tuple[str, ...] | None:
    """Countries as two capitals."""
    if key not in table:
        table.take(key)
        return None
    values = table.many(key)
    for value in values:
        check_country(table, key, value)
    return tuple(map(str, values)) or NOBODY


def check_country(table: Table, key: str, value: object) -> None:
    """Note what is no country."""
    if value in COUNTRIES:
        return
    written = value.upper() if isinstance(value, str) else ""
    meant = OFTEN_MEANT.get(written, written if written in COUNTRIES else "GB")
    table.fault(
        key,
        N_("%(word)s is not a country"),
        N_('write its two capital letters, such as "%(meant)s"'),
        word=shown(value),
        meant=meant,
    )


def read_measure(table: Table, otherwise: str | None = None) -> str | None:
    """What is counted: members, or anything else by a word of its own."""
    value = as_word(table.take("measure"))
    if value is None:
        return otherwise
    if not is_measure(value):
        word = value if isinstance(value, str) else ""
        table.fault(
            "measure", N_("measure = %(value)s is not known"), did_you_mean(word, OF_MEMBERS)
        )
        return otherwise
    return str(value)


def is_measure(value: object) -> bool:
    """Whether it may name a measure; what is nearly one of the two known is a slip."""
    if value in OF_MEMBERS:
        return True
    return is_slug(value) and not get_close_matches(str(value), OF_MEMBERS, n=1, cutoff=0.85)
