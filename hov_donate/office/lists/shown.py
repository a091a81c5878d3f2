"""A list as its page shows it: a page of rows, and addresses that keep what was asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from flask import request, url_for

from hov_donate.office import asked
from hov_donate.office.lists.declared import Listing, R, S, Sort
from hov_donate.office.queries.paging import NEWEST, Order, Page, Place
from hov_donate.web.database import db
from hov_donate.web.languages import translator

UPWARDS, DOWNWARDS = "ascending", "descending"
# Before the name of a sort in an address: from the largest to the smallest.
DOWN = "-"


@dataclass(frozen=True)
class Wish(Generic[S]):
    """What the address asks of a list: which rows, and by what they are sorted.

    `kept` are the filters as addresses have them; `offered` what the list can be sorted by while
    they narrow it.
    """

    search: S
    kept: Mapping[str, Any]
    offered: Sequence[Sort]
    sort: Sort
    descending: bool

    @property
    def order(self) -> Order:
        """The order of the rows."""
        by_itself = not self.sort.by and self.descending
        return NEWEST if by_itself else Order(self.sort.by, self.descending)


@dataclass(frozen=True)
class Shown(Generic[S, R]):
    """One page of a list."""

    listing: Listing[S, R]
    wish: Wish[S]
    page: Page[R]

    @property
    def search(self) -> S:
        """What is asked for."""
        return self.wish.search

    @property
    def rows(self) -> Sequence[R]:
        """The rows of this page."""
        return self.page.rows

    @property
    def is_top(self) -> bool:
        """Whether it is the first page of the list as it stands by itself."""
        return self.by_itself and not self.page.newer

    @property
    def by_itself(self) -> bool:
        """Whether it stands as it does when nobody sorts it: the last begun first."""
        return self.wish.sort is self.listing.sorts[0] and self.wish.descending

    @property
    def sorting(self) -> Mapping[str, str]:
        """The parameter that sorts it so again; none where it stands by itself."""
        if self.by_itself:
            return {}
        sign = DOWN if self.wish.descending else ""
        return {f"{self.listing.prefix}sort": f"{sign}{self.wish.sort.code}"}

    def way(self, code: str) -> str:
        """Which way it is sorted by this; empty where by something else."""
        if self.wish.sort.code != code:
            return ""
        return DOWNWARDS if self.wish.descending else UPWARDS

    def turned(self, code: str) -> str:
        """The address that sorts by this, the other way where it is already; empty if none does."""
        if code not in {sort.code for sort in self.wish.offered}:
            return ""
        up = self.way(code) == DOWNWARDS
        if code == self.listing.sorts[0].code and not up:
            return self._address()
        return self._address(**{f"{self.listing.prefix}sort": code if up else f"{DOWN}{code}"})

    @property
    def titles(self) -> Sequence[tuple[str, str]]:
        """What it can be sorted by: the code, and its name in the reader's language."""
        return [(sort.code, translator().gettext(sort.title)) for sort in self.wish.offered]

    @property
    def top(self) -> str:
        """The address of its first page."""
        return self._address(**self.sorting)

    @property
    def back(self) -> str:
        """The address of the page before this; empty where there is none."""
        return self._moved("after", self.page.newer)

    @property
    def on(self) -> str:
        """The address of the page after this; empty where there is none."""
        return self._moved("before", self.page.older)

    def file(self, ending: str, *, names: bool = False) -> str:
        """The address of all of it as a file."""
        endpoint = "office.list_file_with_names" if names else "office.list_file"
        asking = {**self.wish.kept, **self.sorting}
        return url_for(endpoint, code=self.listing.code, ending=ending, **asking)

    def _moved(self, name: str, key: int | None) -> str:
        if key is None:
            return ""
        return self._address(**self.sorting, **{f"{self.listing.prefix}{name}": key})

    def _address(self, **more: Any) -> str:
        anchor = self.listing.anchor or None
        asking: dict[str, Any] = {**self.wish.kept, **more}
        return url_for(self.listing.endpoint, _anchor=anchor, **asking)


def shown(listing: Listing[S, R], *, size: int | None = None) -> Shown[S, R]:
    """The page of a list that this request asks for."""
    wish = wish_of(listing)
    before, after = (asked.key(f"{listing.prefix}{name}") for name in ("before", "after"))
    place = Place(before, after, wish.order, size)
    return Shown(listing, wish, listing.read(db.session(), wish.search, place))


def wish_of(listing: Listing[S, R]) -> Wish[S]:
    """What this request asks of a list; what makes no sense asks for nothing."""
    search = listing.search()
    kept = asked.kept(**listing.kept(search))
    offered = [it for it in listing.sorts if it.along is None or it.along >= set(kept)]
    text = request.args.get(f"{listing.prefix}sort", "")
    chosen = next((it for it in offered if it.code == text.removeprefix(DOWN)), None)
    if chosen is None:
        return Wish(search, kept, offered, listing.sorts[0], descending=True)
    return Wish(search, kept, offered, chosen, descending=text.startswith(DOWN))
