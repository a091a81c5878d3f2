"""Affiliates that lapsed in some days, and those whose paid days end soon."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hov_donate.affiliations.models import Affiliation
from hov_donate.core.i18n import N_
from hov_donate.core.spans import Span
from hov_donate.reports.asking import Asked, FilterError
from hov_donate.reports.queries.arrears import AT_ONCE, last_letters
from hov_donate.reports.queries.standing import lapsed, last_paid, paid_until_in
from hov_donate.reports.reading.names import body_names
from hov_donate.reports.reading.stretches import stretches
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row, Word

SOON = 60
LONGEST = 366


def lapsed_and_due_soon(asked: Asked) -> Report:
    """Who left by not paying, and who has to pay within so many days. Raises FilterError."""
    _ = asked.speak.gettext
    days = _within(asked)
    soon = Span(asked.today, asked.today + timedelta(days=days))
    late = asked.speak.ngettext("Due within a day", "Due within %(num)s days", days)
    return Report(
        "lapsed-and-due-soon",
        _("Lapsed and due soon"),
        asked.span,
        (
            Column("affiliate", _("Affiliate"), Kind.AFFILIATE),
            Column("name", _("Name")),
            Column("kind", _("Kind")),
            Column("country", _("Country")),
            Column("status", _("Status")),
            Column("joined", _("Affiliated since"), Kind.DAY),
            Column("paid_until", _("Paid until"), Kind.DAY),
            Column("lapsed_on", _("Lapsed on"), Kind.DAY),
            Column("last_paid", _("Last paid"), Kind.DAY),
            Column("last_letter", _("Last letter"), Kind.DAY),
        ),
        (
            Group(asked.own("lapsed", N_("Lapsed in these days")), _lapsed(asked)),
            Group(Word("due_soon", late), _soon(asked, soon)),
        ),
        grouped=_("What"),
        notes=(
            _(
                "Due soon is counted from today. Whom to write to is on the affiliate's own page,"
                " for those who may see names."
            ),
        ),
    )


def _within(asked: Asked) -> int:
    typed = asked.filters.get("within", "").strip() or str(SOON)
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= LONGEST:
        return int(typed)
    raise FilterError("within", N_("Write a number of days from 1 to 366"))


Found = tuple[Affiliation, date | None]


def _lapsed(asked: Asked) -> Iterator[Row]:
    found = lapsed(asked.session, *asked.moments)
    return _rows(asked, ((affiliation, asked.day_of(at)) for at, affiliation in found))


def _soon(asked: Asked, soon: Span) -> Iterator[Row]:
    return _rows(asked, ((each, None) for each in paid_until_in(asked.session, soon)))


def _rows(asked: Asked, found: Iterable[Found]) -> Iterator[Row]:
    for batch in stretches(found, AT_ONCE):
        affiliations = [affiliation for affiliation, _ in batch]
        ids = [each.id for each in affiliations]
        names = body_names(asked.session, affiliations)
        paid, letters = last_paid(asked.session, ids), last_letters(asked.session, ids)
        for it, lapsed_on in batch:
            yield (
                it.number,
                names.get(it.id, ""),
                asked.kind(it.kind),
                it.country,
                asked.word(it.status),
                it.joined_on,
                it.paid_until,
                lapsed_on,
                asked.day_or_none(paid.get(it.id)),
                asked.day_or_none(letters.get(it.id)),
            )
