"""An appeal on an empty installation, and people who sign it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

import pytest
from sqlalchemy import func, select

from hov_donate.campaign.appeals.consents import ticked
from hov_donate.campaign.appeals.models import Appeal, Signature
from hov_donate.campaign.appeals.operations import (
    AppealFacts,
    Signing,
    Wording,
    begin_appeal,
    confirm_signature,
    publish_appeal,
    sign,
)
from hov_donate.campaign.appeals.queries.standing import Which, counts, in_public
from hov_donate.campaign.appeals.rules import Capacity, Shown, Told
from hov_donate.config import Settings
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.i18n import translator
from hov_donate.wiring.reactions import reactions
from tests.support.office import office_settings
from tests.support.words import NOON

ALL = Shown(name=True, role=True, organisation=True, town=True)
NOTHING = Shown()
ROSA = Identity("Rosa Quiñones", "rosa@people.example")
SECRETARY = Told(role="General secretary", organisation="Example Union", town="Leeds")
FACTS = AppealFacts(
    slug="free-the-rail-workers",
    opens_on=date(2026, 1, 1),
    closes_on=None,
    goal=1500,
    fund=None,
    texts={
        "en": Wording("Free the rail workers", "They struck.\n\nWe stand with them."),
        "es": Wording("Libertad para el ferrocarril", "Hicieron huelga."),
    },
)


def person(number: int) -> Identity:
    """One of many."""
    return Identity(f"Person {number}", f"person{number}@people.example")


def an_appeal(database: Database, facts: AppealFacts = FACTS) -> Appeal:
    """A published appeal."""
    with database.writing() as work:
        appeal = begin_appeal(work, facts=facts)
        return publish_appeal(work, appeal_id=appeal.id)


@dataclass
class Petition:
    """An appeal, and everything that people do with it, each step a transaction of its own."""

    database: Database
    settings: Settings
    seal: IdentitySeal
    clock: FixedClock
    appeal: Appeal
    forms: Iterator[int] = field(default_factory=count)

    def signs(
        self,
        someone: Identity = ROSA,
        shown: Shown = NOTHING,
        told: Told = SECRETARY,
        country: str = "GB",
        *,
        keep: bool = True,
        place: str | None = None,
        capacity: Capacity = Capacity.PERSONAL,
    ) -> int:
        """Somebody sends the form; the number of the signature."""
        speak = translator("en")
        signing = Signing(
            form=f"form-{next(self.forms)}",
            appeal_id=self.appeal.id,
            identity=someone,
            country=country,
            capacity=capacity,
            told=told,
            decided_on=None,
            shown=shown,
            consents=ticked(shown, keep=keep, news=False, speak=speak, campaign="C"),
            language="en",
            place=place,
        )
        with self.database.writing() as work:
            return sign(work, signing=signing, seal=self.seal).id

    def confirms(self, signature_id: int) -> bool:
        """Somebody presses the button behind the link of the letter."""
        with self.database.writing() as work:
            return confirm_signature(work, signature_id=signature_id, seal=self.seal)

    def signed(self, *args: object, **more: object) -> int:
        """Somebody signs and confirms."""
        signature_id = self.signs(*args, **more)  # type: ignore[arg-type]
        assert self.confirms(signature_id)
        return signature_id

    def counted(self) -> dict[str, tuple[int, int]]:
        """What is kept: confirmed and publishable, by country."""
        with self.database.reading() as session:
            kept = counts(session, self.appeal.id)
        return {it.country: (it.confirmed, it.publishable) for it in kept}

    def named(self, country: str | None = None) -> list[str]:
        """The names on the public list; empty where one is not shown."""
        with self.database.reading() as session:
            page = in_public(session, self.seal, self.appeal.id, Which(country))
        return [it.name for it in page.lines]

    def known(self) -> int:
        """How many people are still named anywhere."""
        with self.database.reading() as session:
            named = select(func.count()).where(ContactDetails.sealed.is_not(None))
            return session.scalar(named) or 0

    def one(self, signature_id: int) -> Signature:
        """A signature as it stands."""
        with self.database.reading() as session:
            return session.get_one(Signature, signature_id)

    def all(self) -> list[Signature]:
        """Every signature, in the order of time."""
        with self.database.reading() as session:
            return list(session.scalars(select(Signature).order_by(Signature.id)))


@pytest.fixture
def petition(database_url: str) -> Iterator[Petition]:
    """A published appeal that nobody has signed yet."""
    settings = office_settings(database_url)
    clock = FixedClock(NOON)
    database = Database(make_engine(database_url), clock, reactions(settings))
    seal = IdentitySeal(settings.identity_keys)
    yield Petition(database, settings, seal, clock, an_appeal(database))
    database.engine.dispose()
