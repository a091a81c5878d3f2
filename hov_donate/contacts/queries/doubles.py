"""Which organisations may be one and the same. It is advice: a person decides."""

from collections.abc import Collection, Iterator
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.contacts.models import Organisation, OrganisationWord
from hov_donate.contacts.queries.organisations import keepers
from hov_donate.contacts.words import LAST_LETTER, match_key

# A word that more organisations of a country have tells nothing.
MOST_WITH_A_WORD = 200
# So many letters of a word are compared at first: a slip further on does no harm.
BEGINNING = 4
SHORTEST_WORD = 3
NEAR = 0.8


def likely_doubles(
    session: Session,
    *,
    name: str,
    branch: str,
    country: str,
    but: Collection[int] = (),
    limit: int = 5,
) -> list[Organisation]:
    """Organisations of the country with the same or nearly the same name, the likeliest first.

    Those that were merged are given as the one that was kept; `but` are left out.
    """
    key = match_key(name, branch)
    candidates = {*_with_key(session, key, country), *_with_words(session, key, country)}
    rows = session.execute(
        select(Organisation.id, Organisation.match_key).where(Organisation.id.in_(candidates))
    )
    likeness = {row.id: alike(key, row.match_key) for row in rows}
    near = sorted((-score, each) for each, score in likeness.items() if score >= NEAR)
    kept = keepers(session, [each for _, each in near])
    found = {kept[each].id: kept[each] for _, each in near}
    return [each for each in found.values() if each.id not in but][:limit]


def alike(one: str, other: str) -> float:
    """How alike two keys are, from 0 to 1, whatever the order of their words.

    Other numbers are other branches. All words of the one within the other are as good as the same.
    """
    words, other_words = set(one.split()), set(other.split())
    if {word for word in words ^ other_words if any(map(str.isdigit, word))}:
        return 0.0
    if min(len(words), len(other_words)) > 1 and (words <= other_words or other_words <= words):
        return 1.0 if words == other_words else 0.95
    return SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(other_words))).ratio()


def _with_key(session: Session, key: str, country: str) -> Iterator[int]:
    query = select(Organisation.id).where(
        Organisation.match_key == key, Organisation.country == country
    )
    yield from session.scalars(query)


def _with_words(session: Session, key: str, country: str) -> Iterator[int]:
    """Those that share a word, or its beginning, that not everybody has."""
    telling = {word[:BEGINNING] for word in key.split() if len(word) >= SHORTEST_WORD}
    for beginning in sorted(telling):
        query = (
            select(OrganisationWord.organisation_id)
            .join(Organisation, Organisation.id == OrganisationWord.organisation_id)
            .where(
                OrganisationWord.word >= beginning,
                OrganisationWord.word < beginning + LAST_LETTER,
                Organisation.country == country,
            )
            .limit(MOST_WITH_A_WORD + 1)
        )
        found = list(session.scalars(query))
        if len(found) <= MOST_WITH_A_WORD:
            yield from found
