"""Stripe's events, letters and the audit log, as lists."""

from hov_donate.core.i18n import N_
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.office import asked
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort
from hov_donate.office.queries import machinery
from hov_donate.office.queries.audit import Wanted, audit_rows
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.rules import LONGEST_SUBJECT, AuditKind
from hov_donate.staff.rules import Permission
from hov_donate.web.parts import parts

LONGEST_ACTOR = 60

EVENTS: Listing[InboxStatus | None, InboxEvent] = Listing(
    code="stripe-events",
    title=N_("Stripe events"),
    endpoint="office.inbox",
    permission=Permission.SEE_MACHINERY,
    search=lambda: asked.choice("status", InboxStatus),
    kept=lambda status: {"status": status},
    read=machinery.events,
    sorts=(Sort("received", N_("Received")),),
    fields=(
        cells.moment("received", N_("Received"), lambda it: it.received_at),
        cells.text("event", N_("Event"), lambda it: it.stripe_event_id),
        cells.text("type", N_("Type"), lambda it: it.type),
        cells.text("object", N_("Object"), lambda it: it.object_id),
        cells.word("status", N_("Status"), lambda it: it.status),
        cells.count("attempts", N_("Attempts"), lambda it: it.attempts),
        cells.text("outcome", N_("What came of it"), lambda it: it.outcome),
        cells.moment("settled", N_("Settled"), lambda it: it.settled_at),
    ),
)

LETTERS: Listing[OutboxStatus | None, OutboxMessage] = Listing(
    code="letters",
    title=N_("Letters"),
    endpoint="office.outbox",
    permission=Permission.SEE_LETTERS,
    search=lambda: asked.choice("status", OutboxStatus),
    kept=lambda status: {"status": status},
    read=machinery.letters,
    sorts=(Sort("written", N_("Written")),),
    fields=(
        cells.moment("written", N_("Written"), lambda it: it.created_at),
        cells.word("letter", N_("Letter"), lambda it: it.kind),
        cells.text("language", N_("Language"), lambda it: it.language),
        cells.text("about", N_("About"), lambda it: it.object_id),
        cells.word("status", N_("Status"), lambda it: it.status),
        cells.count("attempts", N_("Attempts"), lambda it: it.attempts),
        cells.moment("settled", N_("Settled"), lambda it: it.settled_at),
    ),
)


def _audit_asked() -> Wanted:
    return Wanted(
        actor=asked.text("actor", LONGEST_ACTOR),
        kind=asked.choice("kind", AuditKind),
        subject=asked.text("subject", LONGEST_SUBJECT),
        since=asked.day("since"),
        until=asked.day("until"),
    )


AUDIT: Listing[Wanted, AuditRow] = Listing(
    code="audit-log",
    title=N_("Audit log"),
    endpoint="office.audit_log",
    permission=Permission.SEE_AUDIT,
    search=_audit_asked,
    kept=lambda wanted: vars(wanted),
    read=lambda session, wanted, place: audit_rows(
        session, wanted, parts().settings.campaign.time_zone, place
    ),
    sorts=(Sort("row", N_("Row")),),
    fields=(
        cells.count("row", N_("Row"), lambda it: it.number),
        cells.moment("when", N_("When"), lambda it: it.at),
        cells.actor("who", N_("Who"), lambda it: it.actor),
        cells.word("kind", N_("What was done"), lambda it: it.kind),
        cells.text("action", N_("Page or command"), lambda it: it.action),
        cells.text("subject", N_("About"), lambda it: it.subject),
        cells.text("reason", N_("Reason"), lambda it: it.reason),
        cells.count("people", N_("People"), lambda it: it.people),
        cells.count("changes", N_("Changes"), lambda it: len(it.changes) + it.left_out),
        cells.text("seal", N_("Seal"), lambda it: it.seal),
    ),
)
