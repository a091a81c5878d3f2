"""What follows for a gift when its money comes, goes, or stays away.

Each document and each letter is about one thing at Stripe and is made once, however often and in
whatever order we hear of it. A letter that is overtaken is not sent; see `emails`.
"""

from datetime import date, datetime

from hov_donate.config import Campaign, Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.core.money import Money
from hov_donate.documents import operations as documents
from hov_donate.documents.models import Document
from hov_donate.documents.operations import CorrectionFacts
from hov_donate.documents.queries import receipt_of
from hov_donate.donations.models import Donation
from hov_donate.donations.offline.queries import given_in
from hov_donate.donations.operations import follow_instalment
from hov_donate.donations.queries import donation_by_reference, paid_donation
from hov_donate.donations.receipting import give_receipt
from hov_donate.donations.review.operations import GiftThatCame, look_at
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.payments.events import (
    FundsReturned,
    FundsWithdrawn,
    InstalmentAsked,
    InstalmentFailed,
    PaymentFailed,
    PaymentOnItsWay,
    PaymentReversed,
    PaymentSucceeded,
    RefundFailed,
    RefundRecorded,
    SubscriptionEnded,
)
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import subscription_by_reference

# Between the reference of a gift and what else names a letter.
WITHIN = "/"


def send_receipt(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A paid gift gets its one receipt, by letter, in the donor's language.

    Unless a rule of the campaign holds it until somebody has accepted it: then the letter says so.
    """
    assert isinstance(happened, PaymentSucceeded)  # noqa: S101 (the wiring's promise)
    found = paid_donation(work.session, happened.payment_id)
    if found is None:
        return
    donation, payment = found
    payment.held = _is_held(work, payment, settings.campaign)
    if payment.held:
        _write(work, MailKind.GIFT_HELD, payment.reference, payment, donation)
    else:
        give_receipt(work, payment=payment, donation=donation, campaign=settings.campaign)


def tell_on_its_way(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """A debit takes days: the donor hears that it was asked for."""
    assert isinstance(happened, PaymentOnItsWay)  # noqa: S101
    _tell(work, MailKind.GIFT_ON_ITS_WAY, happened.payment_id, happened.stripe_payment_intent_id)


def tell_failed(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """A debit did not bring the money: the donor may try again."""
    assert isinstance(happened, PaymentFailed)  # noqa: S101
    _tell(work, MailKind.GIFT_FAILED, happened.payment_id, happened.stripe_payment_intent_id)


def tell_instalment_failed(
    happened: Event,
    work: UnitOfWork,
    settings: Settings,  # noqa: ARG001
) -> None:
    """A monthly gift could not be taken: the donor can settle or confirm it."""
    assert isinstance(happened, InstalmentFailed)  # noqa: S101
    _tell(work, MailKind.INSTALMENT_FAILED, happened.payment_id)


def correct_reversed(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """The bank took a debit back: the receipt is corrected, the donor told."""
    assert isinstance(happened, PaymentReversed)  # noqa: S101
    found = paid_donation(work.session, happened.payment_id)
    if found is not None:
        subject = found[1].reference
        _correct(work, found, subject, happened.amount, _day(happened.at, settings))
        _write(work, MailKind.GIFT_REVERSED, subject, found[1], found[0])


def correct_refunded(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money goes back: the receipt is corrected, the donor told."""
    assert isinstance(happened, RefundRecorded)  # noqa: S101
    found = paid_donation(work.session, happened.payment_id)
    if found is not None:
        subject = happened.stripe_refund_id
        _correct(work, found, subject, happened.amount, _day(happened.at, settings))
        kind = MailKind.GIFT_REFUSED if found[1].held else MailKind.REFUND_MADE
        _write(work, kind, subject, found[1], found[0])


def reinstate_refunded(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A refund could not be paid out: the receipt stands again, the donor is asked to write."""
    assert isinstance(happened, RefundFailed)  # noqa: S101
    found = paid_donation(work.session, happened.payment_id)
    if found is not None:
        subject = happened.stripe_refund_id
        _reinstate(work, found, subject, happened.amount, _day(happened.at, settings))
        _write(work, MailKind.REFUND_FAILED, subject, found[1], found[0])


def correct_disputed(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A bank took disputed money: the receipt is corrected, the donor told."""
    assert isinstance(happened, FundsWithdrawn)  # noqa: S101
    found = paid_donation(work.session, happened.payment_id)
    if found is not None:
        subject = happened.balance_transaction_id
        _correct(work, found, subject, happened.amount, _day(happened.at, settings))
        _write(work, MailKind.CHARGED_BACK, subject, found[1], found[0])


def reinstate_disputed(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A bank gave disputed money back: the receipt stands again, the donor is told."""
    assert isinstance(happened, FundsReturned)  # noqa: S101
    found = paid_donation(work.session, happened.payment_id)
    if found is not None:
        subject = happened.balance_transaction_id
        _reinstate(work, found, subject, happened.amount, _day(happened.at, settings))
        _write(work, MailKind.CHARGE_REINSTATED, subject, found[1], found[0])


def begin_instalment(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """A later instalment of a monthly gift is a gift like its first."""
    assert isinstance(happened, InstalmentAsked)  # noqa: S101
    first = donation_by_reference(work.session, happened.first_reference)
    if first is not None:
        follow_instalment(work, payment_id=happened.payment_id, first=first)


def tell_ended(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """Nothing more is taken: the donor has it in writing."""
    assert isinstance(happened, SubscriptionEnded)  # noqa: S101
    first = donation_by_reference(work.session, happened.reference)
    subscription = subscription_by_reference(work.session, happened.reference)
    if first is not None and subscription is not None:
        put_out(
            work,
            kind=MailKind.RECURRING_ENDED,
            object_id=happened.reference,
            details_id=subscription.details_id,
            language=first.language,
        )


def _is_held(work: UnitOfWork, payment: Payment, campaign: Campaign) -> bool:
    """Whether a rule holds a gift that has come; another one may only want it looked at."""
    came = GiftThatCame(
        amount=payment.amount,
        on=booking_day(payment.paid_at or work.now, campaign.time_zone),
        details_id=payment.details_id,
        again=payment.is_later_instalment,
        payment_id=payment.id,
    )
    review = look_at(work, gift=came, outside=given_in, campaign=campaign)
    return review is not None and review.holds


def _tell(work: UnitOfWork, kind: MailKind, payment_id: int, about: str = "") -> None:
    found = paid_donation(work.session, payment_id)
    if found is not None:
        donation, payment = found
        _write(work, kind, f"{payment.reference}{WITHIN}{about}", payment, donation)


def _write(
    work: UnitOfWork, kind: MailKind, object_id: str, payment: Payment, donation: Donation
) -> None:
    put_out(
        work,
        kind=kind,
        object_id=object_id,
        details_id=payment.details_id,
        language=donation.language,
    )


def _correct(
    work: UnitOfWork, found: tuple[Donation, Payment], subject: str, amount: Money, day: date
) -> None:
    receipt = _receipt(work, found[1])
    if receipt is not None and amount.minor:
        facts = CorrectionFacts(subject, amount, day)
        documents.issue_correction(work, receipt=receipt, facts=facts)


def _reinstate(
    work: UnitOfWork, found: tuple[Donation, Payment], subject: str, amount: Money, day: date
) -> None:
    receipt = _receipt(work, found[1])
    if receipt is not None:
        facts = CorrectionFacts(subject, amount, day)
        documents.issue_reinstatement(work, receipt=receipt, facts=facts)


def _receipt(work: UnitOfWork, payment: Payment) -> Document | None:
    return receipt_of(work.session, payment.reference)


def _day(moment: datetime, settings: Settings) -> date:
    """The campaign's day on which something happened."""
    return booking_day(moment, settings.campaign.time_zone)
