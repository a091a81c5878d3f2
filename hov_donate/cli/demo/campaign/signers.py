"""Who signs the appeals of the demo: hundreds by the score, and those who have a story."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.campaign.appeals.rules import Capacity, Shown, Told
from hov_donate.cli.demo.campaign.invented import invented, names
from hov_donate.contacts.sealing import Identity

OPENED, LAST = 330, 2
# Those of some days are written down together.
EVERY = 4
ALL = Shown(name=True, role=True, organisation=True, town=True)
# What people agree to show, in turns; every fifth does not even agree to be kept.
SHOWN = (ALL, Shown(name=True, role=True), Shown(), Shown(role=True, organisation=True), None)
NO_ROLE, BODY = 3, 4


class End(StrEnum):
    """What becomes of a signature."""

    CONFIRMED = "confirmed"
    NEVER_CONFIRMED = "never_confirmed"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Signer:
    """Somebody who signs, so many days ago; `shown` is None for who does not agree to be kept."""

    days_ago: int
    identity: Identity
    country: str
    language: str
    told: Told
    shown: Shown | None
    capacity: Capacity = Capacity.PERSONAL
    end: End = End.CONFIRMED


def by_the_score() -> Iterator[Signer]:
    """Those without a story, from 65 countries; the same every time."""
    number = 0
    for country, many, pool, language in invented("signers")["peoples"]:
        for each in range(many):
            number += 1
            yield Signer(
                days_ago=_day(number),
                identity=Identity(names(pool).one(each), f"signer{number}@example.org"),
                country=country,
                language=language,
                told=_told(language, number),
                shown=SHOWN[number % len(SHOWN)],
            )


def _day(number: int) -> int:
    """Most sign in the first weeks, then it ebbs; seven is prime to what the rest turns by."""
    share = number * 7 % 997 / 997
    since = int((OPENED - LAST) * share**2)
    return OPENED - since + since % EVERY


def _told(language: str, number: int) -> Told:
    roles, bodies = (invented("names")[it][language] for it in ("roles", "organisations"))
    return Told(
        role=roles[number % len(roles)] if number % NO_ROLE else "",
        organisation=bodies[number % len(bodies)] if number % BODY == 0 else "",
    )


def leaders() -> Iterator[Signer]:
    """Officers of unions, on behalf of the body that decided, or in a personal capacity."""
    for number, each in enumerate(invented("signers")["leaders"]):
        country, name, role, organisation, body = each
        yield Signer(
            days_ago=OPENED - 11 - 12 * number,
            identity=Identity(name, f"leader{number}@example.org"),
            country=country,
            language="en",
            told=Told(role, organisation, "", body),
            shown=ALL,
            capacity=Capacity.ORGANISATION if body else Capacity.PERSONAL,
        )


def with_a_story() -> Iterator[Signer]:
    """Who took it back, who never confirmed, and what waits for a person or was turned away."""
    for number in range(12):
        yield _one(f"Someone Else {number}", f"former{number}", 90 - 5 * number, End.WITHDRAWN)
    for number in range(9):
        yield _one(f"Nobody Yet {number}", f"silent{number}", 1 + number % 5, End.NEVER_CONFIRMED)
    for number in range(4):
        yield _one(f"Best prices www.shop{number}.example", f"seller{number}", 3, End.CONFIRMED)
    yield _one("Jo Winterbottom", "jo", 2, End.CONFIRMED, role="!!!!!!!!!!!!!!")
    # On the sheet that was brought in long ago there is somebody of this name.
    yield _one("Gethin Prosser", "gethin", 2, End.CONFIRMED)
    yield _one("Cheap loans at loans.example.com", "loans", 12, End.REJECTED)


def _one(name: str, mailbox: str, days_ago: int, end: End, role: str = "") -> Signer:
    return Signer(
        days_ago=days_ago,
        identity=Identity(name, f"{mailbox}@example.org"),
        country="GB",
        language="en",
        told=Told(role=role),
        shown=ALL,
        end=end,
    )
