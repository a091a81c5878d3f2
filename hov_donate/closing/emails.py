"""Letters to people of the office about months that were closed, or are to be opened again."""

from enum import StrEnum

from sqlalchemy.orm import Session

from hov_donate.closing.models import MonthClosing, MonthReopening, MonthReopeningRequest
from hov_donate.closing.rules.conditions import AGREED_WITHIN
from hov_donate.config import Settings
from hov_donate.core.i18n import N_, translator
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates
from hov_donate.staff.audit.queries import head
from hov_donate.staff.models import StaffMember
from hov_donate.staff.rules import member_of


class Told(StrEnum):
    """What a letter tells."""

    ASKED = "asked"
    REOPENED = "reopened"


def letter_id(request_id: int, what: Told, member_id: int) -> str:
    """What a letter is about, and to whom it goes."""
    return f"{request_id}/{what}/{member_id}"


def closed_letter_id(closing_id: int, member_id: int) -> str:
    """Which closing a letter tells, and to whom it goes."""
    return f"{closing_id}/{member_id}"


def write_month_closed(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell that a month is closed, with the audit log's head as it is now: outside this machine.

    None for who left the office, and once the month is open again.
    """
    closing_id, _, member_id = letter.object_id.partition("/")
    member = session.get(StaffMember, int(member_id))
    closing = session.get(MonthClosing, int(closing_id))
    if member is None or not member.active or closing is None:
        return None
    if session.get(MonthReopening, closing.id) is not None:
        return None
    return _mail(letter, settings, member, _closed_facts(session, letter, settings, closing))


def _closed_facts(
    session: Session, letter: Claim, settings: Settings, closing: MonthClosing
) -> dict[str, object]:
    speak, zone = translator(letter.language), settings.campaign.time_zone
    month = speak.month(closing.month)
    return {
        "subject": speak.gettext(N_("%(month)s is closed"), month=month),
        "month": month,
        "closed_at": speak.moment(closing.closed_at, zone),
        "closed_by": _who(session, closing.closed_by),
        "checksum": closing.checksum,
        "head": str(head(session)),
        "link": f"{settings.public_url}/office/months/{closing.month:%Y-%m}",
    }


def _who(session: Session, actor: str) -> str:
    """The address of a member, and of nobody else."""
    member = session.get(StaffMember, member_of(actor) or 0)
    return member.email if member else actor


def write_month_reopening(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Ask for a second person, or tell both that the month is open; None once there is no need."""
    request_id, what, member_id = letter.object_id.split("/")
    member = session.get(StaffMember, int(member_id))
    request = session.get(MonthReopeningRequest, int(request_id))
    if member is None or not member.active or request is None:
        return None
    reopened = session.get(MonthReopening, request.closing_id) is not None
    if reopened is not (what == Told.REOPENED):
        return None
    closing = session.get_one(MonthClosing, request.closing_id)
    return _mail(letter, settings, member, _facts(letter, settings, request, closing))


def _facts(
    letter: Claim, settings: Settings, request: MonthReopeningRequest, closing: MonthClosing
) -> dict[str, object]:
    speak, zone = translator(letter.language), settings.campaign.time_zone
    reopened = letter.object_id.split("/")[1] == Told.REOPENED
    month = speak.month(closing.month)
    subject = N_("A second person is needed to open %(month)s again")
    if reopened:
        subject = N_("%(month)s is open again")
    return {
        "subject": speak.gettext(subject, month=month),
        "month": month,
        "reopened": reopened,
        "reason": request.reason,
        "minute": request.minute_reference,
        "until": speak.moment(request.asked_at + AGREED_WITHIN, zone),
        "link": f"{settings.public_url}/office/months/{closing.month:%Y-%m}",
    }


def _mail(letter: Claim, settings: Settings, member: StaffMember, facts: dict[str, object]) -> Mail:
    text, html = render_mail_templates(
        letter.kind.value,
        translator(letter.language),
        {"organisation_name": settings.campaign.name, **facts},
    )
    return Mail(
        to_name="",
        to_address=member.email,
        subject=str(facts["subject"]),
        text=text,
        html=html,
        message_key=letter.key,
    )
