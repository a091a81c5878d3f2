"""The audit log: who did what in the office, newest first."""

from datetime import date

from flask import render_template

from hov_donate.office.blueprint import office
from hov_donate.office.lists.machinery import AUDIT
from hov_donate.office.lists.shown import shown
from hov_donate.office.queries.people import people
from hov_donate.staff.audit.queries import head
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.queries import members
from hov_donate.staff.rules import COMMANDS, VISITOR, Permission, actor_of
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

LONGEST_ACTOR = 60
# The last day that has a day after it.
_LATEST = date(9998, 12, 31)


@office.get("/audit")
@requires(Permission.SEE_AUDIT)
def audit_log() -> str:
    """Rows by who, kind, subject and days, and the head to be kept elsewhere."""
    found = shown(AUDIT)
    return render_template(
        "office/audit.html",
        list=found,
        wanted=found.search,
        kinds=list(AuditKind),
        actors=_actors(),
        head=head(db.session()),
        people=people(db.session(), [row.actor for row in found.rows]),
        kept=found.wish.kept,
    )


def _actors() -> list[tuple[str, str]]:
    """Everybody of the office, then those who are nobody of it."""
    _ = translator().gettext
    known = [(actor_of(it.id), it.email) for it in members(db.session())]
    return [
        *known,
        (COMMANDS, _("Commands typed at the machine")),
        (VISITOR, _("Somebody who is not signed in")),
    ]
