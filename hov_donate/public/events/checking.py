"""Whether what somebody typed is an event, and if not, what to tell them, field by field."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hov_donate.campaign.events.consents import KEEP_PROPOSER
from hov_donate.campaign.events.operations import Proposal
from hov_donate.campaign.events.rules import (
    LONGEST_ACCESS,
    LONGEST_BODY,
    LONGEST_LINE,
    ZONES,
    EventFacts,
    NoSuchTimeError,
    Wording,
    moment_of,
)
from hov_donate.contacts.sealing import Identity
from hov_donate.core.countries import COUNTRIES
from hov_donate.core.i18n import N_
from hov_donate.public.checking import Checker, FieldError, Problem, collect
from hov_donate.public.events.typed import TypedEvent
from hov_donate.public.one_form import one_form

A_DAY = timedelta(days=1)
# Further on nobody plans; a wrong year is more likely.
LATEST = timedelta(days=3 * 366)
# What has to be there, in the order of the page, with what to tell where it is not.
NEEDED = {
    "title": N_("Enter what the event is called"),
    "organiser": N_("Enter who organises it"),
    "body": N_("Enter what it is about"),
    "town": N_("Enter the town"),
    "spoken": N_("Enter in which languages it is held"),
    "access": N_("Enter how people can get in and take part; say so where you do not know yet"),
}
MOST = {"body": LONGEST_BODY, "access": LONGEST_ACCESS}


@dataclass(frozen=True)
class Times:
    """When an event is."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class EventChecker:
    """Checks a form as its reader understood it."""

    checker: Checker
    now: datetime

    def check(self, typed: TypedEvent) -> Proposal | list[Problem]:
        """The event that was meant, or every problem, in the order of the page."""
        problems: list[Problem] = []
        for name in ("title", "organiser", "body"):
            collect(problems, lambda name=name: self.needed(typed, name))  # type: ignore[misc]
        times = collect(problems, lambda: self.times(typed))
        for name in ("town", "spoken", "access"):
            collect(problems, lambda name=name: self.needed(typed, name))  # type: ignore[misc]
        collect(problems, lambda: self.country(typed.country))
        someone = collect(problems, lambda: self.checker.name(typed.name))
        email = collect(problems, lambda: self.checker.email(typed.email))
        collect(problems, lambda: self.keep(typed))
        problems.sort(key=_order)
        if problems or times is None or someone is None or email is None:
            return problems
        return self._proposal(typed, times, Identity(someone, email))

    def _proposal(self, typed: TypedEvent, times: Times, someone: Identity) -> Proposal:
        speak, campaign = self.checker.speak, self.checker.campaign.name
        facts = EventFacts(
            organiser=typed.organiser,
            starts_at=times.starts_at,
            ends_at=times.ends_at,
            zone=typed.zone,
            town=typed.town,
            country=typed.country,
            spoken=typed.spoken,
            access=typed.access,
            takes_sign_ups=typed.takes_sign_ups,
            texts={speak.language: Wording(typed.title, typed.body)},
        )
        return Proposal(
            form=one_form(typed.token, someone.email),
            identity=someone,
            consents=[KEEP_PROPOSER.given(speak, campaign)],
            language=speak.language,
            facts=facts,
        )

    def needed(self, typed: TypedEvent, name: str) -> str:
        """Something that has to be there and is not too long. Raises FieldError."""
        _, text, most = self.checker.speak.gettext, getattr(typed, name), MOST.get(name)
        if not text:
            raise FieldError(name, _(NEEDED[name]))
        if len(text) > (most or LONGEST_LINE):
            told = _("Write no more than %(most)s characters", most=most or LONGEST_LINE)
            raise FieldError(name, told)
        return str(text)

    def times(self, typed: TypedEvent) -> Times:
        """When it begins and ends, by the clocks of its place. Raises FieldError."""
        _ = self.checker.speak.gettext
        day, begins = self._day(typed.day), self._time("begins", typed.begins)
        if typed.zone not in ZONES:
            raise FieldError("zone", _("Choose the time zone from the list"))
        starts_at = self._moment("begins", day, begins, typed.zone)
        if not self.now < starts_at < self.now + LATEST:
            raise FieldError("day", _("The day must be in the next three years"))
        if not typed.ends:
            return Times(starts_at, None)
        ends = self._time("ends", typed.ends)
        # What ends at one in the morning ends on the next day.
        last = day if ends > begins else day + A_DAY
        return Times(starts_at, self._moment("ends", last, ends, typed.zone))

    def country(self, typed: str) -> str:
        """The country. Raises FieldError."""
        if typed not in COUNTRIES:
            text = self.checker.speak.gettext("Choose the country from the list")
            raise FieldError("country", text)
        return typed

    def keep(self, typed: TypedEvent) -> bool:
        """Whether we may keep who proposed it. Raises FieldError."""
        if not typed.keep:
            text = self.checker.speak.gettext(
                "To propose an event, agree that we keep your name and address"
            )
            raise FieldError("keep", text)
        return True

    def _day(self, typed: str) -> date:
        _ = self.checker.speak.gettext
        try:
            return date.fromisoformat(typed)
        except ValueError:
            text = _("Enter the day as year, month and day, like 2026-05-03")
            raise FieldError("day", text) from None

    def _time(self, field: str, typed: str) -> time:
        _ = self.checker.speak.gettext
        try:
            return time.fromisoformat(typed).replace(tzinfo=None, microsecond=0)
        except ValueError:
            text = _("Enter the time as hours and minutes, like 18:30")
            raise FieldError(field, text) from None

    def _moment(self, field: str, day: date, at: time, zone: str) -> datetime:
        try:
            return moment_of(day, at, zone)
        except (NoSuchTimeError, OverflowError):
            text = self.checker.speak.gettext(
                "Clocks are put forward over this time, so that it does not exist on that day"
            )
            raise FieldError(field, text) from None


ORDER = (
    *("title", "organiser", "body", "day", "begins", "ends", "zone", "town", "country"),
    *("spoken", "access", "name", "email", "keep"),
)


def _order(problem: Problem) -> int:
    return ORDER.index(problem.field)
