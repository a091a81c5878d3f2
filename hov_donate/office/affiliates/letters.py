"""Writing to an affiliate again, and what staff know of letters to it: lost, come back, arrived."""

import uuid

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.addressees import billed
from hov_donate.affiliations.queries.affiliations import spoken_for
from hov_donate.contacts.link_desk import LETTER_EVERY_SECONDS
from hov_donate.contacts.queries import with_same_address
from hov_donate.office.affiliates.found import KEY, PATH, found
from hov_donate.office.affiliates.queries.letters import is_letter_to, readers
from hov_donate.office.affiliates.stepping import back_to
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.guard import acting
from hov_donate.office.outbox import mark_as_seen_back, take_back_the_mark
from hov_donate.outbox.coming_back import take_marks_back
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
    _, it = translator().gettext, _whose_letter(number, message_id)
    letter = db.session().get_one(OutboxMessage, message_id)
    details_id = _reader(it, letter) or abort(404)
    with changing() as work:
        again = put_back(work, message_id=message_id, details_id=details_id)
    if again:
        flash(_("The letter is in line again and goes out in a few seconds."), "done")
    else:
        flash(_("The letter is in line already."), "info")
    return back_to(it)


@office.post(f"{PATH}/letters/{KEY}message_id>/came-back")
@requires(Permission.EDIT_AFFILIATES)
def note_returned(number: str, message_id: int) -> ResponseReturnValue:
    """Note that one of its letters came back, which somebody has in their own mailbox."""
    it = _whose_letter(number, message_id)
    mark_as_seen_back(message_id)
    return back_to(it)


@office.post(f"{PATH}/letters/{KEY}message_id>/arrived")
@requires(Permission.EDIT_AFFILIATES)
def note_not_returned(number: str, message_id: int) -> ResponseReturnValue:
    """Take back that one of its letters came back."""
    it = _whose_letter(number, message_id)
    take_back_the_mark(message_id)
    return back_to(it)


@office.post(f"{PATH}/reached")
@requires(Permission.EDIT_AFFILIATES)
def note_reached(number: str) -> ResponseReturnValue:
    """Note that letters reach one of its addresses again: all marks of it are taken back."""
    _, it = translator().gettext, found(number)
    meant = {str(each): each for each in readers(db.session(), it)}
    details_id = meant.get(request.form.get("reader", "")) or abort(404)
    alike = with_same_address(db.session(), details_id)
    with changing() as work:
        take_marks_back(work, details_ids=alike, actor=acting())
    flash(_("It is noted that letters reach this address again."), "done")
    return back_to(it)


def _whose_letter(number: str, message_id: int) -> Affiliation:
    """The affiliation of this page, when the letter is one of its own."""
    it = found(number)
    if not is_letter_to(db.session(), it, message_id):
        abort(404)
    return it


def _reader(it: Affiliation, letter: OutboxMessage) -> uuid.UUID | None:
    """Whom a letter is for by now; whoever is named in one of their own reads that one."""
    if letter.kind is MailKind.OFFICER_NAMED:
        return letter.details_id
    by_now = billed if letter.kind in TO_PAYER else spoken_for
    return by_now(db.session(), it) or letter.details_id
