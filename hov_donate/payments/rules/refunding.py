"""Giving money back from the office: why, who has to agree, and what cannot be."""

from collections.abc import Mapping
from enum import StrEnum

from hov_donate.core.errors import HovDonateError
from hov_donate.core.money import Money
from hov_donate.payments.rules import PaymentStatus


class RefundReason(StrEnum):
    """Why money goes back; registers count by it."""

    ASKED_BY_GIVER = "asked_by_giver"
    GIVEN_TWICE = "given_twice"
    WRONG_AMOUNT = "wrong_amount"
    NOT_ACCEPTED = "not_accepted"
    FRAUD = "fraud"
    OTHER = "other"


class RefundRequestStatus(StrEnum):
    """How far a wish to give money back has come.

    WAITING needs another person's word; APPROVED is to be told to Stripe, or was told and nobody
    heard the answer; SENT is Stripe's refund, which has a status of its own (it may be pending for
    days, and fail); REFUSED is Stripe's word, and can be tried again.
    """

    WAITING = "waiting"
    APPROVED = "approved"
    SENT = "sent"
    DECLINED = "declined"
    REFUSED = "refused"

    @property
    def open(self) -> bool:
        """Whether the money may still go."""
        return self in {RefundRequestStatus.WAITING, RefundRequestStatus.APPROVED}

    @property
    def may_go(self) -> bool:
        """Whether the money went, or may still go; a refusal of Stripe's can be tried again."""
        return self is not RefundRequestStatus.DECLINED


class RefundFault(StrEnum):
    """Why money cannot be given back as somebody wishes."""

    NOT_RECEIVED = "not_received"
    DISPUTED = "disputed"
    NOT_A_SUM = "not_a_sum"
    OTHER_CURRENCY = "other_currency"
    MORE_THAN_KEPT = "more_than_kept"
    SAME_PERSON = "same_person"
    DECIDED = "decided"
    FORM_USED = "form_used"


class RefundRefusedError(HovDonateError):
    """It cannot be given back so; `fault` says why."""

    def __init__(self, fault: RefundFault) -> None:
        """The fault is the message too."""
        super().__init__(fault.value)
        self.fault = fault


def needs_another(amount: Money, alone: Money, alone_up_to: Mapping[str, Money]) -> bool:
    """Whether another person has to agree: above the sum of its currency, which may be none.

    `alone` is what goes back of the same payment by one person's word already: nobody comes past
    another by giving back in parts.
    """
    return alone_up_to.get(amount.currency, Money(0, amount.currency)) < alone + amount


def check_refund(status: PaymentStatus, left: Money, amount: Money) -> None:
    """Raises RefundRefusedError. `left` is what is kept and not promised back already.

    What a bank looks into is not given back beside: it would go twice (docs.stripe.com/disputes/
    responding: a refund of a disputed charge does not end the dispute).
    """
    if status is PaymentStatus.DISPUTED:
        raise RefundRefusedError(RefundFault.DISPUTED)
    if not status.received or status is PaymentStatus.REVERSED:
        raise RefundRefusedError(RefundFault.NOT_RECEIVED)
    if amount.currency != left.currency:
        raise RefundRefusedError(RefundFault.OTHER_CURRENCY)
    if amount.minor <= 0:
        raise RefundRefusedError(RefundFault.NOT_A_SUM)
    if left < amount:
        raise RefundRefusedError(RefundFault.MORE_THAN_KEPT)
