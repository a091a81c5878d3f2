"""Events from Stripe, and what became of them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.inbox import operations
from hov_donate.inbox.models import InboxStatus
from hov_donate.office.blueprint import office
from hov_donate.office.lists.machinery import EVENTS
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.machinery import SHORT, events
from hov_donate.office.queries.paging import Place
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get("/inbox")
@requires(Permission.SEE_MACHINERY)
def inbox() -> str:
    """Failed and waiting events first, then all of them; or those of one status."""
    session, found = db.session(), shown(EVENTS)
    urgent = found.search is None and found.is_top
    return render_template(
        "office/inbox.html",
        failed=events(session, InboxStatus.FAILED, Place(), size=SHORT) if urgent else None,
        waiting=events(session, InboxStatus.WAITING, Place(), size=SHORT) if urgent else None,
        list=found,
        statuses=list(InboxStatus),
        chosen=found.search,
    )


@office.post("/inbox/<int:event_id>/retry")
@requires(Permission.RETRY_EVENTS)
def retry_event(event_id: int) -> ResponseReturnValue:
    """Put a failed event back in line."""
    _ = translator().gettext
    with parts().database.writing() as work:
        put_back = operations.retry(work, event_id=event_id)
    if put_back:
        flash(_("The event is back in line and will be tried in a few seconds."), "done")
    else:
        flash(_("That event does not need to be tried again."), "info")
    return redirect(url_for("office.inbox"), 303)
