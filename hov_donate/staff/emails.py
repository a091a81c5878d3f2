"""Letters to people of the office: an invitation, a link to a new password, what was changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.i18n import N_, Translator, translator
from hov_donate.core.links import LinkPurpose, Links
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates
from hov_donate.staff.links import invitation_subject, password_subject
from hov_donate.staff.models import Invitation, StaffMember
from hov_donate.staff.rules import INVITED_FOR, RESET_WITHIN, DoorChange
from hov_donate.staff.secrets import StaffSecrets

# What a letter says was changed.
CHANGES = {
    DoorChange.PASSWORD: N_("The password was changed."),
    DoorChange.APP: N_("The app for codes was set up or taken away."),
    DoorChange.PASSKEY_ADDED: N_("A passkey was added."),
    DoorChange.PASSKEY_REMOVED: N_("A passkey was taken away."),
    DoorChange.RECOVERY_CODES: N_("New recovery codes were made; the old ones open nothing."),
    DoorChange.RECOVERY_CODE_USED: N_("Somebody signed in with a recovery code."),
    DoorChange.RESET: N_(
        "The second factor was taken away, because it was lost. A new one is set up at the next "
        "sign-in."
    ),
}


@dataclass(frozen=True)
class Desk:
    """What letters to staff are written from."""

    session: Session
    settings: Settings
    links: Links
    now: datetime

    def address(self, path: str) -> str:
        """The address of a page of the office."""
        return f"{self.settings.public_url}/office/{path}"

    def moment(self, speak: Translator, at: datetime) -> str:
        """A moment by the campaign's clock."""
        return speak.moment(at, self.settings.campaign.time_zone)


# None says that a letter was overtaken.
Writer = Callable[[Desk, Claim], Mail | None]


def invitation(desk: Desk, letter: Claim) -> Mail | None:
    """The link into the office; none once it was withdrawn, used, or sent again."""
    number, _, sending = letter.object_id.partition("/")
    it = desk.session.get(Invitation, int(number))
    if it is None or str(it.letters) != sending or not it.open_at(desk.now):
        return None
    speak = translator(letter.language)
    token = desk.links.sign(
        LinkPurpose.INVITATION, invitation_subject(it), now=it.sent_at, lasts=INVITED_FOR
    )
    facts = {
        "link": desk.address(f"invited/{token}"),
        "until": desk.moment(speak, it.ends_at),
    }
    subject = speak.gettext("You are invited into the office")
    return _mail(desk, letter, it.email, subject, facts)


def password_link(desk: Desk, letter: Claim) -> Mail | None:
    """The link to choose a new password; none for nobody, and none once its hour is over."""
    number, _, minute = letter.object_id.partition("/")
    member = desk.session.get(StaffMember, int(number)) if number.isdigit() else None
    asked_at = datetime.fromtimestamp(60 * int(minute), UTC)
    if member is None or not member.active or desk.now > asked_at + RESET_WITHIN:
        return None
    speak = translator(letter.language)
    subject_of_link = password_subject(member, StaffSecrets(desk.settings.identity_keys))
    token = desk.links.sign(
        LinkPurpose.STAFF_PASSWORD, subject_of_link, now=asked_at, lasts=RESET_WITHIN
    )
    facts = {
        "link": desk.address(f"new-password/{token}"),
        "until": desk.moment(speak, asked_at + RESET_WITHIN),
    }
    return _mail(desk, letter, member.email, speak.gettext("Choose a new password"), facts)


def sign_in_changed(desk: Desk, letter: Claim) -> Mail | None:
    """What was changed about how somebody signs in, in case it was not they."""
    number, change, at = letter.object_id.split("/")
    member = desk.session.get(StaffMember, int(number))
    if member is None:
        return None
    speak = translator(letter.language)
    facts = {
        "what": speak.gettext(CHANGES[DoorChange(change)]),
        "at": desk.moment(speak, datetime.fromtimestamp(int(at), UTC)),
        "link": desk.address("account"),
    }
    subject = speak.gettext("How you sign in was changed")
    return _mail(desk, letter, member.email, subject, facts)


def _mail(
    desk: Desk, letter: Claim, address: str, subject: str, facts: Mapping[str, object]
) -> Mail:
    speak = translator(letter.language)
    known = {"organisation_name": desk.settings.campaign.name, "subject": subject, **facts}
    text, html = render_mail_templates(letter.kind.value, speak, known)
    return Mail(
        to_name="",
        to_address=address,
        subject=subject,
        text=text,
        html=html,
        message_key=letter.key,
    )
