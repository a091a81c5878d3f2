"""What a fee is, and why another sum will not do, in a reader's words."""

from hov_donate.affiliations.rules.choosing import ChoiceFault, ChoiceRefusedError
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.scale import Mode
from hov_donate.core.i18n import Translator


def fee_words(quote: Quote, speak: Translator) -> str:
    """A fee, and whether more or less may be paid: at least £5."""
    _, fee = speak.gettext, speak.short_money(quote.fee)
    if not quote.fee.minor:
        return _("free")
    match quote.mode:
        case Mode.FIXED:
            return fee
        case Mode.SUGGESTED:
            return _("%(fee)s suggested, more or less is welcome", fee=fee)
        case Mode.MINIMUM:
            return _("at least %(fee)s", fee=fee)


def why_refused(error: ChoiceRefusedError, speak: Translator) -> str:
    """What to tell about a sum that the scale does not take."""
    _, fee = speak.gettext, speak.short_money(error.fee)
    if error.fault is ChoiceFault.TOO_LITTLE:
        return _("Amount must be %(minimum)s or more", minimum=fee)
    return _(
        "The fee is %(fee)s: tick that what is above it is a gift, or leave the amount empty",
        fee=fee,
    )
