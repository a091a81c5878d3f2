"""Checks in words that a person reads, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hov_donate.core.i18n import N_, Translator
from hov_donate.core.money import Money
from hov_donate.reports.rules import MEANINGS, NAMES, Check, Light, Subject

LIGHTS = {
    Light.GREEN: N_("In order"),
    Light.AMBER: N_("Needs a look"),
    Light.RED: N_("Needs you now"),
}
WHOLE = {
    Light.GREEN: N_("Nothing is lost, and everything is in order."),
    Light.AMBER: N_("Nothing is lost, but something needs a look."),
    Light.RED: N_("Something needs you now. Here is what to do."),
}


@dataclass(frozen=True)
class Told:
    """A check in words; there is no remedy while it is green."""

    subject: Subject
    light: Light
    name: str
    state: str
    meaning: str
    found: str
    remedy: str


def told(check: Check, speak: Translator, time_zone: str) -> Told:
    """A check as `speak` tells it, with moments by the clock of the time zone."""
    values = {name: written(value, speak, time_zone) for name, value in check.values.items()}
    green = check.light is Light.GREEN
    return Told(
        subject=check.subject,
        light=check.light,
        name=speak.gettext(NAMES[check.subject]),
        state=speak.gettext(LIGHTS[check.light]),
        meaning=speak.gettext(MEANINGS[check.subject]),
        found=speak.gettext(check.found, **values),
        remedy="" if green else speak.gettext(check.remedy),
    )


def written(value: object, speak: Translator, time_zone: str) -> str:
    """A value that a text names, as its reader writes it; several of them in a row."""
    if isinstance(value, datetime):
        return speak.moment(value, time_zone)
    if isinstance(value, date):
        return speak.date(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(written(each, speak, time_zone) for each in value)
    return speak.money(value) if isinstance(value, Money) else str(value)
