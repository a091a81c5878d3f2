"""Whom to thank: a first gift, a large one, a year of giving regularly; only who agreed to news.

"Send me news" is the one box by which somebody agrees to be written to beyond what a payment needs,
so that it is the consent that a letter of thanks stands on. Nobody is named here: whoever may see
names finds them behind the gift.
"""

from collections.abc import Iterator

from hov_donate.affiliations.rules.calendar import add_months
from hov_donate.core.i18n import N_
from hov_donate.payments.models import Payment
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.givers import first_gifts, gifts_of, regular_since
from hov_donate.reports.reading.gifts import gift_currencies, over_of, said_over
from hov_donate.reports.rules.over import Over
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row


def thank_you_list(asked: Asked) -> Report:
    """First gifts, large gifts and anniversaries in these days. Raises FilterError."""
    _ = asked.speak.gettext
    over = over_of(asked)
    return Report(
        "thank-you-list",
        _("Whom to thank"),
        asked.span,
        (
            Column("gift", _("Gift"), Kind.GIFT),
            Column("day", _("Day"), Kind.DAY),
            Column("given", _("Given"), Kind.MONEY),
            Column("years", _("Years"), Kind.COUNT),
        ),
        (
            Group(asked.own("first", N_("First gift")), _first(asked)),
            Group(asked.own("large", N_("Large gift")), _large(asked, over)),
            Group(asked.own("anniversary", N_("Years of giving")), _anniversary(asked)),
        ),
        grouped=_("Why"),
        notes=(
            _(
                "Only givers who agreed to news of the campaign, and did not withdraw it, are on"
                " this list. What went back whole is not."
            ),
            said_over(asked, over),
        ),
    )


def _first(asked: Asked) -> Iterator[Row]:
    return (_gift_row(asked, it) for it in first_gifts(asked.session, *asked.moments))


def _large(asked: Asked, over: Over) -> Iterator[Row]:
    currencies = gift_currencies(asked)
    least = [it for it in map(over.of, currencies) if it is not None]
    found = gifts_of(asked.session, *asked.moments, least)
    return (_gift_row(asked, it) for it in found)


def _anniversary(asked: Asked) -> Iterator[Row]:
    for each in regular_since(asked.session, asked.moments[1]):
        began = asked.day_of(each.started_at)
        for years in range(1, asked.span.last.year - began.year + 1):
            day = add_months(began, 12 * years)
            if day in asked.span:
                yield each.reference, day, each.amount, years


def _gift_row(asked: Asked, gift: Payment) -> Row:
    paid = gift.paid_at or gift.created_at
    return gift.reference, asked.day_of(paid), gift.amount, None
