"""Reading the audit log at the desk."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.office.queries.paging import Page, Place, page_of
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.rules import COMMANDS


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for; days are the campaign's and both within; empty asks for all.

    The actor `COMMANDS` means every command, whoever of the machine typed it.
    """

    actor: str = ""
    kind: AuditKind | None = None
    subject: str = ""
    since: date | None = None
    until: date | None = None


def audit_rows(session: Session, wanted: Wanted, zone: str, place: Place) -> Page[AuditRow]:
    """A page of the log, newest first. A subject is found by its beginning."""
    query = select(AuditRow).where(*_conditions(wanted, ZoneInfo(zone)))
    return page_of(session, query, AuditRow.number, place)


def _conditions(wanted: Wanted, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.actor == COMMANDS:
        found.append(AuditRow.actor.startswith(COMMANDS, autoescape=True))
    elif wanted.actor:
        found.append(AuditRow.actor == wanted.actor)
    if wanted.kind:
        found.append(AuditRow.kind == wanted.kind)
    if wanted.subject:
        found.append(AuditRow.subject.startswith(wanted.subject, autoescape=True))
    if wanted.since:
        found.append(AuditRow.at >= _midnight(wanted.since, zone))
    if wanted.until:
        found.append(AuditRow.at < _midnight(wanted.until + timedelta(days=1), zone))
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
