"""Gifts by their days and sums: within a day of a year's edge, and large ones."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select, union_all

from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import DAY, Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum, LedgerPosting
from hov_donate.ledger.monthly import sums_of
from hov_donate.reports.asking import Asked, FilterError, called
from hov_donate.reports.queries.entries import Line, lines
from hov_donate.reports.queries.taken_back import cancelled
from hov_donate.reports.reading.names import fund_word, funds
from hov_donate.reports.rules.over import NotASumError, Over, read_over
from hov_donate.reports.rules.tables import Column, Group, Kind, Report, Row, Word, one_group

GIFTS = (Account.DONATIONS, Account.RECURRING_DONATIONS)


def gifts_at_the_edges(asked: Asked) -> Report:
    """Gifts of the day before and the day after each edge of the accounting years in the span."""
    _ = asked.speak.gettext
    return Report(
        "year-edge-gifts",
        _("Gifts within a day of a year's edge"),
        asked.span,
        (
            Column("gift", _("Gift"), Kind.GIFT),
            Column("kind", _("What")),
            Column("stripe_utc", _("Stripe's moment, UTC")),
            Column("here", _("The clock here")),
            Column("day", _("Booked on"), Kind.DAY),
            Column("year", _("Counts in")),
            Column("given", _("Given"), Kind.MONEY),
            Column("settled", _("As settled"), Kind.MONEY),
        ),
        (_edge(asked, edge) for edge in _edges(asked)),
        grouped=_("Edge"),
        notes=(
            _(
                "A gift counts on the day that it was in %(time_zone)s when Stripe took it, which"
                " may be another day by Stripe's own clock.",
                time_zone=asked.campaign.time_zone,
            ),
        ),
    )


def _edges(asked: Asked) -> Iterator[Span]:
    """Two days each: the last of a year, and the first of the next."""
    begin, day = asked.campaign.year_begin, asked.span.first
    while True:
        year = begin.year_of(day)
        yield Span(year.first - DAY, year.first)
        day = year.last + DAY
        if year.last >= asked.span.last:
            yield Span(year.last, day)
            return


def _edge(asked: Asked, edge: Span) -> Group:
    years = [_year(asked, Span(day, day)) for day in (edge.first, edge.last)]
    name = Word(edge.last.isoformat(), " | ".join(years))
    return Group(name, (_edge_row(asked, it) for it in lines(asked.session, edge, GIFTS)))


def _year(asked: Asked, day: Span) -> str:
    year = asked.campaign.year_begin.year_of(day.first)
    return called(year, asked.campaign) or ""


def _edge_row(asked: Asked, it: Line) -> Row:
    entry = it.entry
    moment = entry.occurred_at.astimezone(UTC)
    day = Span(entry.booked_on, entry.booked_on)
    return (
        entry.payment_reference,
        asked.word(it.account),
        f"{moment:%Y-%m-%d %H:%M:%S}",
        asked.clock_of(moment),
        entry.booked_on,
        _year(asked, day),
        it.amount,
        it.settled if entry.stripe_balance_transaction_id else None,
    )


def large_gifts(asked: Asked) -> Report:
    """Single gifts of at least so much, each currency for itself. Raises FilterError.

    What came and was taken back in these days was no gift. What came earlier is taken off: so the
    report adds up to the books.
    """
    _ = asked.speak.gettext
    over = over_of(asked)
    names = {fund.code: fund_word(fund, asked) for fund in funds(asked.session)}
    return Report(
        "large-gifts",
        _("Large gifts"),
        asked.span,
        (
            Column("day", _("Day"), Kind.DAY),
            Column("gift", _("Gift"), Kind.GIFT),
            Column("kind", _("What")),
            Column("fund", _("Fund")),
            Column("given", _("Given"), Kind.MONEY),
            Column("settled", _("As settled"), Kind.MONEY),
        ),
        one_group(_large(asked, over, names)),
        notes=(
            said_over(asked, over),
            _(
                "A gift that came and was taken back in these days is left out. What was taken"
                " back of others is taken off: negative."
            ),
        ),
    )


def over_of(asked: Asked) -> Over:
    """What the address says is large, or the campaign's file. Raises FilterError."""
    typed = asked.filters.get("over", "")
    if not typed:
        return Over(asked.campaign.large_gift)
    try:
        return read_over(typed)
    except NotASumError as error:
        wrong = N_("Write whole sums, like 500, or GBP 500, JPY 90000")
        raise FilterError("over", wrong) from error


def said_over(asked: Asked, over: Over) -> str:
    """In words, which gifts are large."""
    if over.otherwise is not None:
        return asked.speak.gettext(
            "Large is a single gift of %(number)s or more, in whichever currency: none is"
            " converted.",
            number=asked.speak.number(over.otherwise),
        )
    least = [it for it in map(over.of, sorted(over.named)) if it is not None]
    sums = ", ".join(asked.speak.short_money(it) for it in least)
    return asked.speak.gettext(
        "Large is a single gift of one of these sums or more: %(sums)s. None is converted.",
        sums=sums,
    )


def _large(asked: Asked, over: Over, names: dict[str, Word]) -> Iterator[Row]:
    least = [it for it in map(over.of, gift_currencies(asked)) if it is not None]
    if not least:
        return
    large = LedgerPosting.id.in_(union_all(*(it for each in least for it in _as_large_as(each))))
    nothing = cancelled(asked.session, asked.span, GIFTS)
    for it in lines(asked.session, asked.span, GIFTS, large):
        if it.entry.id in nothing:
            continue
        at_stripe = it.entry.stripe_balance_transaction_id
        yield (
            it.entry.booked_on,
            it.entry.payment_reference,
            asked.word(it.account),
            names.get(it.fund, it.fund),
            it.amount,
            it.settled if at_stripe else None,
        )


def _as_large_as(least: Money) -> Iterator[Select[int]]:
    """Postings of gifts by their size, in the index of these alone, of which it must be told.

    Gifts are credits; debits take some back.
    """
    gifts: BindParameter[Any] = bindparam("gifts", GIFTS, expanding=True, literal_execute=True)
    size = LedgerPosting.amount_minor
    for enough in (size <= -least.minor, size >= least.minor):
        yield select(LedgerPosting.id).where(
            LedgerPosting.account.in_(gifts), LedgerPosting.currency == least.currency, enough
        )


def gift_currencies(asked: Asked) -> list[str]:
    """In which gifts were made in these days, from kept sums."""
    sums = sums_of(LedgerDailySum, asked.span.first, asked.span.last).c
    query = select(sums.currency).distinct().where(sums.account.in_(GIFTS))
    return sorted(asked.session.scalars(query))
