"""Reading [year] and [[arrears]]: when terms begin and end, and what being late brings."""

import re
from datetime import date
from typing import Any

from hov_donate.affiliations.rules.reading.numbers import shown
from hov_donate.affiliations.rules.reading.table import Table
from hov_donate.affiliations.rules.scale import (
    NEW_YEAR,
    ArrearsStage,
    Effect,
    MonthDay,
    Proration,
    YearKind,
    YearRules,
)
from hov_donate.core.i18n import N_

MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
A_COMMON_YEAR = 2001
SAME_EFFECT = ("lapse", "propose_lapse", "lapse_proposed", "may_lapse", "may_propose_lapse")
LONGEST_DAYS = 3660
LONGEST_MONTHS = 1200


def read_year(table: Table | None) -> YearRules:
    """When terms begin and end."""
    if table is None:
        return YearRules(YearKind.ANNIVERSARY)
    table.require("kind", N_('write kind = "fixed" or kind = "anniversary"'))
    kind = table.word("kind", YearKind, YearKind.FIXED)
    year = YearRules(
        kind=kind,
        starts=_month_day(table, "starts") or NEW_YEAR,
        rollover_from=_month_day(table, "rollover_from"),
        proration=table.word("proration", Proration, Proration.NONE),
        grace_days=_days(table, "grace_days"),
        reminder_days=_reminders(table),
    )
    table.close()
    return year


def _month_day(table: Table, key: str) -> MonthDay | None:
    value = table.take(key)
    if value is None:
        return None
    try:
        if not isinstance(value, str) or not MONTH_DAY.fullmatch(value):
            raise ValueError
        day = date(A_COMMON_YEAR, int(value[:2]), int(value[3:]))
    except ValueError:
        table.fault(
            key,
            N_("%(key)s = %(value)s is not a day of every year"),
            N_('write month and day in two digits each, such as %(key)s = "10-01"'),
        )
        return None
    return (day.month, day.day)


def _days(table: Table, key: str) -> int:
    days = table.whole(key) or 0
    if days > LONGEST_DAYS:
        table.fault(key, N_("%(key)s = %(value)s is longer than ten years"), N_("write fewer days"))
    return days


def _reminders(table: Table) -> tuple[int, ...]:
    values = table.many("reminder_days") if table.data.get("reminder_days") != [] else []
    table.take("reminder_days")
    for value in values:
        if not _is_day(value):
            table.fault(
                "reminder_days",
                N_("reminder_days has %(word)s, which is not a number of days"),
                N_("write whole numbers, such as reminder_days = [-30, 0, 30]"),
                word=shown(value),
            )
    return tuple(sorted({value for value in values if _is_day(value)}))


def _is_day(value: Any) -> bool:
    return type(value) is int and abs(value) <= LONGEST_DAYS


def read_arrears(tables: list[Table]) -> tuple[ArrearsStage, ...]:
    """The stages, which must come later and later."""
    stages: list[ArrearsStage] = []
    for table in tables:
        stage = _stage(table)
        if stages and stage.after_months <= stages[-1].after_months:
            table.fault(
                "after_months",
                N_("after_months = %(value)s does not rise from the stage before"),
                N_("put the stages in order, each later than the one before"),
            )
        stages.append(stage)
    return tuple(stages)


def _stage(table: Table) -> ArrearsStage:
    table.require("after_months", N_("say from when on, such as after_months = 3"))
    months = table.whole("after_months")
    if months is not None and not 1 <= months <= LONGEST_MONTHS:
        table.fault(
            "after_months",
            N_("after_months = %(value)s is not a number of months"),
            N_("write 1 or more"),
        )
    stage = ArrearsStage(months or 0, _effect(table))
    table.close()
    return stage


def _effect(table: Table) -> Effect:
    if table.data.get("effect") in SAME_EFFECT:
        table.take("effect")
        return Effect.LAPSE_MAY_BE_PROPOSED
    table.require("effect", N_('say what it brings, such as effect = "no_vote"'))
    return table.word("effect", Effect, Effect.NO_VOTE)
