"""The renewals forecast: terms that end in the next twelve months, and what comes after them."""

from collections.abc import Iterator, Sequence

from hov_donate.affiliations.models import Affiliation, Declaration, Term
from hov_donate.affiliations.queries.affiliations import held_terms, newest_declarations
from hov_donate.affiliations.queries.planning import NoScaleError, plan_term
from hov_donate.affiliations.queries.scales import ActiveScales
from hov_donate.affiliations.rules.calendar import add_months
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.core.i18n import N_
from hov_donate.core.spans import Span
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.standing import AT_ONCE, Dated, terms_ending_in
from hov_donate.reports.reading.names import body_names
from hov_donate.reports.reading.stretches import stretches
from hov_donate.reports.rules.tables import Cell, Column, Group, Kind, Report, Row, Word

MONTHS = 12


def renewals_forecast(asked: Asked) -> Report:
    """By the month in which terms end, from today on; each asks the scale that will be in force."""
    _ = asked.speak.gettext
    span = Span(asked.today, add_months(asked.today, MONTHS))
    return Report(
        "renewals-forecast",
        _("Renewals forecast"),
        span,
        (
            Column("affiliate", _("Affiliate"), Kind.AFFILIATE),
            Column("name", _("Name")),
            Column("kind", _("Kind")),
            Column("ends", _("Term ends"), Kind.DAY),
            Column("fee", _("Fee now"), Kind.MONEY),
            Column("next_fee", _("Next fee"), Kind.MONEY),
            Column("scale", _("By the scale")),
            Column("problem", _("Watch out")),
        ),
        (_month(asked, month, span) for month in span.months()),
        grouped=_("Month"),
        notes=(
            _(
                "From the figures that were declared last, by the scales that are decided today."
                " Who renews is not known: these are all who may."
            ),
        ),
    )


def _month(asked: Asked, month: Span, span: Span) -> Group:
    days = Span(max(month.first, span.first), min(month.last, span.last))
    name = Word(f"{month.first:%Y-%m}", asked.speak.month(month.first))
    return Group(name, _rows(asked, days))


def _rows(asked: Asked, days: Span) -> Iterator[Row]:
    scales = ActiveScales(asked.session)
    for batch in stretches(terms_ending_in(asked.session, days), AT_ONCE):
        yield from _stretch(asked, scales, batch)


def _stretch(asked: Asked, scales: ActiveScales, batch: Sequence[Dated]) -> Iterator[Row]:
    ids = [affiliation.id for _, affiliation in batch]
    names = body_names(asked.session, [affiliation for _, affiliation in batch])
    terms = held_terms(asked.session, ids)
    declared = newest_declarations(asked.session, ids)
    for ends_on, it in batch:
        own = terms[it.id]
        yield (
            it.number,
            names.get(it.id, ""),
            asked.kind(it.kind),
            ends_on,
            own[-1].fee,
            *_next(asked, scales, it, declared.get(it.id), own),
        )


def _next(
    asked: Asked,
    scales: ActiveScales,
    affiliation: Affiliation,
    declaration: Declaration | None,
    terms: Sequence[Term],
) -> tuple[Cell, ...]:
    """The next fee, by which scale, and why there is none where there is none."""
    if declaration is None:
        return None, "", asked.own("nothing_declared", N_("No figures were declared"))
    try:
        found = plan_term(
            scales,
            affiliation=affiliation,
            declaration=declaration,
            terms=terms,
            on=terms[-1].ends_on,
        )
    except NoScaleError:
        return None, "", asked.own("no_scale", N_("No scale is in force for them"))
    except QuoteError:
        return None, "", asked.own("no_quote", N_("A figure is missing that the scale needs"))
    row = found.stored.row
    return found.quote.fee, f"{row.code} {row.version}", None
