"""Whom to thank: a first gift, a large one, a year of giving regularly; only who agreed to news.

"Send me news" is the one box by which somebody agrees to be written to beyond what a payment needs,
so that it is the consent that a letter of thanks stands on. Nobody is named, unless the list is
read with the seal that opens names.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from hov_donate.affiliations.rules.calendar import add_months
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_
from hov_donate.payments.models import Payment
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.givers import Giver, givers_who_agreed
from hov_donate.reports.reading.gifts import over_of, said_over
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
            Group(asked.own("first", N_("First gift")), _each(asked, _first, seal)),
            Group(asked.own("large", N_("Large gift")), _each(asked, _large(over), seal)),
            Group(
                asked.own("anniversary", N_("Years of giving")), _each(asked, _anniversary, seal)
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


Reader = Callable[[Asked, Giver], Iterable[Of]]


def _each(asked: Asked, read: Reader, seal: IdentitySeal | None) -> Iterator[Row]:
    found = (row for giver in givers_who_agreed(asked.session) for row in read(asked, giver))
    if seal is None:
        yield from (row for _, row in found)
        return
    while some := list(islice(found, AT_ONCE)):
        who = identities(asked.session, seal, [details for details, _ in some])
        for details, row in some:
            it = who.get(details)
            yield (*row, it.name if it else "", it.email if it else "")


def _first(asked: Asked, giver: Giver) -> Iterator[Of]:
    if giver.gifts and _in_span(asked, giver.gifts[0]):
        yield _gift_row(asked, giver.gifts[0])


def _large(over: Over) -> Reader:
    def read(asked: Asked, giver: Giver) -> Iterator[Of]:
        for gift in giver.gifts:
            least = over.of(gift.currency)
            if least is not None and least <= gift.amount and _in_span(asked, gift):
                yield _gift_row(asked, gift)

    return read


def _anniversary(asked: Asked, giver: Giver) -> Iterator[Of]:
    for each in giver.regular:
        began = asked.day_of(each.started_at)
        for years in range(1, asked.span.last.year - began.year + 1):
            day = add_months(began, 12 * years)
            if day in asked.span:
                yield each.details_id, (each.reference, day, each.amount, years)


def _in_span(asked: Asked, gift: Payment) -> bool:
    return gift.paid_at is not None and asked.day_of(gift.paid_at) in asked.span


def _gift_row(asked: Asked, gift: Payment) -> Of:
    paid = gift.paid_at or gift.created_at
    return gift.details_id, (gift.reference, asked.day_of(paid), gift.amount, None)
