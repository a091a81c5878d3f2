"""What needs a person, as lines of the first room."""

from dataclasses import dataclass

from hov_donate.office.queries.paging import MOST_COUNTED


@dataclass(frozen=True)
class Task:
    """A line of the list; `name` and `hint` are translated where they are shown.

    `more` are lines that tell what is in the number, translated already.
    """

    count: int
    name: str
    hint: str
    link: str
    more: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The number, or that there are more than anyone counts."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)
