"""Whom to thank: a first gift, a large one, a year of giving regularly; only who agreed to news.

"Send me news" is the one box by which somebody agrees to be written to beyond what a payment needs,
so that it is the consent that a letter of thanks stands on. Nobody is named, unless the list is
read with the seal that opens names.
"""

import uuid
from collections.abc import Iterator
from itertools import islice

from hov_donate.affiliations.rules.calendar import add_months
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_
from hov_donate.payments.models import Payment
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.givers import first_gifts, gifts_of, regular_since
from hov_donate.reports.reading.gifts import gift_currencies, over_of, said_over
from hov_donate.reports.rules.over import Over
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row

AT_ONCE = 500
# A row, and by whose details it is.
Of = tuple[uuid.UUID, Row]


def thank_you_list(asked: Asked, seal: IdentitySeal | None = None) -> Report:
    """First gifts, large gifts and anniversaries in these days. Raises FilterError.

    With a seal it says who gave.
    """
    _ = asked.speak.gettext
    names = (Column("name", _("Name")), Column("email", _("E-mail"))) if seal else ()
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
            *names,
        ),
        (
            Group(asked.own("first", N_("First gift")), _each(asked, _first(asked), seal)),
            Group(asked.own("large", N_("Large gift")), _each(asked, _large(asked, over), seal)),
            Group(
                asked.own("anniversary", N_("Years of giving")),
                _each(asked, _anniversary(asked), seal),
            ),
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


def _each(asked: Asked, found: Iterator[Of], seal: IdentitySeal | None) -> Iterator[Row]:
    """The rows, with name and address where there is a seal to open them."""
    if seal is None:
        yield from (row for _, row in found)
        return
    while some := list(islice(found, AT_ONCE)):
        who = identities(asked.session, seal, [details for details, _ in some])
        for details, row in some:
            it = who.get(details)
            yield (*row, it.name if it else "", it.email if it else "")


def _first(asked: Asked) -> Iterator[Of]:
    return (_gift_row(asked, it) for it in first_gifts(asked.session, *asked.moments))


def _large(asked: Asked, over: Over) -> Iterator[Of]:
    currencies = gift_currencies(asked)
    least = [it for it in map(over.of, currencies) if it is not None]
    found = gifts_of(asked.session, *asked.moments, least)
    return (_gift_row(asked, it) for it in found)


def _anniversary(asked: Asked) -> Iterator[Of]:
    for each in regular_since(asked.session, asked.moments[1]):
        began = asked.day_of(each.started_at)
        for years in range(1, asked.span.last.year - began.year + 1):
            day = add_months(began, 12 * years)
            if day in asked.span:
                yield each.details_id, (each.reference, day, each.amount, years)


def _gift_row(asked: Asked, gift: Payment) -> Of:
    paid = gift.paid_at or gift.created_at
    return gift.details_id, (gift.reference, asked.day_of(paid), gift.amount, None)
