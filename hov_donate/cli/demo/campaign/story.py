"""A year of the campaign in public, told day by day from the first event to this morning."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

from sqlalchemy import update

from hov_donate.campaign.appeals.models import Appeal
from hov_donate.campaign.appeals.operations import (
    AppealFacts,
    Wording,
    begin_appeal,
    publish_appeal,
)
from hov_donate.cli.demo.campaign import events
from hov_donate.cli.demo.campaign.invented import invented
from hov_donate.cli.demo.campaign.signers import (
    OPENED,
    Signer,
    by_the_score,
    leaders,
    with_a_story,
)
from hov_donate.cli.demo.campaign.signing import bring_sheet, sign_all, sign_one
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.web.parts import Parts

DECIDE, HOSPITALS = "let-venezuela-decide", "spare-parts-for-lara"
GOAL = 1_500
# The earlier appeal is closed; one in so many of two countries signed it, and signs the next too.
EARLIER, CLOSED, SIGNED_BOTH = 420, 345, 7
ANNOUNCED, TOLD, OFF = 25, 2, 4
# The last letters are written, the older ones lie about as history.
LETTERS_SINCE = timedelta(days=2)

Act = Callable[[UnitOfWork], None]


@dataclass
class Year:
    """What happens on which day, so many days ago; a day is one transaction."""

    parts: Parts
    now: datetime
    fund: str
    days: list[tuple[int, Act]] = field(default_factory=list)
    appeals: dict[str, Appeal] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def note(self, days_ago: int, act: Act) -> None:
        """Something that is to happen; what is noted first happens first on its day."""
        self.days.append((days_ago, act))

    def day(self, days_ago: int) -> date:
        """The campaign's day, so many days ago."""
        zone = self.parts.settings.campaign.time_zone
        return booking_day(self.now - timedelta(days=days_ago), zone)

    def open(self, slug: str, facts: AppealFacts, work: UnitOfWork) -> None:
        """Publish an appeal."""
        appeal = begin_appeal(work, facts=facts)
        self.appeals[slug] = publish_appeal(work, appeal_id=appeal.id)

    def sign(self, slug: str, people: list[Signer], work: UnitOfWork) -> None:
        """Let these sign on one day."""
        sign_all(work, self.appeals[slug], people, self.parts)

    def sign_one(self, it: Signer, work: UnitOfWork) -> None:
        """Let somebody sign who has a story."""
        sign_one(work, self.appeals[DECIDE], it, self.parts)

    def bring(self, text: str, work: UnitOfWork, *, take: bool) -> None:
        """Type a sheet of paper in."""
        bring_sheet(work, self.appeals[DECIDE], text, self.parts, take=take)

    def announce(self, row: events.Row, work: UnitOfWork) -> None:
        """Publish an event."""
        self.numbers[row.form] = events.announce(work, row, self.now)

    def tell(self, row: events.Row, number: int, work: UnitOfWork) -> None:
        """Tell what an event was like."""
        events.tell(work, row, self.numbers[row.form], number)

    def come(self, row: events.Row, work: UnitOfWork) -> None:
        """Let some sign up for an event."""
        events.come(work, self.numbers[row.form], self.parts)

    def call_off(self, row: events.Row, work: UnitOfWork) -> None:
        """Cancel an event."""
        events.call_off(work, self.numbers[row.form])

    def propose(self, row: events.Row, work: UnitOfWork) -> None:
        """Propose an event."""
        events.propose(work, row, self.now, self.parts)

    def press(self, number: int, work: UnitOfWork) -> None:
        """Note a report of the press."""
        events.report_press(work, number, self.parts)


def tell_campaign(parts: Parts, clock: FixedClock, fund: str) -> Iterator[int]:
    """A year in public, as it stands now; after each day, how long ago it was.

    Gifts from the page of its newest appeal are for `fund`.
    """
    year = Year(parts, clock.now(), fund)
    _note_appeals(year)
    _note_signers(year)
    _note_events(year)
    for number, (days_ago, *_) in enumerate(invented("press")["reports"]):
        year.note(days_ago, partial(year.press, number))
    in_order = sorted(year.days, key=lambda it: -it[0])
    for days_ago, acts in groupby(in_order, key=lambda it: it[0]):
        clock.advance(year.now - timedelta(days=days_ago) - clock.now())
        with parts.database.writing() as work:
            for _, act in acts:
                act(work)
        yield days_ago
    clock.advance(year.now - clock.now())
    _let_letters_be(parts)


def _note_appeals(year: Year) -> None:
    texts = invented("appeals")
    hospitals = AppealFacts(
        slug=HOSPITALS,
        opens_on=year.day(EARLIER),
        closes_on=year.day(CLOSED),
        goal=100,
        fund=None,
        texts={it: Wording(**said) for it, said in texts["hospitals"].items()},
    )
    decide = AppealFacts(
        slug=DECIDE,
        opens_on=year.day(OPENED),
        closes_on=None,
        goal=GOAL,
        fund=year.fund,
        texts={it: Wording(**said) for it, said in texts["decide"].items()},
    )
    year.note(EARLIER, partial(year.open, HOSPITALS, hospitals))
    year.note(OPENED, partial(year.open, DECIDE, decide))


def _note_signers(year: Year) -> None:
    everyone = [*by_the_score(), *leaders()]
    both = [it for it in everyone if it.country in {"ES", "GB"}][::SIGNED_BOTH]
    year.note(EARLIER - 7, partial(year.sign, HOSPITALS, both))
    everyone.sort(key=lambda it: -it.days_ago)
    for days_ago, some in groupby(everyone, key=lambda it: it.days_ago):
        year.note(days_ago, partial(year.sign, DECIDE, list(some)))
    for sheet in invented("signers")["sheets"]:
        days_ago = sheet["days_ago"]
        year.note(days_ago, partial(year.bring, sheet["csv"], take=days_ago > 1))
    for it in with_a_story():
        year.note(it.days_ago, partial(year.sign_one, it))


def _note_events(year: Year) -> None:
    for number, row in enumerate(events.rows("held")):
        year.note(row.days_ago + ANNOUNCED, partial(year.announce, row))
        year.note(row.days_ago - TOLD, partial(year.tell, row, number))
    for row in events.rows("coming") + events.rows("cancelled"):
        announced = max(row.days_ago, 0) + ANNOUNCED
        year.note(announced, partial(year.announce, row))
        year.note(announced - 1, partial(year.come, row))
    for row in events.rows("cancelled"):
        year.note(max(row.days_ago + OFF, 1), partial(year.call_off, row))
    for row in events.rows("proposed"):
        year.note(1, partial(year.propose, row))


def _let_letters_be(parts: Parts) -> None:
    """Nobody writes now what was to be read months ago."""
    with parts.database.writing() as work:
        work.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.status == OutboxStatus.WAITING,
                OutboxMessage.created_at < work.now - LETTERS_SINCE,
            )
            .values(
                status=OutboxStatus.DROPPED,
                settled_at=work.now,
                last_error="from before the demo began",
            )
        )
