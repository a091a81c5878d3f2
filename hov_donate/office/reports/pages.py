"""The list of reports, and one report on the screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from hov_donate.core.i18n import N_
from hov_donate.core.spans import DAY
from hov_donate.office import asked, spans
from hov_donate.office.blueprint import office
from hov_donate.office.guard import allowed
from hov_donate.office.reports.found import Found, found
from hov_donate.reports.asking import FilterError
from hov_donate.reports.catalogue import REPORTS, SHELVES, Filter
from hov_donate.reports.reading.names import fund_word, funds
from hov_donate.reports.rules.adding_up import Whole, read_whole
from hov_donate.reports.rules.tables import Word
from hov_donate.reports.writing.pdf import MOST_ROWS
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

PER_PAGE = 200
QUESTIONS = {
    Filter.FUND: (N_("Fund"), ""),
    Filter.OVER: (
        N_("Large from"),
        N_("500 means 500 of any currency; GBP 500, JPY 90000 only gifts in these."),
    ),
    Filter.WITHIN: (N_("Days ahead"), N_("From 1 to 366; 60 by itself.")),
}


@dataclass(frozen=True)
class Question:
    """A filter as the form asks for it; `choices` where one is picked."""

    name: str
    title: str
    hint: str
    value: str
    choices: tuple[Word, ...] = ()


@office.get("/reports")
@requires(Permission.SEE_REPORTS)
def reports() -> str:
    """Every report that whoever is signed in may read, by shelf."""
    groups = [
        (title, [(code, it) for code, it in REPORTS.items() if it.shelf is shelf and _may(code)])
        for shelf, title in SHELVES.items()
    ]
    return render_template("office/reports/list.html", groups=[each for each in groups if each[1]])


@office.get("/reports/<code>")
@requires(Permission.SEE_REPORTS)
def report(code: str) -> str:
    """One report, a page of its rows at a time, with what all of them add up to."""
    it = found(code)
    whole, problems = _read(it)
    count = whole.sums.count if whole else 0
    return render_template(
        "office/reports/one.html",
        it=it,
        whole=whole,
        stamp=it.stamp(),
        problems=problems,
        questions=list(_questions(it)),
        quick=list(_quick(it)),
        pages=-(-count // PER_PAGE),
        page=_page(),
        printable=count <= MOST_ROWS,
    )


def _may(code: str) -> bool:
    return allowed(REPORTS[code].permission)


def _page() -> int:
    return max(asked.key("page") or 1, 1)


def _read(it: Found) -> tuple[Whole | None, Mapping[str, str]]:
    """The report with a page of its rows, and what of the address could not be read."""
    problems = dict(it.days.problems) if it.entry.spanned else {}
    start = (_page() - 1) * PER_PAGE
    try:
        return read_whole(it.entry.read(it.asked()), range(start, start + PER_PAGE)), problems
    except FilterError as error:
        return None, {**problems, error.name: translator().gettext(str(error))}


def _questions(it: Found) -> Iterator[Question]:
    speak = translator()
    for each in it.entry.filters:
        title, hint = QUESTIONS[each]
        choices = _funds(it) if each is Filter.FUND else ()
        value = it.filters.get(each.value, "")
        yield Question(each.value, speak.gettext(title), speak.gettext(hint), value, choices)


def _funds(it: Found) -> tuple[Word, ...]:
    asking = it.asked()
    return tuple(fund_word(fund, asking) for fund in funds(asking.session))


def _quick(it: Found) -> Iterator[tuple[str, str, bool]]:
    """Spans that are asked for often: their names, addresses, and which of them is shown."""
    begin, today = parts().settings.campaign.year_begin, spans.today()
    year, month = spans.year_of(today, begin), spans.calendar_month(today)
    for name, chosen in (
        (N_("This year"), year),
        (N_("Last year"), spans.year_of(year.span.first - DAY, begin)),
        (N_("This quarter"), spans.quarter_of(today, begin)),
        (N_("This month"), month),
        (N_("Last month"), spans.calendar_month(month.span.first - DAY)),
    ):
        query: dict[str, Any] = {**chosen.query, **it.filters}
        address = url_for("office.report", code=it.code, **query)
        yield translator().gettext(name), address, chosen.span == it.days.span
