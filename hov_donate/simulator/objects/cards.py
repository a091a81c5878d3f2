"""Card numbers and what they make happen, as in Stripe's test mode. docs.stripe.com/testing."""

from dataclasses import dataclass

from hov_donate.simulator.clock import as_datetime

DECLINES = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "expired_card": ("expired_card", "Your card has expired."),
    "authentication_failure": (
        "payment_intent_authentication_failure",
        "We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again.",
    ),
}


@dataclass(frozen=True)
class Behaviour:
    """What a card does: whether it asks for 3-D Secure, is declined, how its refunds end.

    `always_asks`: the bank asks even for an instalment. `may_be_kept`: it can become the card of
    a subscription, though it will be declined. `complaint` is what the cardholder does soon after
    paying: a dispute's reason, `inquiry` or `fraud_warning`.
    """

    three_d_secure: bool = False
    always_asks: bool = False
    decline: str | None = None
    may_be_kept: bool = False
    refund: str = "succeeded"
    available_at_once: bool = False
    complaint: str | None = None


INQUIRY, FRAUD_WARNING = "inquiry", "fraud_warning"

BEHAVIOURS = {
    "4000000000000002": Behaviour(decline="generic_decline"),
    "4000000000009995": Behaviour(decline="insufficient_funds"),
    "4000002500003155": Behaviour(three_d_secure=True),
    "4000002760003184": Behaviour(three_d_secure=True, always_asks=True),
    "4000008260003178": Behaviour(three_d_secure=True, decline="insufficient_funds"),
    "4000000000000069": Behaviour(decline="expired_card"),
    "4000000000000341": Behaviour(decline="generic_decline", may_be_kept=True),
    "4000000000000077": Behaviour(available_at_once=True),
    "4000000000000259": Behaviour(complaint="fraudulent"),
    "4000000000002685": Behaviour(complaint="product_not_received"),
    "4000000000001976": Behaviour(complaint=INQUIRY),
    "4000000000005423": Behaviour(complaint=FRAUD_WARNING),
    "4000000000007726": Behaviour(refund="pending"),
    "4000000000005126": Behaviour(refund="failing"),
}

BRANDS = (("34", "amex"), ("37", "amex"), ("4", "visa"), ("5", "mastercard"), ("2", "mastercard"))


@dataclass(frozen=True)
class Card:
    """What the payer typed. The number itself is kept no longer than the payment takes."""

    number: str
    exp_month: int = 12
    exp_year: int = 2034

    @property
    def behaviour(self) -> Behaviour:
        """What it makes happen; an unlisted number is simply good."""
        return BEHAVIOURS.get(self.number, Behaviour())

    @property
    def brand(self) -> str:
        """The scheme, from the first digits."""
        return next((name for start, name in BRANDS if self.number.startswith(start)), "unknown")

    @property
    def last4(self) -> str:
        """What may be shown."""
        return self.number[-4:]

    def decline_at(self, now: int) -> str | None:
        """Why the bank says no to an instalment, if it does: a kept card may have expired."""
        today = as_datetime(now)
        if (self.exp_year, self.exp_month) < (today.year, today.month):
            return "expired_card"
        return self.behaviour.decline
