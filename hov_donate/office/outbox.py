"""Letters, and what became of them. Addresses are not shown: they stay with the contact."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.queries.machinery import SHORT, letters
from hov_donate.office.queries.paging import Place
from hov_donate.outbox import operations
from hov_donate.outbox.models import OutboxStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get("/outbox")
@requires(Permission.SEE_MACHINERY)
def outbox() -> str:
    """Failed and waiting letters first, then all of them; or those of one status."""
    session, place = db.session(), asked.place()
    chosen = asked.choice("status", OutboxStatus)
    urgent = chosen is None and place == Place()
    return render_template(
        "office/outbox.html",
        failed=letters(session, OutboxStatus.FAILED, Place(), size=SHORT) if urgent else None,
        waiting=letters(session, OutboxStatus.WAITING, Place(), size=SHORT) if urgent else None,
        page=letters(session, chosen, place),
        statuses=list(OutboxStatus),
        chosen=chosen,
        kept=asked.kept(status=chosen),
    )


@office.post(f"/outbox/<int(max={asked.LARGEST_KEY}):message_id>/retry")
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
