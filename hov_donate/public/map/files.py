"""The figures of the map for programs, with nothing in them that the page does not show."""

from collections.abc import Iterator
from datetime import datetime

from flask import Response, jsonify

from hov_donate.campaign.map.rules import Column, Counts, World
from hov_donate.core.spreadsheets import csv_bytes
from hov_donate.public.map.map_page import counted
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts

# As the table says it, for programs: from one to four.
FEW = "<5"
ALL = "all"


@open_to_all
def map_as_json() -> Response:
    """Every country by its ISO 3166 code, and all together; null stands for one to four."""
    found, at = counted(), parts().clock.now()
    return _kept(jsonify(_told(found, at)))


@open_to_all
def map_as_csv() -> Response:
    """The same as a table; `<5` stands for one to four."""
    found = counted()
    header = ["country", *(column.value for column in Column)]
    table = csv_bytes(header, _lines(found))
    answer = Response(table, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="solidarity-map.csv"'
    return _kept(answer)


def _told(found: World, at: datetime) -> dict[str, object]:
    return {
        "at": at.isoformat(timespec="seconds"),
        "null": "from one to four",
        "countries": {line.country: _public(line.counts) for line in found.lines},
        "total": {column.value: found.total.of(column) for column in Column},
    }


def _public(counts: Counts) -> dict[str, int | None]:
    return {column.value: counts.shown(column) for column in Column}


def _lines(found: World) -> Iterator[list[object]]:
    for line in found.lines:
        shown = (line.counts.shown(column) for column in Column)
        yield [line.country, *(FEW if it is None else it for it in shown)]
    yield [ALL, *(found.total.of(column) for column in Column)]


def _kept(answer: Response) -> Response:
    """Any site's page may read it, and browsers may keep it for a while."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
