"""Who of the office did what."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.staff.models import StaffMember
from hov_donate.staff.rules import member_of


def people(session: Session, actors: Iterable[str | None]) -> dict[str, str]:
    """The addresses of the members whom histories mean; others are left out."""
    meant = {actor: member_of(actor) for actor in actors if actor}
    ids = {number for number in meant.values() if number is not None}
    if not ids:
        return {}
    rows = session.execute(select(StaffMember.id, StaffMember.email).where(StaffMember.id.in_(ids)))
    names = {row.id: row.email for row in rows}
    return {actor: names[number] for actor, number in meant.items() if number in names}
