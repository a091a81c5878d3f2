"""Letters to the treasurer about money that needs a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.core.i18n import N_, Translator, translator
from hov_donate.core.references import spaced
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.outbox.rendering import render_mail_templates
from hov_donate.payments.models import Dispute, FraudWarning, Payment, UnmatchedPayment
from hov_donate.payments.queries import payment_by_intent
from hov_donate.payments.rules import DisputeStatus, PaymentStatus
from hov_donate.reconciliation.models import Payout

# docs.stripe.com/api/disputes/object#dispute_object-reason; the list is open.
DISPUTE_REASONS = {
    "bank_cannot_process": N_("The bank could not process the debit"),
    "check_returned": N_("A cheque was returned"),
    "credit_not_processed": N_("A refund was promised and did not come"),
    "customer_initiated": N_("The payer asked their bank for the money"),
    "debit_not_authorized": N_("The payer says that they did not allow the debit"),
    "duplicate": N_("The payer says that they paid twice"),
    "fraudulent": N_("The payer says that they did not make this payment"),
    "general": N_("The bank gives no reason"),
    "incorrect_account_details": N_("The account's details were wrong"),
    "insufficient_funds": N_("There was not enough money in the account"),
    "noncompliant": N_("The bank says that a rule of the card network was broken"),
    "product_not_received": N_("The payer says that something did not come"),
    "product_unacceptable": N_("The payer says that something was not as described"),
    "subscription_canceled": N_("The payer says that they had ended a regular gift"),
    "unrecognized": N_("The payer does not recognise the payment"),
}
# docs.stripe.com/api/radar/early_fraud_warnings/object#early_fraud_warning_object-fraud_type
FRAUD_KINDS = {
    "card_never_received": N_("The card never reached its owner"),
    "fraudulent_card_application": N_("The card was applied for by somebody else"),
    "made_with_counterfeit_card": N_("The card was forged"),
    "made_with_lost_card": N_("The card was lost"),
    "made_with_stolen_card": N_("The card was stolen"),
    "unauthorized_use_of_card": N_("The card was used without its owner's leave"),
}
INQUIRIES = frozenset(
    {
        DisputeStatus.WARNING_NEEDS_RESPONSE,
        DisputeStatus.WARNING_UNDER_REVIEW,
        DisputeStatus.WARNING_CLOSED,
    }
)
# A refund would spare nothing any more.
TOO_LATE_TO_REFUND = frozenset(
    {
        PaymentStatus.REFUNDED,
        PaymentStatus.DISPUTED,
        PaymentStatus.PARTLY_CHARGED_BACK,
        PaymentStatus.CHARGED_BACK,
        PaymentStatus.REVERSED,
    }
)


def write_treasurer_alert(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell the treasurer which object at Stripe needs a look; None once somebody has looked."""
    unmatched = session.scalars(
        select(UnmatchedPayment).where(
            UnmatchedPayment.stripe_payment_intent_id == letter.object_id
        )
    ).one_or_none()
    if unmatched is not None and unmatched.resolved_at is not None:
        return None
    desk = Desk(letter, settings)
    facts = {"object_id": letter.object_id, "link": desk.office("reconciliation")}
    return desk.mail(desk.speak.gettext("Something needs your attention"), facts)


def write_dispute_opened(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell the treasurer what a bank asks, and until when to answer; None once it has decided."""
    dispute = _dispute(session, letter)
    if dispute is None or dispute.status.decided:
        return None
    desk = Desk(letter, settings)
    subject = desk.speak.gettext("A payment is disputed")
    inquiry = dispute.status in INQUIRIES
    if inquiry:
        subject = desk.speak.gettext("A bank asks about a payment")
    due = dispute.evidence_due_by
    facts = _dispute_facts(session, desk, dispute) | {
        "inquiry": inquiry,
        "answer_by": desk.speak.moment(due, settings.campaign.time_zone) if due else "",
    }
    return desk.mail(subject, facts)


def write_dispute_closed(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell the treasurer what a bank decided."""
    dispute = _dispute(session, letter)
    if dispute is None or not dispute.status.decided:
        return None
    desk = Desk(letter, settings)
    facts = _dispute_facts(session, desk, dispute) | {"outcome": dispute.status.value}
    return desk.mail(desk.speak.gettext("A bank has decided about a payment"), facts)


def write_fraud_warning(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell the treasurer of a gift that may be fraud; None when a refund would spare nothing."""
    warning = session.scalars(
        select(FraudWarning).where(FraudWarning.stripe_warning_id == letter.object_id)
    ).one_or_none()
    if warning is None:
        return None
    payment = payment_by_intent(session, warning.stripe_payment_intent_id or "")
    if payment is not None and payment.status in TOO_LATE_TO_REFUND:
        return None
    desk = Desk(letter, settings)
    facts = desk.about(payment) | {
        "amount": desk.speak.money(payment.amount) if payment else "",
        "reason": desk.named(FRAUD_KINDS, warning.kind),
    }
    return desk.mail(desk.speak.gettext("A gift may be fraud"), facts)


def write_payout_failed(session: Session, letter: Claim, settings: Settings) -> Mail | None:
    """Tell the treasurer that the bank did not take a payout, and what to check."""
    payout = session.scalars(
        select(Payout).where(Payout.stripe_payout_id == letter.object_id)
    ).one_or_none()
    if payout is None:
        return None
    desk = Desk(letter, settings)
    facts = {
        "amount": desk.speak.money(payout.amount),
        "arrival": desk.speak.date(payout.arrival_date),
        "object_id": letter.object_id,
        "link": desk.office("reconciliation"),
    }
    return desk.mail(desk.speak.gettext("A payout did not reach the bank"), facts)


@dataclass(frozen=True)
class Desk:
    """Where letters to the treasurer are written."""

    letter: Claim
    settings: Settings

    @property
    def speak(self) -> Translator:
        """The treasurer's language."""
        return translator(self.letter.language)

    def office(self, room: str) -> str:
        """The address of a room of the office."""
        return f"{self.settings.public_url}/office/{room}"

    def named(self, names: dict[str, str], code: str) -> str:
        """A code of Stripe's in words; one that is new to us, as it is."""
        return self.speak.gettext(names[code]) if code in names else code

    def about(self, payment: Payment | None) -> dict[str, object]:
        """Which gift it is and where to see it, for money that is one."""
        return {
            "object_id": self.letter.object_id,
            "reference": spaced(payment.reference) if payment else "",
            "link": self.office(f"gifts/{payment.reference}") if payment else "",
        }

    def mail(self, subject: str, facts: Mapping[str, object]) -> Mail:
        """The letter to the treasurer with these facts."""
        campaign = self.settings.campaign
        text, html = render_mail_templates(
            self.letter.kind.value,
            self.speak,
            {"organisation_name": campaign.name, "subject": subject, **facts},
        )
        return Mail(
            to_name=campaign.mail_sender_name,
            to_address=campaign.email,
            subject=subject,
            text=text,
            html=html,
            message_key=self.letter.key,
        )


def _dispute(session: Session, letter: Claim) -> Dispute | None:
    return session.scalars(
        select(Dispute).where(Dispute.stripe_dispute_id == letter.object_id)
    ).one_or_none()


def _dispute_facts(session: Session, desk: Desk, dispute: Dispute) -> dict[str, object]:
    return desk.about(session.get(Payment, dispute.payment_id or 0)) | {
        "amount": desk.speak.money(dispute.amount),
        "reason": desk.named(DISPUTE_REASONS, dispute.reason),
    }
