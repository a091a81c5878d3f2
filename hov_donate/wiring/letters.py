"""Who writes which letter."""

from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from hov_donate.affiliations import emails as to_affiliate
from hov_donate.affiliations.emails import by_card as to_member
from hov_donate.affiliations.emails.staff import (
    write_application_to_decide,
    write_officer_objected,
)
from hov_donate.affiliations.letters import write_to_affiliate
from hov_donate.campaign.appeals import emails as to_signer
from hov_donate.campaign.endorsements import emails as to_endorser
from hov_donate.campaign.events import emails as about_events
from hov_donate.closing.emails import write_month_closed, write_month_reopening
from hov_donate.config import Settings
from hov_donate.defence.emails import write_attack_alert
from hov_donate.donations import emails as to_donor
from hov_donate.donations.letters import write_to_donor
from hov_donate.donations.processes import Giving
from hov_donate.outbox.message import Mail, to_email_message
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import Claim
from hov_donate.reconciliation import emails as to_treasurer
from hov_donate.reports.emails import write_watch_alert
from hov_donate.staff import emails as to_staff

# Letter → who writes it, from what is true when it is sent.
TO_DONORS: dict[MailKind, to_donor.Writer] = {
    MailKind.RECEIPT: to_donor.receipt,
    MailKind.GIFT_HELD: to_donor.held,
    MailKind.GIFT_REFUSED: to_donor.refused,
    MailKind.GIFT_ON_ITS_WAY: to_donor.on_its_way,
    MailKind.GIFT_FAILED: to_donor.failed,
    MailKind.GIFT_REVERSED: to_donor.taken_back,
    MailKind.REFUND_MADE: to_donor.refund_made,
    MailKind.REFUND_FAILED: to_donor.refund_failed,
    MailKind.CHARGED_BACK: to_donor.charged_back,
    MailKind.CHARGE_REINSTATED: to_donor.charge_reinstated,
    MailKind.OFFLINE_RECEIPT: to_donor.offline_receipt,
    MailKind.OFFLINE_TAKEN_BACK: to_donor.offline_taken_back,
    MailKind.INSTALMENT_FAILED: to_donor.instalment_failed,
    MailKind.RECURRING_CHANGED: to_donor.changed,
    MailKind.RECURRING_ENDED: to_donor.ended,
    MailKind.YEARLY_NOTICE: to_donor.yearly_notice,
    MailKind.MY_GIVING_LINK: to_donor.my_giving_link,
}
TO_AFFILIATES: dict[MailKind, to_affiliate.Writer] = {
    MailKind.DELEGATES_INVITED: to_affiliate.delegates_invited,
    MailKind.MEMBERSHIP_RENEWS: to_member.membership_renews,
    MailKind.MEMBERSHIP_NOT_TAKEN: to_member.membership_not_taken,
    MailKind.APPLICATION_RESUME: to_affiliate.application_resume,
    MailKind.OFFICER_NAMED: to_affiliate.officer_named,
    MailKind.APPLICATION_QUESTION: to_affiliate.application_question,
    MailKind.APPLICATION_REJECTED: to_affiliate.application_rejected,
    MailKind.RENEWAL_INVITATION: to_affiliate.renewal_invitation,
    MailKind.AFFILIATION_REMINDER: to_affiliate.reminder,
    MailKind.AFFILIATION_ENDED: to_affiliate.ended,
    MailKind.AFFILIATION_LINK: to_affiliate.link,
    MailKind.INVOICE_ISSUED: to_affiliate.invoice_issued,
    MailKind.CREDIT_NOTE_ISSUED: to_affiliate.credit_note_issued,
    MailKind.AFFILIATION_PAID: to_affiliate.paid,
    MailKind.AFFILIATION_UNPAID: to_affiliate.unpaid,
}
TO_SIGNERS: dict[MailKind, Callable[[to_signer.Desk, Claim], Mail | None]] = {
    MailKind.SIGNATURE_TO_CONFIRM: to_signer.signature_to_confirm,
    MailKind.SIGNATURE_LINK: to_signer.signature_links,
}
ABOUT_EVENTS: dict[MailKind, Callable[[about_events.Desk, Claim], Mail | None]] = {
    MailKind.EVENT_TO_CONFIRM: about_events.event_to_confirm,
    MailKind.EVENT_QUESTION: about_events.event_question,
    MailKind.EVENT_DECIDED: about_events.event_decided,
    MailKind.EVENT_SIGN_UP_TO_CONFIRM: about_events.sign_up_to_confirm,
    MailKind.EVENT_CALLED_OFF: about_events.event_called_off,
}
TO_ENDORSERS: dict[MailKind, Callable[[to_endorser.Desk, Claim], Mail | None]] = {
    MailKind.ENDORSEMENT_NAMED: to_endorser.endorsement_named,
}
TreasurersWriter = Callable[[Session, Claim, Settings], Mail | None]
TO_TREASURER: dict[MailKind, TreasurersWriter] = {
    MailKind.TREASURER_ALERT: to_treasurer.write_treasurer_alert,
    MailKind.DISPUTE_OPENED: to_treasurer.write_dispute_opened,
    MailKind.DISPUTE_CLOSED: to_treasurer.write_dispute_closed,
    MailKind.FRAUD_WARNING: to_treasurer.write_fraud_warning,
    MailKind.PAYOUT_FAILED: to_treasurer.write_payout_failed,
    MailKind.APPLICATION_TO_DECIDE: write_application_to_decide,
    MailKind.OFFICER_OBJECTED: write_officer_objected,
    MailKind.WATCH_ALERT: write_watch_alert,
    MailKind.MONTH_CLOSED: write_month_closed,
    MailKind.MONTH_REOPENING: write_month_reopening,
    MailKind.ATTACK_ALERT: write_attack_alert,
}
TO_STAFF: dict[MailKind, to_staff.Writer] = {
    MailKind.STAFF_INVITATION: to_staff.invitation,
    MailKind.STAFF_PASSWORD_LINK: to_staff.password_link,
    MailKind.STAFF_SIGN_IN_CHANGED: to_staff.sign_in_changed,
}


def _letter_of_campaign(
    session: Session, settings: Settings, giving: Giving, letter: Claim
) -> Mail | None:
    desk = (session, settings, giving.seal, giving.links)
    if letter.kind in TO_SIGNERS:
        return TO_SIGNERS[letter.kind](to_signer.Desk(*desk), letter)
    if letter.kind in TO_ENDORSERS:
        return TO_ENDORSERS[letter.kind](to_endorser.Desk(*desk), letter)
    return ABOUT_EVENTS[letter.kind](about_events.Desk(*desk), letter)


def letters(settings: Settings, giving: Giving) -> Callable[[Claim], EmailMessage | None]:
    """Writes the letter that a claim asks for; None when it was overtaken or nobody is there."""

    def mail(letter: Claim) -> Mail | None:
        if letter.kind in TO_DONORS:
            return write_to_donor(giving, TO_DONORS[letter.kind], letter)
        if letter.kind in TO_AFFILIATES:
            desk = (giving.database, settings, giving.seal, giving.links)
            return write_to_affiliate(*desk, TO_AFFILIATES[letter.kind], letter)
        with giving.database.reading() as session:
            if letter.kind in TO_SIGNERS | TO_ENDORSERS | ABOUT_EVENTS:
                return _letter_of_campaign(session, settings, giving, letter)
            if letter.kind in TO_STAFF:
                desk_of_staff = to_staff.Desk(
                    session, settings, giving.links, giving.database.clock.now()
                )
                return TO_STAFF[letter.kind](desk_of_staff, letter)
            return TO_TREASURER[letter.kind](session, letter, settings)

    def write(letter: Claim) -> EmailMessage | None:
        written = mail(letter)
        if written is None:
            return None
        return to_email_message(
            written,
            sender_name=settings.campaign.mail_sender_name,
            sender_address=settings.mail_from,
            reply_to=settings.campaign.email,
            domain=urlsplit(settings.public_url).hostname or "localhost",
            now=giving.database.clock.now(),
        )

    return write
