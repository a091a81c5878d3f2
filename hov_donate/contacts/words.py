"""The words of an organisation's name, by which it is found. Whoever names one writes them anew."""

from sqlalchemy import Select, Subquery, delete, select

from hov_donate.contacts.models import Organisation, OrganisationWord
from hov_donate.core.db import UnitOfWork
from hov_donate.core.text import words_in_order

LONGEST_WORD = 60
LONGEST_KEY = 400
# More words than this make a search no narrower.
MOST_WORDS = 8
LAST_LETTER = "\U0010ffff"


def words_of(text: str) -> frozenset[str]:
    """Its words without case and accents: `Trades Council, Cádiz` has trades, council and cadiz."""
    return frozenset(word[:LONGEST_WORD] for word in words_in_order(text))


def match_key(name: str, branch: str) -> str:
    """Name and branch without case, accents and punctuation: likely doubles have the same."""
    return " ".join(words_in_order(f"{name} {branch}"))[:LONGEST_KEY]


def write_words(work: UnitOfWork, *, organisation: Organisation) -> None:
    """Let an organisation be found by its name, branch and town as they are now."""
    work.session.execute(
        delete(OrganisationWord).where(OrganisationWord.organisation_id == organisation.id)
    )
    named = " ".join((organisation.name, organisation.branch, organisation.town))
    work.session.add_all(
        OrganisationWord(word=word, organisation_id=organisation.id)
        for word in sorted(words_of(named))
    )
    work.session.flush()


def organisations_named(text: str) -> Select[tuple[int]] | None:
    """The keys of the organisations in which every word of `text` begins one; None for no word."""
    words = sorted(words_of(text), key=len, reverse=True)[:MOST_WORDS]
    if not words:
        return None
    longest, *others = words
    found = _begun_with(longest)
    return select(found.c.organisation_id).where(
        *(found.c.organisation_id.in_(select(_begun_with(word))) for word in others)
    )


def _begun_with(word: str) -> Subquery:
    return (
        select(OrganisationWord.organisation_id)
        .where(OrganisationWord.word >= word, OrganisationWord.word < word + LAST_LETTER)
        .subquery()
    )
