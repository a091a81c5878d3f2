"""Writing a letter to an affiliate, when it is sent."""

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.emails import Writer, Writing, written
from hov_donate.affiliations.operations.papers import check_bill
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.links import Links
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim


def write_to_affiliate(
    database: Database,
    settings: Settings,
    seal: IdentitySeal,
    links: Links,
    writer: Writer,
    letter: Claim,
) -> Mail | None:
    """A letter as it is true now; None when it was overtaken or nobody is there to read it.

    Raises DocumentChangedError when an attached invoice or credit note is not what was first sent.
    """
    with database.reading() as session:
        writing = Writing(
            session=session,
            letter=letter,
            settings=settings,
            seal=seal,
            addresses=Addresses(settings.public_url, links),
            now=database.clock.now(),
        )
        found = written(writing, writer)
    if found is None:
        return None
    mail, bills = found
    for bill in bills:
        with database.writing() as work:
            check_bill(work, number=bill.number, pdf=bill.content)
    return mail
