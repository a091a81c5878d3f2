"""Writing to an affiliate again: a letter that got lost, or the link to its own page."""

import uuid

from flask import abort, flash
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.affiliations.queries.affiliations import spoken_for
from hov_donate.contacts.link_desk import LETTER_EVERY_SECONDS
from hov_donate.office.affiliates.found import KEY, PATH, found
from hov_donate.office.affiliates.queries.letters import is_letter_to
from hov_donate.office.affiliates.stepping import back_to
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import put_out
from hov_donate.outbox.operations import send_again as put_back
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

# About money: to whoever pays by now. All others go to whoever speaks for it by now.
TO_PAYER = frozenset(
    {
        MailKind.INVOICE_ISSUED,
        MailKind.CREDIT_NOTE_ISSUED,
        MailKind.AFFILIATION_PAID,
        MailKind.AFFILIATION_UNPAID,
    }
)


@office.post(f"{PATH}/link")
@requires(Permission.EDIT_AFFILIATES)
def send_link(number: str) -> ResponseReturnValue:
    """Write the link to its own page to whoever speaks for it; once in a quarter of an hour."""
    _, it = translator().gettext, found(number)
    details_id = spoken_for(db.session(), it)
    if details_id is None:
        flash(_("Nobody is named who could be written to."), "wrong")
        return back_to(it)
    with changing() as work:
        quarter = int(work.now.timestamp()) // LETTER_EVERY_SECONDS
        put_out(
            work,
            kind=MailKind.AFFILIATION_LINK,
            object_id=f"{details_id}/{quarter}",
            details_id=details_id,
            language=it.language,
        )
    flash(_("The letter with the link is in line and goes out in a few seconds."), "done")
    return back_to(it)


@office.post(f"{PATH}/letters/{KEY}message_id>")
@requires(Permission.EDIT_AFFILIATES)
def send_again(number: str, message_id: int) -> ResponseReturnValue:
    """Write one of its letters once more, from what is true now, to whoever it is for now."""
    _, it = translator().gettext, found(number)
    if not is_letter_to(db.session(), it, message_id):
        abort(404)
    letter = db.session().get_one(OutboxMessage, message_id)
    details_id = _reader(it, letter) or abort(404)
    with changing() as work:
        again = put_back(work, message_id=message_id, details_id=details_id)
    if again:
        flash(_("The letter is in line again and goes out in a few seconds."), "done")
    else:
        flash(_("The letter is in line already."), "info")
    return back_to(it)


def _reader(it: Affiliation, letter: OutboxMessage) -> uuid.UUID | None:
    """Whom a letter is for by now; whoever is named in one of their own reads that one."""
    if letter.kind is MailKind.OFFICER_NAMED:
        return letter.details_id
    by_now = billed if letter.kind in TO_PAYER else spoken_for
    return by_now(db.session(), it) or letter.details_id
