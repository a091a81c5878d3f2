"""What donors read about their gifts: each standing in plain words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hov_donate.core.i18n import N_, Translator
from hov_donate.core.money import Money
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.addresses import Addresses
from hov_donate.donations.history import PastGift, RecurringGift
from hov_donate.donations.offline.queries import GivenWithPapers
from hov_donate.donations.offline.rules import GiftMethod, ReversalReason
from hov_donate.gateway.port import Interval
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus

STATUS_WORDS = {
    PaymentStatus.PROCESSING: N_("On its way"),
    PaymentStatus.FAILED: N_("Not arrived"),
    PaymentStatus.PAID: N_("Received"),
    PaymentStatus.PARTLY_REFUNDED: N_("Partly sent back to you"),
    PaymentStatus.REFUNDED: N_("Sent back to you"),
    PaymentStatus.DISPUTED: N_("Your bank is looking into it"),
    PaymentStatus.PARTLY_CHARGED_BACK: N_("Your bank took a part back"),
    PaymentStatus.CHARGED_BACK: N_("Your bank took it back"),
    PaymentStatus.REVERSED: N_("Your bank took it back"),
}
HELD = N_("Received, and being looked at before we accept it")
DOCUMENT_WORDS = {
    DocumentKind.RECEIPT: N_("Receipt"),
    DocumentKind.CORRECTION: N_("Correction"),
    DocumentKind.REINSTATEMENT: N_("Correction taken back"),
}

METHOD_WORDS = {
    GiftMethod.CASH: N_("In cash"),
    GiftMethod.CHEQUE: N_("By cheque"),
    GiftMethod.BANK_TRANSFER: N_("By bank transfer"),
    GiftMethod.STANDING_ORDER: N_("By standing order"),
}
GONE_WORDS = {
    ReversalReason.BOUNCED: N_("The bank did not pay the cheque"),
    ReversalReason.RECORDED_WRONGLY: N_("Recorded by mistake"),
    ReversalReason.NOT_ACCEPTED: N_("Given back to you"),
}


class Standing(StrEnum):
    """How a recurring gift stands, for its donor."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    SKIPPED = "skipped"
    PAUSED = "paused"
    ENDING = "ending"
    ENDED = "ended"

    @property
    def may_change(self) -> bool:
        """Whether its donor can still do something about it."""
        return self not in {Standing.ENDING, Standing.ENDED}


@dataclass(frozen=True)
class ShownDocument:
    """A document as it is offered: what it is, its number and its id."""

    id: int
    title: str
    number: str


@dataclass(frozen=True)
class ShownGift:
    """A line of the history; `settle` is where an instalment can be paid or confirmed."""

    reference: str
    amount: Money
    date: str
    status: str
    good: bool
    link: str
    settle: str | None
    documents: tuple[ShownDocument, ...]


@dataclass(frozen=True)
class ShownGiven:
    """A gift by cash, cheque, transfer or standing order."""

    reference: str
    amount: Money
    date: str
    status: str
    good: bool
    documents: tuple[ShownDocument, ...]


@dataclass(frozen=True)
class ShownRecurring:
    """A recurring gift with the days that matter, in words; empty where there is none."""

    reference: str
    amount: Money
    yearly: bool
    standing: str
    may_change: bool
    since: str
    next_charge: str
    ended: str
    settle: str | None
    tried_again: str


@dataclass(frozen=True)
class Words:
    """Puts a donor's gifts into words of one language, with days of the campaign's calendar."""

    speak: Translator
    time_zone: str
    addresses: Addresses
    now: datetime

    def day(self, moment: datetime | None) -> str:
        """The campaign's day of a moment; empty where there is none."""
        if moment is None:
            return ""
        return self.speak.date(moment.astimezone(ZoneInfo(self.time_zone)).date())

    def gift(self, past: PastGift) -> ShownGift:
        """A line of the history."""
        payment = past.payment
        failed = payment.status is PaymentStatus.FAILED
        held = payment.held and payment.status is PaymentStatus.PAID
        return ShownGift(
            reference=payment.reference,
            amount=payment.amount,
            date=self.day(payment.paid_at or payment.created_at),
            status=self.speak.gettext(HELD if held else STATUS_WORDS[payment.status]),
            good=payment.status is PaymentStatus.PAID and not held,
            link=self.addresses.gift(payment, self.speak.language),
            settle=payment.hosted_url if failed else None,
            documents=self.documents(past.documents),
        )

    def given(self, past: GivenWithPapers) -> ShownGiven:
        """A line of what came otherwise than by card or debit."""
        gift, reversal = past.given.gift, past.given.reversal
        words = GONE_WORDS[reversal.reason] if reversal else METHOD_WORDS[gift.method]
        waits = past.given.held and reversal is None
        return ShownGiven(
            reference=gift.reference,
            amount=gift.amount,
            date=self.speak.date(gift.received_on),
            status=self.speak.gettext(HELD if waits else words),
            good=reversal is None and not waits,
            documents=self.documents(past.documents),
        )

    def documents(self, issued: Iterable[Document]) -> tuple[ShownDocument, ...]:
        """Documents as they are offered."""
        _ = self.speak.gettext
        return tuple(
            ShownDocument(it.id, _(DOCUMENT_WORDS[it.kind]), it.full_number) for it in issued
        )

    def recurring(self, gift: RecurringGift) -> ShownRecurring:
        """What is given again and again."""
        standing, subscription, owed = self.standing(gift), gift.subscription, gift.owed
        return ShownRecurring(
            reference=subscription.reference,
            amount=subscription.amount,
            yearly=subscription.interval is Interval.YEAR,
            standing=standing.value,
            may_change=standing.may_change,
            since=self.day(subscription.started_at),
            next_charge=self.day(subscription.next_charge_at),
            ended=self.day(subscription.ended_at),
            settle=owed.hosted_url if owed else None,
            tried_again=self.day(owed.next_attempt_at) if owed else "",
        )

    def standing(self, gift: RecurringGift) -> Standing:
        """How a recurring gift stands now."""
        subscription = gift.subscription
        if not subscription.status.alive:
            return Standing.ENDED
        if subscription.cancel_asked_at is not None:
            return Standing.ENDING
        if gift.owed or subscription.status is SubscriptionStatus.PAST_DUE:
            return Standing.PAST_DUE
        if self._leaves_out_next(subscription):
            return Standing.SKIPPED
        pause_is_over = subscription.paused_until and subscription.paused_until <= self.now
        paused = subscription.status is SubscriptionStatus.PAUSED and not pause_is_over
        return Standing.PAUSED if paused else Standing.ACTIVE

    def _leaves_out_next(self, subscription: Subscription) -> bool:
        charge, until = subscription.next_charge_at, subscription.paused_until
        return charge is not None and until is not None and self.now < charge < until
