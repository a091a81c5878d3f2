"""Rules and deadlines in words."""

from datetime import date

from hov_donate.core.i18n import N_
from hov_donate.donations.review.models import ReviewRule
from hov_donate.donations.review.rules import Action, Measure
from hov_donate.web.languages import translator

SENTENCES = {
    (Measure.SINGLE, Action.HOLD): N_(
        "A gift of %(amount)s or more is held until somebody accepts it."
    ),
    (Measure.SINGLE, Action.FLAG): N_("Somebody looks at a gift of %(amount)s or more."),
    (Measure.YEAR, Action.HOLD): N_(
        "When somebody has given %(amount)s or more in an accounting year, the gift that brings it"
        " there is held until somebody accepts it."
    ),
    (Measure.YEAR, Action.FLAG): N_(
        "When somebody has given %(amount)s or more in an accounting year, somebody looks at it."
    ),
}


def rule_line(row: ReviewRule) -> str:
    """What a rule says, in a sentence."""
    speak = translator()
    amount = speak.money(row.rule.at_least)
    return speak.gettext(SENTENCES[row.measure, row.action], amount=amount)


def time_left(decide_by: date, today: date) -> str:
    """How long there is to decide; nobody decides in anybody's place when it is over."""
    speak = translator()
    days = (decide_by - today).days
    if days < 0:
        return speak.gettext("Overdue since %(day)s", day=speak.date(decide_by))
    if days == 0:
        return speak.gettext("Until today")
    return speak.ngettext("%(num)s day left", "%(num)s days left", days)
