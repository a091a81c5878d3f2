"""The events and press reports of the demo are written down, held, called off and told about."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hov_donate.campaign.events.consents import KEEP_PROPOSER, KEEP_SIGN_UP
from hov_donate.campaign.events.operations import (
    Proposal,
    Report,
    SigningUp,
    add_picture,
    call_off_event,
    confirm_proposal,
    confirm_sign_up,
    propose_event,
    publish_event,
    sign_up,
    write_event,
    write_report,
)
from hov_donate.campaign.events.pictures import Picture, cleaned
from hov_donate.campaign.events.rules import EventFacts, Wording, moment_of
from hov_donate.campaign.press.operations import PressFacts, note_report
from hov_donate.cli.demo.campaign.invented import invented
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.core.i18n import translator
from hov_donate.ledger.rules import booking_day
from hov_donate.web.parts import Parts

STAFF = "demo"
LASTS = timedelta(hours=2)
ACCESS = "A ramp at the side door; a loop for hearing aids at the front."
# One event in so many has a picture, once its report is written.
PICTURED = 5
COMING = 7


@dataclass(frozen=True)
class Row:
    """A line of events.toml; `days_ago` is below nought for what is yet to come."""

    days_ago: int
    begins: str
    country: str
    town: str
    zone: str
    kind: str
    language: str

    @property
    def form(self) -> str:
        """What makes it one event, however often it is written down."""
        return f"demo {self.country} {self.town} {self.days_ago} {self.begins}"

    def facts(self, now: datetime) -> EventFacts:
        """The event, seen from the day on which the demo was begun."""
        day = now.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=self.days_ago)
        begins = moment_of(day, time.fromisoformat(self.begins), self.zone)
        return EventFacts(
            organiser=invented("events")["organisers"][self.language],
            starts_at=begins,
            ends_at=begins + LASTS,
            zone=self.zone,
            town=self.town,
            country=self.country,
            spoken=invented("events")["spoken"][self.language],
            access=ACCESS,
            takes_sign_ups=True,
            texts={
                language: Wording(f"{self.town}: {said['title']}", said["body"])
                for language, said in self._said()
            },
        )

    def reports(self, *, pictured: bool) -> dict[str, Report]:
        """What is told of it afterwards, and what its picture shows."""
        shows = invented("events")["shows"]
        return {
            language: Report(said["report"], shows[language] if pictured else "")
            for language, said in self._said()
        }

    def _said(self) -> Iterator[tuple[str, dict[str, str]]]:
        kinds = invented("events")["kinds"][self.kind]
        for language in dict.fromkeys((self.language, "en")):
            yield language, kinds[language]


def rows(which: str) -> list[Row]:
    """The events of a list: held, cancelled, coming or proposed."""
    return [Row(*line) for line in invented("events")[which]]


def announce(work: UnitOfWork, row: Row, now: datetime) -> int:
    """Staff write an event down and publish it; its number."""
    facts = row.facts(now)
    event = write_event(work, form=row.form, language=row.language, facts=facts, actor=STAFF)
    publish_event(work, event_id=event.id, actor=STAFF)
    return event.id


def tell(work: UnitOfWork, row: Row, event_id: int, number: int) -> None:
    """What was: a report, and now and then a picture."""
    pictured = number % PICTURED == 0
    write_report(work, event_id=event_id, reports=row.reports(pictured=pictured))
    if pictured:
        add_picture(work, event_id=event_id, picture=banner(number))


def call_off(work: UnitOfWork, event_id: int) -> None:
    """The hall is not to be had after all."""
    call_off_event(work, event_id=event_id, actor=STAFF)


def come(work: UnitOfWork, event_id: int, parts: Parts) -> None:
    """Some sign up, and confirm it."""
    speak, campaign = translator("en"), parts.settings.campaign.name
    for number in range(COMING):
        signing = SigningUp(
            form=f"demo {event_id} {number}",
            event_id=event_id,
            identity=Identity("", f"guest{number}@example.org"),
            consents=[KEEP_SIGN_UP.given(speak, campaign)],
            language="en",
        )
        row = sign_up(work, signing=signing, seal=parts.seal)
        confirm_sign_up(work, sign_up_id=row.id)


def propose(work: UnitOfWork, row: Row, now: datetime, parts: Parts) -> None:
    """Somebody proposes an event by the page; it waits for staff."""
    given = KEEP_PROPOSER.given(translator(row.language), parts.settings.campaign.name)
    proposal = Proposal(
        form=row.form,
        identity=Identity("Lois Hargreave", f"organiser{-row.days_ago}@example.org"),
        consents=[given],
        language=row.language,
        facts=row.facts(now),
    )
    event = propose_event(work, proposal=proposal, seal=parts.seal)
    confirm_proposal(work, event_id=event.id)


def report_press(work: UnitOfWork, number: int, parts: Parts) -> None:
    """A newspaper reports."""
    _, title, outlet, country, language = invented("press")["reports"][number]
    facts = PressFacts(
        title=title,
        outlet=outlet,
        country=country,
        reported_on=booking_day(work.now, parts.settings.campaign.time_zone),
        language=language,
        link=f"https://press{number}.example.org/{country.lower()}/venezuela",
    )
    note_report(work, facts=facts, actor=STAFF)


def banner(number: int, width: int = 640, height: int = 360) -> Picture:
    """A picture of three stripes; nobody is in it."""
    colours = (bytes((200, 40 + 9 * number % 160, 50)), b"\xf4\xd0\x3f", b"\x1f\x4e\x79")
    lines = b"".join(b"\0" + colours[3 * line // height] * width for line in range(height))
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return cleaned(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*it) for it in chunks))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
