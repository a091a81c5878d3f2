"""The first room: money, what needs a person, and whether everything agrees."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.core.spans import DAY, Span
from hov_donate.office.blueprint import office
from hov_donate.office.dashboard.board import board
from hov_donate.office.dashboard.drawing import GiversChart, givers_chart, money_chart
from hov_donate.office.dashboard.work import tasks
from hov_donate.office.guard import allowed
from hov_donate.office.queries.home import to_do
from hov_donate.office.spans import (
    FROM,
    TO,
    Asked,
    Chosen,
    asked_span,
    calendar_month,
    days_of,
    name_of,
    quarter_of,
    today,
    year_of,
)
from hov_donate.reports.queries import figures
from hov_donate.reports.queries.agreement import proof
from hov_donate.reports.rules.figures import (
    FEES,
    INCOME,
    OTHER_ON,
    RECEIVED_ON,
    RETURNED_ON,
    IncomeKind,
)
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

KINDS = {
    IncomeKind.ONCE: N_("Donations, once"),
    IncomeKind.RECURRING: N_("Donations, recurring"),
    IncomeKind.AFFILIATIONS: N_("Affiliations"),
    IncomeKind.MEMBERS: N_("Members"),
    IncomeKind.OTHER: N_("Other"),
}


@office.get("/")
@requires(Permission.SEE_OFFICE)
def home() -> ResponseReturnValue:
    """What needs a person, and to whom the books are open, figures of these or other days."""
    asked = asked_span()
    todo = to_do(db.session(), parts().clock.now())
    figures_too = _figures(asked) if allowed(Permission.SEE_LEDGER) else {"proof": None}
    page = render_template(
        "office/home.html", todo=todo, tasks=tasks(todo), asked=asked, **figures_too
    )
    return page, 422 if asked.problems else 200


def _figures(asked: Asked) -> dict[str, Any]:
    session, campaign = db.session(), parts().settings.campaign
    begin, base = campaign.year_begin, campaign.base_currency
    chosen = bool(asked.typed and not asked.problems)
    spans = [asked.chosen] if chosen else [calendar_month(today()), year_of(today(), begin)]
    boards = [board(session, span, today(), base) for span in spans]
    year = begin.year_of(boards[-1].days.last)
    rtl = translator().direction == "rtl"
    givers = givers_chart(session, year, today(), campaign.time_zone, rtl=rtl)
    return {
        "proof": proof(session, campaign.time_zone),
        "boards": boards,
        "names": [name_of(each.chosen, begin) for each in boards],
        "regular": [_regular(each.days, givers, campaign.time_zone) for each in boards],
        "money_chart": money_chart(session, year, today(), base, rtl=rtl),
        "givers_chart": givers,
        "ways": _ways(),
        "typed_days": {name: asked.typed.get(name, "") for name in (FROM, TO)},
        "days_of": days_of,
        "kinds": KINDS,
        "accounts": _accounts(),
        "month_name": translator().month_name,
        "month": translator().month,
        "short_money": translator().short_money,
    }


def _regular(days: Span, chart: GiversChart, time_zone: str) -> figures.Regular:
    """Counted already for the picture, where the days are months of it."""
    counted = figures.together(chart.spans, chart.counts, days)
    return counted or figures.regular(db.session(), days, time_zone)


def _accounts() -> dict[str, list[str]]:
    """The accounts behind each figure, for the ledger's address."""
    of_kinds = {
        kind.value: [account.value for account, it in INCOME.items() if it is kind]
        for kind in IncomeKind
    }
    together = {
        "income": INCOME,
        "received": RECEIVED_ON,
        "returned": RETURNED_ON,
        "fees": FEES,
        "other_money": OTHER_ON,
    }
    return of_kinds | {
        name: [account.value for account in found] for name, found in together.items()
    }


def _ways() -> list[tuple[str, Chosen]]:
    """Spans that are asked for often, by what they are called."""
    begin, now, _ = parts().settings.campaign.year_begin, today(), translator().gettext
    month, quarter, year = calendar_month(now), quarter_of(now, begin), year_of(now, begin)
    return [
        (_("This month"), month),
        (_("Last month"), calendar_month(month.span.first - DAY)),
        (_("This quarter"), quarter),
        (_("Last quarter"), quarter_of(quarter.span.first - DAY, begin)),
        (_("This accounting year"), year),
        (_("Last accounting year"), year_of(year.span.first - DAY, begin)),
    ]
