"""Writing a letter to a donor, and holding its attachments to what was first sent."""

from hov_donate.documents.operations import check_fingerprint
from hov_donate.donations.emails import Writer, Writing, written
from hov_donate.donations.processes import Giving
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim


def write_to_donor(giving: Giving, writer: Writer, letter: Claim) -> Mail | None:
    """A letter as it is true now; None when it was overtaken or nobody is there to read it.

    Raises DocumentChangedError when an attached document is not what was first sent.
    """
    with giving.database.reading() as session:
        writing = Writing(
            session=session,
            letter=letter,
            settings=giving.settings,
            seal=giving.seal,
            addresses=giving.addresses,
            now=giving.database.clock.now(),
        )
        found = written(writing, writer)
    if found is None:
        return None
    mail, drawn = found
    for each in drawn:
        with giving.database.writing() as work:
            check_fingerprint(work, document_id=each.document_id, pdf=each.content)
    return mail
