"""The link to an affiliation's own page, sent to its officers when somebody else asks."""

import uuid

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.affiliations import (
    SPEAKERS,
    affiliation_of_organisation,
    contacts_of,
    officers_of,
)
from hov_donate.contacts.queries import likely_doubles
from hov_donate.contacts.queries.doubles import alike
from hov_donate.contacts.words import match_key
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import SOURCE_LANGUAGE
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

# Another branch with nearly the same name is to hear nothing of it.
SURELY = 0.95
MOST_ORGANISATIONS = 3
# Within one quarter of an hour, asking again sends no second letter.
LETTER_EVERY_SECONDS = 15 * 60


def send_renewal_links(
    work: UnitOfWork, *, name: str, branch: str, country: str, nobody: uuid.UUID
) -> None:
    """Send the officers of an organisation of that name the link to its page.

    Where there is none, all is done alike, and a letter goes to `nobody`, which the worker drops:
    whoever asked cannot tell. They are strangers, and who is affiliated is not for them to know.
    """
    quarter = int(work.now.timestamp()) // LETTER_EVERY_SECONDS
    readers = _officers(work, name, branch, country) or {nobody: SOURCE_LANGUAGE}
    for details_id, language in readers.items():
        put_out(
            work,
            kind=MailKind.AFFILIATION_LINK,
            object_id=f"{details_id}/{quarter}",
            details_id=details_id,
            language=language,
        )


def _officers(work: UnitOfWork, name: str, branch: str, country: str) -> dict[uuid.UUID, str]:
    """The details of who speaks for them now, with the language they are written to in."""
    found: dict[uuid.UUID, str] = {}
    key = match_key(name, branch)
    near = likely_doubles(
        work.session, name=name, branch=branch, country=country, limit=MOST_ORGANISATIONS
    )
    for organisation in near:
        affiliation = affiliation_of_organisation(work.session, organisation.id)
        if affiliation is not None and alike(key, organisation.match_key) >= SURELY:
            found |= _of_affiliation(work, affiliation)
    return found


def _of_affiliation(work: UnitOfWork, affiliation: Affiliation) -> dict[uuid.UUID, str]:
    """One for each address; not whoever only pays."""
    officers = officers_of(work.session, affiliation.id)
    details = [officers[role].details_id for role in SPEAKERS if role in officers]
    by_contact = {whose: each for each, whose in contacts_of(work.session, details).items()}
    return dict.fromkeys(by_contact.values(), affiliation.language)
