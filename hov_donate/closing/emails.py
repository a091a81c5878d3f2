"""Letters to people of the office about closed months that are opened again."""

from enum import StrEnum

from sqlalchemy.orm import Session

from hov_donate.closing.models import MonthClosing, MonthReopening, MonthReopeningRequest
from hov_donate.closing.rules.conditions import AGREED_WITHIN
from hov_donate.config import Settings
from hov_donate.core.i18n import N_, translator
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates
from hov_donate.staff.models import StaffMember


class Told(StrEnum):
    """What a letter tells."""

    ASKED = "asked"
    REOPENED = "reopened"


def letter_id(request_id: int, what: Told, member_id: int) -> str:
    """What a letter is about, and to whom it goes."""
    return f"{request_id}/{what}/{member_id}"


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
