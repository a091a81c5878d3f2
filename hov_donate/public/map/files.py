"""The figures of the map for programs, with nothing in them that the page does not show."""

from collections.abc import Callable, Iterator
from datetime import datetime

from flask import Response, jsonify

from hov_donate.campaign.map.rules import Column, Shown, Untold, World
from hov_donate.campaign.numbers.rules import rounded_down
from hov_donate.core.spreadsheets import csv_bytes
from hov_donate.public.map.map_page import counted
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts

OTHERS, ALL = "others", "all"


@open_to_all
def map_as_json() -> Response:
    """Every country by its ISO 3166 code, some and all together; null is not told."""
    found, at = counted(), parts().clock.now()
    return _kept(jsonify(_told(found, at)))


@open_to_all
def map_as_csv() -> Response:
    """The same as a table; `<5` stands for one to four (`rules.Untold`)."""
    found = counted()
    header = ["country", *(column.value for column in Column)]
    table = csv_bytes(header, _lines(found))
    answer = Response(table, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="solidarity-map.csv"'
    return _kept(answer)


def _told(found: World, at: datetime) -> dict[str, object]:
    return {
        "at": at.isoformat(timespec="seconds"),
        "null": "not told: from one to four, or told with others only",
        "countries": {line.country: _public(line.shown) for line in found.lines},
        "others": _public(found.others),
        "total": _public(found.whole),
    }


def _public(shown: Callable[[Column], Shown]) -> dict[str, int | None]:
    found = ((column, _as_printed(column, shown(column))) for column in Column)
    return {column.value: None if isinstance(it, Untold) else it for column, it in found}


def _as_printed(column: Column, shown: Shown) -> Shown:
    """As the page prints it: workers are rounded down, so that no body's number comes out."""
    if isinstance(shown, Untold) or column is not Column.WORKERS:
        return shown
    return rounded_down(shown).value


def _lines(found: World) -> Iterator[list[object]]:
    for line in found.lines:
        yield [line.country, *_row(line.shown)]
    yield [OTHERS, *_row(found.others)]
    yield [ALL, *_row(found.whole)]


def _row(shown: Callable[[Column], Shown]) -> list[object]:
    found = (_as_printed(column, shown(column)) for column in Column)
    return [it.value if isinstance(it, Untold) else it for it in found]


def _kept(answer: Response) -> Response:
    """Any site's page may read it, and browsers may keep it for a while."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
