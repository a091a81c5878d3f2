"""What needs a person, as lines of the first room."""

from dataclasses import dataclass

from hov_donate.office.queries.paging import MOST_COUNTED


@dataclass(frozen=True)
class Task:
    """A line of the list; texts are translated where they are shown."""

    count: int
    name: str
    hint: str
    link: str

    @property
    def shown(self) -> str:
        """The number, or that there are more than anyone counts."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)
