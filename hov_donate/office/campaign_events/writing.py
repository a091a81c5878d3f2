"""Writing an event: when and where it is, and its words, all languages side by side."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.events.models import CampaignEvent
from hov_donate.campaign.events.operations import change_event, write_event
from hov_donate.campaign.events.queries import texts
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
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.core.i18n import translator as spoken
from hov_donate.core.zones import own_name, zone_choices
from hov_donate.office.blueprint import office
from hov_donate.office.campaign_events.found import ROOM, called, found
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """When an event is, in the time zone of its place."""

    starts_at: datetime
    ends_at: datetime | None
    zone: str


@office.get("/events/write")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_event() -> str:
    """The form of a new event."""
    return _page(Form({"form": new_key()}), None)


@office.post("/events/write")
@requires(Permission.RUN_CAMPAIGN)
def keep_event() -> ResponseReturnValue:
    """Write an event down; nobody sees it before it is published."""
    form = Form.sent()
    facts = _facts(form)
    if facts is None:
        return _page(form, None), 422
    language = parts().settings.campaign.default_language
    with changing() as work:
        event = write_event(work, form=form.key(), language=language, facts=facts, actor=acting())
        event_id = event.id
    flash(translator().gettext("The event is written down. Publish it when it is ready."), "done")
    return redirect(url_for("office.campaign_event", event_id=event_id), 303)


@office.get(f"{ROOM}/write")
@requires(Permission.RUN_CAMPAIGN)
def ask_what_event_is(event_id: int) -> str:
    """The form of an event, as it is."""
    return _page(Form(_typed(found(event_id))), event_id)


@office.post(f"{ROOM}/write")
@requires(Permission.RUN_CAMPAIGN)
def rewrite_event(event_id: int) -> ResponseReturnValue:
    """Write down how an event is now; calendars take it over."""
    form = Form.sent()
    found(event_id)
    facts = _facts(form)
    if facts is None:
        return _page(form, event_id), 422
    with changing() as work:
        change_event(work, event_id=event_id, facts=facts)
    flash(translator().gettext("The event is changed."), "done")
    return redirect(url_for("office.campaign_event", event_id=event_id), 303)


def _typed(event: CampaignEvent) -> dict[str, str]:
    zone = ZoneInfo(event.zone)
    typed = {
        **{name: getattr(event, name) for name in ("organiser", "town", "country")},
        "zone": own_name(event.zone),
        **{name: getattr(event, name) for name in ("spoken", "access")},
        "day": event.day.isoformat(),
        "begins": event.starts_at.astimezone(zone).strftime("%H:%M"),
        "ends": event.ends_at.astimezone(zone).strftime("%H:%M") if event.ends_at else "",
    }
    if event.takes_sign_ups:
        typed["takes_sign_ups"] = "yes"
    for language, text in texts(db.session(), event.id).items():
        typed |= {f"title-{language}": text.title, f"body-{language}": text.body}
    return typed


def _facts(form: Form) -> EventFacts | None:
    """What was typed; None when something is wrong with it."""
    _ = translator().gettext
    organiser = form.line("organiser", missing=_("Enter who organises it"), most=LONGEST_LINE)
    times = _times(form)
    town = form.line("town", missing=_("Enter the town"), most=LONGEST_LINE)
    country = form.shown("country")
    if country not in COUNTRIES:
        form.wrong("country", _("Choose the country from the list"))
    missing = _("Enter in which languages it is held")
    languages = form.line("spoken", missing=missing, most=LONGEST_LINE)
    missing = _("Enter how people can get in and take part; say so where you do not know yet")
    access = form.line("access", missing=missing, most=LONGEST_ACCESS)
    written = _texts(form)
    if not form.good or times is None:
        return None
    return EventFacts(
        organiser=organiser,
        town=town,
        country=country,
        spoken=languages,
        access=access,
        takes_sign_ups=form.ticked("takes_sign_ups"),
        texts=written,
        **vars(times),
    )


def _times(form: Form) -> Times | None:
    """When it begins and ends, by the clocks of its place."""
    _ = translator().gettext
    day = form.day("day", missing=_("Enter the day"))
    begins = _time(form, "begins", missing=_("Enter when it begins"))
    ends = _time(form, "ends")
    zone = form.shown("zone")
    if zone not in ZONES:
        form.wrong("zone", _("Choose the time zone from the list"))
    if day is None or begins is None or zone not in ZONES:
        return None
    starts_at = _moment(form, "begins", (day, begins, zone))
    if ends is None:
        return Times(starts_at, None, zone) if starts_at else None
    # What ends at one in the morning ends on the next day.
    ends_at = _moment(form, "ends", (day if ends > begins else day + A_DAY, ends, zone))
    return Times(starts_at, ends_at, zone) if starts_at and ends_at else None


def _time(form: Form, name: str, *, missing: str = "") -> time | None:
    """A time, as browsers send it."""
    text = form.line(name, missing=missing)
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None, microsecond=0)
    except ValueError:
        told = translator().gettext("Enter the time as hours and minutes, like 18:30")
        form.wrong(name, told)
        return None


def _moment(form: Form, name: str, at: tuple[date, time, str]) -> datetime | None:
    try:
        return moment_of(*at)
    except (NoSuchTimeError, OverflowError):
        text = translator().gettext(
            "Clocks are put forward over this time, so that it does not exist on that day"
        )
        form.wrong(name, text)
        return None


def _texts(form: Form) -> dict[str, Wording]:
    """What it says by language; at least one of them has words."""
    _, campaign = translator().gettext, parts().settings.campaign
    written = {}
    for language in campaign.languages:
        needed = bool(form.shown(f"title-{language}") or form.shown(f"body-{language}"))
        missing = _("Enter what the event is called") if needed else ""
        title = form.line(f"title-{language}", missing=missing)
        missing = _("Enter what it is about") if needed else ""
        body = form.words(f"body-{language}", missing=missing, most=LONGEST_BODY)
        if title and body:
            written[language] = Wording(title, body)
    if not written:
        form.wrong(f"title-{campaign.default_language}", _("Write it in one language at least"))
    return written


def _page(form: Form, event_id: int | None) -> str:
    campaign, language = parts().settings.campaign, translator().language
    return render_template(
        "office/events/write.html",
        form=form,
        event_id=event_id,
        title=called(found(event_id)) if event_id else "",
        languages=[spoken(tag) for tag in campaign.languages],
        countries=country_choices(language),
        zones=zone_choices(language, parts().clock.now().date(), form.shown("country")),
    )
