"""Card numbers and what they make happen, as in Stripe's test mode. docs.stripe.com/testing."""

from dataclasses import dataclass

DECLINES = {
    "generic_decline": ("card_declined", "Your card was declined."),
    "insufficient_funds": ("card_declined", "Your card has insufficient funds."),
    "authentication_failure": (
        "payment_intent_authentication_failure",
        "We are unable to authenticate your payment method. "
        "Please choose a different payment method and try again.",
    ),
}


@dataclass(frozen=True)
class Behaviour:
    """What a card does: whether it asks for 3-D Secure, is declined, and how its refunds end."""

    three_d_secure: bool = False
    decline: str | None = None
    refund: str = "succeeded"
    available_at_once: bool = False


BEHAVIOURS = {
    "4000000000000002": Behaviour(decline="generic_decline"),
    "4000000000009995": Behaviour(decline="insufficient_funds"),
    "4000002500003155": Behaviour(three_d_secure=True),
    "4000002760003184": Behaviour(three_d_secure=True),
    "4000008260003178": Behaviour(three_d_secure=True, decline="insufficient_funds"),
    "4000000000000077": Behaviour(available_at_once=True),
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
