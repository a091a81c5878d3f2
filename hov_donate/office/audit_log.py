"""The audit log: who did what in the office, newest first."""

from datetime import date

from flask import render_template, request

from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.queries.audit import Wanted, audit_rows
from hov_donate.office.queries.people import people
from hov_donate.staff.audit.queries import head
from hov_donate.staff.audit.rules import LONGEST_SUBJECT, AuditKind
from hov_donate.staff.queries import members
from hov_donate.staff.rules import COMMANDS, VISITOR, Permission, actor_of
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_ACTOR = 60
# The last day that has a day after it.
_LATEST = date(9998, 12, 31)


@office.get("/audit")
@requires(Permission.SEE_AUDIT)
def audit_log() -> str:
    """Rows by who, kind, subject and days, and the head to be kept elsewhere."""
    wanted = _wanted()
    zone = parts().settings.campaign.time_zone
    page = audit_rows(db.session(), wanted, zone, asked.place())
    return render_template(
        "office/audit.html",
        page=page,
        wanted=wanted,
        kinds=list(AuditKind),
        actors=_actors(),
        head=head(db.session()),
        people=people(db.session(), [row.actor for row in page.rows]),
        kept=_kept(wanted),
    )


def _wanted() -> Wanted:
    return Wanted(
        actor=_text("actor", LONGEST_ACTOR),
        kind=asked.choice("kind", AuditKind),
        subject=_text("subject", LONGEST_SUBJECT),
        since=_day("since"),
        until=_day("until"),
    )


def _text(name: str, most: int) -> str:
    return request.args.get(name, "").replace("\0", "").strip()[:most]


def _day(name: str) -> date | None:
    try:
        return min(date.fromisoformat(request.args.get(name, "")), _LATEST)
    except ValueError:
        return None


def _actors() -> list[tuple[str, str]]:
    """Everybody of the office, then those who are nobody of it."""
    _ = translator().gettext
    known = [(actor_of(it.id), it.email) for it in members(db.session())]
    return [
        *known,
        (COMMANDS, _("Commands typed at the machine")),
        (VISITOR, _("Somebody who is not signed in")),
    ]


def _kept(wanted: Wanted) -> dict[str, object]:
    return asked.kept(
        actor=wanted.actor,
        kind=wanted.kind,
        subject=wanted.subject,
        since=wanted.since,
        until=wanted.until,
    )
