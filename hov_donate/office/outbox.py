"""Letters, and what became of them. Addresses are not shown: they stay with the contact."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.guard import acting
from hov_donate.office.lists.machinery import LETTERS
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.machinery import SHORT, letters
from hov_donate.office.queries.paging import Page, Place
from hov_donate.outbox import operations
from hov_donate.outbox.coming_back import mark_as_back, take_mark_back
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.outbox.queries import returned
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LETTER = "/outbox/<int:message_id>"


@office.get("/outbox")
@requires(Permission.SEE_LETTERS)
def outbox() -> str:
    """What needs attention first, then all of them; or those of one status."""
    found = shown(LETTERS)
    urgent = dict(_urgent()) if found.search is None and found.is_top else {}
    seen = [letter for each in (found.page, *urgent.values()) for letter in each.rows]
    return render_template(
        "office/outbox.html",
        failed=urgent.get(OutboxStatus.FAILED),
        came_back=urgent.get(OutboxStatus.CAME_BACK),
        waiting=urgent.get(OutboxStatus.WAITING),
        list=found,
        back=returned(db.session(), seen),
        statuses=list(OutboxStatus),
        chosen=found.search,
    )


def _urgent() -> Iterator[tuple[OutboxStatus, Page[OutboxMessage]]]:
    for status in (OutboxStatus.FAILED, OutboxStatus.CAME_BACK, OutboxStatus.WAITING):
        yield status, letters(db.session(), status, Place(), size=SHORT)


@office.post(f"{LETTER}/retry")
@requires(Permission.RETRY_MAILS)
def retry_letter(message_id: int) -> ResponseReturnValue:
    """Put a failed letter back in line."""
    _ = translator().gettext
    with parts().database.writing() as work:
        put_back = operations.retry(work, message_id=message_id)
    if put_back:
        flash(_("The letter is back in line and will be tried in a few seconds."), "done")
    else:
        flash(_("That letter does not need to be tried again."), "info")
    return redirect(url_for("office.outbox"), 303)


@office.post(f"{LETTER}/came-back")
@requires(Permission.RETRY_MAILS)
def note_came_back(message_id: int) -> ResponseReturnValue:
    """Note that a letter came back, which somebody has in their own mailbox."""
    mark_as_seen_back(message_id)
    return redirect(url_for("office.outbox"), 303)


@office.post(f"{LETTER}/arrived")
@requires(Permission.RETRY_MAILS)
def note_arrived(message_id: int) -> ResponseReturnValue:
    """Take back that a letter came back."""
    take_back_the_mark(message_id)
    return redirect(url_for("office.outbox"), 303)


def mark_as_seen_back(message_id: int) -> None:
    """Mark a letter as come back, and say so."""
    _ = translator().gettext
    with changing() as work:
        marked = mark_as_back(work, message_id=message_id, actor=acting())
    if marked:
        flash(_("It is noted that the letter came back."), "done")
    else:
        flash(_("Only a letter that was sent can come back, and once."), "info")


def take_back_the_mark(message_id: int) -> None:
    """Take the mark from a letter, and say so."""
    _ = translator().gettext
    with changing() as work:
        taken = take_mark_back(work, message_id=message_id, actor=acting())
    if taken:
        flash(_("The mark is taken back: the letter counts as sent."), "done")
    else:
        flash(_("That letter is not marked as come back."), "info")
