"""The campaign's figures as files: JSON and CSV for programs, and a sheet for the press."""

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Response, abort

from hov_donate.campaign.numbers.catalogue import Line, printed
from hov_donate.campaign.numbers.rules import Figure, Rounded
from hov_donate.core.countries import country_name
from hov_donate.core.i18n import Translator
from hov_donate.core.spreadsheets import csv_bytes
from hov_donate.documents.figures import PressSheetText, render_press_sheet
from hov_donate.public.numbers.found import Told, told, told_of_year
from hov_donate.public.supporters.words import source_name
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

KEPT = "public, max-age=900"
# A sheet names the largest; the page names all.
MOST_BODIES = 25
HEADER = ("figure", "value", "printed", "day", "meaning")


@open_to_all
def numbers_as_json() -> Response:
    """Every figure with its meaning, and the bodies whose members were counted."""
    it = told() or abort(404)
    snapshot = it.published
    return _file(
        json.dumps(
            {
                "day": snapshot.day.isoformat(),
                "taken_at": snapshot.taken_at.isoformat(),
                "checksum": snapshot.checksum,
                "figures": [
                    {
                        "figure": line.figure.value,
                        "value": line.public_value,
                        "printed": line.shown,
                        "title": line.title,
                        "meaning": line.meaning,
                    }
                    for line in it.lines
                ],
                "counted_bodies": [
                    {
                        "name": body.name,
                        "country": body.country,
                        "members": body.members,
                        "as_at": body.as_at.isoformat() if body.as_at else None,
                        "source": source_name(body.source),
                    }
                    for body in it.named
                ],
                "counted_without_a_name": it.nameless,
            },
            ensure_ascii=False,
            indent=2,
        ).encode(),
        "application/json",
    )


@open_to_all
def numbers_as_csv() -> Response:
    """Every figure, one to a line."""
    it = told() or abort(404)
    rows = [
        (line.figure.value, _value(line), line.shown, it.published.day, line.meaning)
        for line in it.lines
    ]
    return _file(csv_bytes(HEADER, rows), "text/csv; charset=utf-8")


def _value(line: Line) -> int | str:
    return "" if line.public_value is None else line.public_value


@open_to_all
def press_sheet() -> Response:
    """The sheet for the press, with figures that are published and no others."""
    return _file(render_press_sheet(_sheet(told() or abort(404))), "application/pdf")


@open_to_all
def yearly_report(year: int) -> Response:
    """An accounting year in the same figures, each with what it was when the year began."""
    it = told_of_year(year) or abort(404)
    speak = translator()
    span = speak.gettext(
        "%(first)s to %(last)s", first=speak.date(it.year.first), last=speak.date(it.year.last)
    )
    sheet = replace(
        _sheet(it.told),
        title=speak.gettext("Yearly report in numbers"),
        day=f"{span}. {_sheet(it.told).day}",
        figures=tuple(
            (line.shown, line.title, _since(line, it.before, speak)) for line in it.told.lines
        ),
    )
    return _file(render_press_sheet(sheet), "application/pdf")


def _since(line: Line, before: Mapping[Figure, Rounded | None], speak: Translator) -> str:
    if not before:
        return line.meaning
    number = printed(before[line.figure], speak)
    return f"{speak.gettext('When the year began: %(number)s.', number=number)} {line.meaning}"


def _sheet(it: Told) -> PressSheetText:
    speak, campaign = translator(), parts().settings.campaign
    _ = speak.gettext
    named = it.named[:MOST_BODIES]
    others = len(it.bodies) - len(named)
    notes = [
        _("These figures are a snapshot: they can be made again from what was known at that time."),
        _(
            "How each is counted, and whose members are, is told at %(address)s.",
            address=f"{parts().settings.public_url}/{speak.language}/numbers",
        ),
    ]
    if others:
        notes.append(
            speak.ngettext(
                "%(num)s more organisation is counted.",
                "%(num)s more organisations are counted.",
                others,
            )
        )
    return PressSheetText(
        title=_("The campaign in numbers"),
        organisation=campaign.name,
        day=_("As at %(day)s", day=speak.date(it.published.day)),
        figures=tuple((line.shown, line.title, line.meaning) for line in it.lines),
        method_title=_("How we count"),
        notes=tuple(notes),
        bodies_title=_("Whose members are counted"),
        body_headings=(_("Organisation"), _("Country"), _("Members"), _("Source")),
        bodies=tuple(
            (
                body.name,
                country_name(body.country, speak.language),
                speak.number(body.members),
                source_name(body.source),
            )
            for body in named
        ),
        contact=(campaign.name, campaign.email, parts().settings.public_url),
        checksum=_("Checksum: %(checksum)s", checksum=it.published.checksum),
        language=speak.language,
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def _file(content: bytes, kind: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Cache-Control"] = KEPT
    return answer
