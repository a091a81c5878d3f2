"""Where the bars and points of a chart stand: in percent of the picture, from its start and top.

Pure. Percents need no picture to be stretched, so that lines, letters and patterns keep their size
on every screen. Where a language is written from right to left, time runs that way too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# Of a month's share: air, a bar for the year before, one for now that covers some of it, air.
AIR, WIDE, SHIFT = 0.14, 0.46, 0.26
# The highest bar stays below the picture's edge, where the scale's uppermost line is.
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bar:
    """A rectangle in percent of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Pair:
    """A month: when it is, the middle of its place, what was then and before, and their bars."""

    month: date
    middle: float
    now: int
    before: int
    bar_now: Bar | None
    bar_before: Bar


@dataclass(frozen=True)
class Point:
    """A month's value on a line."""

    month: date
    x: float
    y: float
    value: int


def top_of(values: Sequence[int]) -> int:
    """The round number, 1, 2 or 5 with noughts behind it, that no value exceeds; at least 1."""
    highest = max([1, *values])
    power = int("1" + "0" * (len(str(highest)) - 1))
    return next(step * power for step in STEPS if step * power >= highest)


def pairs(
    months: Sequence[date], now: Sequence[int | None], before: Sequence[int], *, rtl: bool = False
) -> list[Pair]:
    """Two bars for each month; `None` is a month that has not come. What is negative has no bar."""
    top = top_of([*(it for it in now if it is not None), *before])
    share = 100 / max(1, len(months))
    found = []
    for place, month in enumerate(months):
        start = place * share
        then = _bar(start + AIR * share, WIDE * share, before[place], top, rtl=rtl)
        today = now[place]
        bar = (
            None
            if today is None
            else _bar(start + (AIR + SHIFT) * share, WIDE * share, today, top, rtl=rtl)
        )
        middle = _mirrored(start + share / 2, rtl=rtl)
        found.append(Pair(month, middle, today or 0, before[place], bar, then))
    return found


def points(months: Sequence[date], values: Sequence[int], *, rtl: bool = False) -> list[Point]:
    """A line over months; its foot is nothing, so that growth is not made to look larger."""
    top = top_of(values)
    share = 100 / max(1, len(months))
    return [
        Point(month, _mirrored((place + 0.5) * share, rtl=rtl), _down(value, top), value)
        for place, (month, value) in enumerate(zip(months, values, strict=True))
    ]


def _bar(x: float, width: float, value: int, top: int, *, rtl: bool) -> Bar:
    y = _down(max(0, value), top)
    start = 100 - x - width if rtl else x
    return Bar(round(start, 2), y, round(width, 2), round(100 - y, 2))


def _down(value: int, top: int) -> float:
    return round(100 - 100 * value / top, 2)


def _mirrored(x: float, *, rtl: bool) -> float:
    return round(100 - x if rtl else x, 2)
