"""How an attempt to pay went."""

from dataclasses import dataclass

from hov_donate.simulator.objects.cards import DECLINES

PAID, DECLINED, MUST_AUTHENTICATE = "paid", "declined", "requires_action"


class NotPayableError(Exception):
    """The session, invoice or payment is not waiting for a payer."""


@dataclass(frozen=True)
class Outcome:
    """What the payer meets next: `url` leads there."""

    status: str
    payment_intent: str
    url: str | None = None
    decline_code: str | None = None
    message: str | None = None


def declined(intent: str, decline: str, *, charged: bool = True) -> Outcome:
    """The bank's reason, or that of the page when it never came to a charge."""
    code, message = DECLINES[decline]
    return Outcome(DECLINED, intent, None, decline if charged else code, message)
