"""What a donor is told when Stripe opened no page for a gift."""

import logging

from hov_donate.core.i18n import Translator
from hov_donate.gateway.port import GatewayError, GatewayRefusedError

log = logging.getLogger(__name__)


def why_no_page(error: GatewayError, speak: Translator) -> tuple[str, int]:
    """The text and the status of the answer: a refusal is no outage, and trying again no help."""
    if isinstance(error, GatewayRefusedError):
        # Stripe's sentence may quote the donor's address; its code never does.
        log.warning("Stripe refused to open a page: %s", error.code or "no code")
        text = speak.gettext(
            "The card service refused this payment. Nothing was taken. Give another amount, or"
            " give by bank transfer"
        )
        return text, 502
    text = speak.gettext(
        "We could not reach the card service. Nothing was taken. Try again, or give by bank"
        " transfer"
    )
    return text, 503
