"""A standing order as staff typed it."""

from hov_donate.donations.offline.operations import OrderFacts
from hov_donate.donations.offline.rules import Agreed, Rhythm
from hov_donate.office.forms import Form
from hov_donate.office.offline.typed import GIVER_FIELDS, read_amount, read_fund, read_giver
from hov_donate.web.languages import translator

LAST_DAY_OF_A_MONTH = 31
ORDER_FIELDS = (
    *("form", "amount", "currency", "rhythm", "day", "begins", "ends", "fund", "words"),
    *GIVER_FIELDS,
)


def read_order(form: Form) -> OrderFacts | None:
    """What was typed; None when something is wrong with it."""
    _ = translator().gettext
    who = read_giver(form)
    amount = read_amount(form)
    agreed = _agreed(form)
    fund, words = read_fund(form), form.words("words")
    if not form.good or who is None or amount is None or agreed is None:
        return None
    return OrderFacts(form.key(), who, amount, agreed, fund, words)


def _agreed(form: Form) -> Agreed | None:
    _ = translator().gettext
    rhythm = form.choice("rhythm", Rhythm, missing=_("Choose how often"))
    day = form.number("day", missing=_("Enter the day of the month"))
    if day is not None and not 1 <= day <= LAST_DAY_OF_A_MONTH:
        form.wrong("day", _("Enter a day from 1 to 31"))
    begins = form.day("begins", missing=_("Enter the day from which it is expected"))
    ends = form.day("ends")
    if begins and ends and ends < begins:
        form.wrong("ends", _("It cannot end before it begins"))
    if not form.good or rhythm is None or day is None or begins is None:
        return None
    return Agreed(day, rhythm, begins, ends)
