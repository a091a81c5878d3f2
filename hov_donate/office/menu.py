"""The rooms in the menu, put together by what they are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.core.i18n import N_

HOME = "office.home"


class Group(StrEnum):
    """What rooms are about, in the order of the menu."""

    MONEY = "money"
    SUPPORTERS = "supporters"
    CAMPAIGN = "campaign"
    BOOKS = "books"
    MACHINERY = "machinery"
    PEOPLE = "people"


NAMES = {
    Group.MONEY: N_("Money"),
    Group.SUPPORTERS: N_("Supporters"),
    Group.CAMPAIGN: N_("Campaign"),
    Group.BOOKS: N_("Books"),
    Group.MACHINERY: N_("Machinery"),
    Group.PEOPLE: N_("People"),
}
# Every room but the first belongs to a group; a test names one that is forgotten.
GROUPS: dict[str, Group] = {
    "office.gifts": Group.MONEY,
    "office.recurring_gifts": Group.MONEY,
    "office.refunds": Group.MONEY,
    "office.disputes": Group.MONEY,
    "office.reviews": Group.MONEY,
    "office.invoices": Group.MONEY,
    "office.offline_gifts": Group.MONEY,
    "office.affiliates": Group.SUPPORTERS,
    "office.applications": Group.SUPPORTERS,
    "office.renewals": Group.SUPPORTERS,
    "office.scales": Group.SUPPORTERS,
    "office.conferences": Group.SUPPORTERS,
    "office.appeals": Group.CAMPAIGN,
    "office.endorsements": Group.CAMPAIGN,
    "office.figures": Group.CAMPAIGN,
    "office.campaign_events": Group.CAMPAIGN,
    "office.press_reports": Group.CAMPAIGN,
    "office.hidden_countries": Group.CAMPAIGN,
    "office.ledger": Group.BOOKS,
    "office.reports": Group.BOOKS,
    "office.funds": Group.BOOKS,
    "office.reconciliation": Group.BOOKS,
    "office.bank": Group.BOOKS,
    "office.bank_lines": Group.BOOKS,
    "office.proof": Group.BOOKS,
    "office.exports": Group.BOOKS,
    "office.tokens": Group.MACHINERY,
    "office.months": Group.BOOKS,
    "office.watch": Group.MACHINERY,
    "office.attempts": Group.MACHINERY,
    "office.inbox": Group.MACHINERY,
    "office.outbox": Group.MACHINERY,
    "office.people": Group.PEOPLE,
    "office.ask_why_names": Group.PEOPLE,
    "office.audit_log": Group.PEOPLE,
}


@dataclass(frozen=True)
class Room:
    """A room by its endpoint and its name, which is translated already."""

    endpoint: str
    name: str


@dataclass(frozen=True)
class Shelf:
    """A group of the menu with the rooms in it that may be entered."""

    group: Group
    rooms: Sequence[Room]

    @property
    def name(self) -> str:
        """What it is called, to be translated."""
        return NAMES[self.group]

    def holds(self, endpoint: str | None) -> bool:
        """Whether a room is one of these."""
        return any(room.endpoint == endpoint for room in self.rooms)


def shelves(rooms: Iterable[Room]) -> list[Shelf]:
    """The rooms by their groups, in the order in which they come.

    Groups without rooms are left out. A room that no group names is machinery.
    """
    found: dict[Group, list[Room]] = {group: [] for group in Group}
    for room in rooms:
        if room.endpoint != HOME:
            found[GROUPS.get(room.endpoint, Group.MACHINERY)].append(room)
    return [Shelf(group, kept) for group, kept in found.items() if kept]
