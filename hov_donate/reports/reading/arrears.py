"""Aged arrears: what affiliates owe today, by how long it has been due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hov_donate.affiliations.queries.receivables import receivables
from hov_donate.affiliations.rules.calendar import add_months
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.arrears import AT_ONCE, Owing, owing
from hov_donate.reports.reading.names import body_names
from hov_donate.reports.reading.stretches import stretches
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row


@dataclass(frozen=True)
class Age:
    """How long something has been due: at least so many months, and less than so many."""

    code: str
    name: str
    months: int | None
    below: int | None


AGES = (
    Age("current", N_("Not due yet, or for less than a month"), None, 1),
    Age("1-3", N_("1 to 3 months"), 1, 3),
    Age("3-6", N_("3 to 6 months"), 3, 6),
    Age("6-12", N_("6 to 12 months"), 6, 12),
    Age("12+", N_("12 months and more"), 12, None),
)


def aged_arrears(asked: Asked) -> Report:
    """All that is owed, and all credit: together what the books say that affiliates owe."""
    _ = asked.speak.gettext
    return Report(
        "aged-arrears",
        _("Aged arrears"),
        Span(asked.today, asked.today),
        (
            Column("affiliate", _("Affiliate"), Kind.AFFILIATE),
            Column("name", _("Name")),
            Column("invoice", _("Invoice")),
            Column("due", _("Due on"), Kind.DAY),
            Column("owed", _("Owed"), Kind.MONEY),
            Column("status", _("Status")),
            Column("stage", _("Stage"), Kind.COUNT),
            Column("promised", _("Promised until"), Kind.DAY),
            Column("last_letter", _("Last letter"), Kind.DAY),
        ),
        _groups(asked),
        grouped=_("Due for"),
        total=_("Owed in all, less credit"),
        notes=(
            _(
                "As it stands now. Credit is money of affiliates that settles nothing yet; the"
                " total is what stands in the books under “Owed by affiliates”."
            ),
        ),
    )


def _groups(asked: Asked) -> Iterator[Group]:
    for age in AGES:
        yield Group(asked.own(age.code, age.name), _rows(asked, age))
    yield Group(asked.own("credit", N_("Credit, and money under way")), list(_credit(asked)))


def _rows(asked: Asked, age: Age) -> Iterator[Row]:
    for batch in stretches(owing(asked.session, *_days(asked.today, age)), AT_ONCE):
        names = body_names(asked.session, [it.affiliation for it in batch])
        for it in batch:
            yield _row(asked, it, names.get(it.affiliation.id, ""))


def _days(today: date, age: Age) -> tuple[date | None, date | None]:
    """From when to when it was due, to be so old today."""
    first = add_months(today, -age.below) + DAY if age.below is not None else None
    last = add_months(today, -age.months) if age.months is not None else None
    return first, last


def _row(asked: Asked, it: Owing, name: str) -> Row:
    return (
        it.affiliation.number,
        name,
        it.invoice.full_number,
        it.invoice.due_on,
        it.owed,
        asked.word(it.affiliation.status),
        it.affiliation.arrears_stage,
        it.promised_until,
        asked.day_or_none(it.last_letter),
    )


def _credit(asked: Asked) -> Iterator[Row]:
    """By currency: credit is taken off, and what went back although it was owed is added."""
    for each in receivables(asked.session):
        more = Money(each.expected.minor - each.owed, each.currency)
        if more.minor:
            yield None, "", "", None, more, None, None, None, None
