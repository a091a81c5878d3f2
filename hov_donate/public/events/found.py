"""The event of a page, and how its days and places are written."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_name
from flask import abort, request
from sqlalchemy.orm import Session

from hov_donate.campaign.events.queries import Told, one_in_public
from hov_donate.campaign.events.rules import EventStatus, is_over
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.countries import COUNTRIES, country_name
from hov_donate.core.i18n import translator as spoken
from hov_donate.public.addresses import address
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@dataclass(frozen=True)
class Shown:
    """An event as a page shows it, in the reader's language where it has words in it."""

    told: Told

    @property
    def title(self) -> str:
        """What it is called."""
        return self.told.text.title

    @property
    def language(self) -> str:
        """In which language its words are, as a tag."""
        return self.told.text.language.replace("_", "-")

    @property
    def direction(self) -> str:
        """How its words are written: `ltr` or `rtl`."""
        return spoken(self.told.text.language).direction

    @property
    def paragraphs(self) -> list[str]:
        """What it is about."""
        return paragraphs(self.told.text.body)

    @property
    def report(self) -> list[str]:
        """What was, once that was told."""
        return paragraphs(self.told.text.report)

    @property
    def when(self) -> str:
        """The day and the time where it is held."""
        event = self.told.event
        return translator().day_and_time(event.starts_at, event.zone)

    @property
    def until(self) -> str:
        """When it ends, where that was said."""
        event = self.told.event
        return translator().day_and_time(event.ends_at, event.zone) if event.ends_at else ""

    @property
    def machine_when(self) -> str:
        """The moment as programs read it."""
        return self.told.event.starts_at.isoformat()

    @property
    def zone(self) -> str:
        """What the time of its place is called at that moment: Central European Standard Time."""
        return zone_name(self.told.event.starts_at, self.told.event.zone)

    @property
    def country(self) -> str:
        """The name of its country."""
        return country_name(self.told.event.country, translator().language)

    @property
    def cancelled(self) -> bool:
        """Whether it is not held."""
        return self.told.event.status is EventStatus.CANCELLED

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        event = self.told.event
        return is_over(event.starts_at, event.ends_at, parts().clock.now())

    @property
    def open(self) -> bool:
        """Whether one can sign up."""
        return self.told.event.takes_sign_ups and not self.cancelled and not self.over

    @property
    def url(self) -> str:
        """Its page."""
        return address("event", event_id=str(self.told.event.id))


def languages() -> tuple[str, str]:
    """In which languages words are looked for, the reader's first."""
    return translator().language, parts().settings.campaign.default_language


def shown(session: Session, event_id: int) -> Shown:
    """The event of an address. Ends the request when there is none for everybody."""
    found = one_in_public(session, event_id, languages(), hidden_countries(session))
    return Shown(found) if found else abort(404)


def zone_name(at: datetime, zone: str) -> str:
    """What a time zone is called at a moment, with its distance from UTC."""
    locale = translator().locale
    local = at.astimezone(ZoneInfo(zone))
    name = get_timezone_name(local, locale=locale)
    return f"{name} ({format_datetime(local, 'OOOO', locale=locale)})"


def paragraphs(text: str) -> list[str]:
    """Words, paragraph by paragraph."""
    return [it.strip() for it in text.replace("\r\n", "\n").split("\n\n") if it.strip()]


def asked_country() -> str | None:
    """The country that the address asks for; None for all."""
    asked = request.args.get("country", "")
    return asked if asked in COUNTRIES else None


def asked_beyond() -> int | None:
    """After which row the page begins."""
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
