"""References that nothing has yet: a random one is somebody else's more often than it seems.

Of fifty thousand invoices, two meet by chance once in twenty-odd renewal runs.
"""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.core.references import new_reference


def free_reference(session: Session, *columns: InstrumentedAttribute[str]) -> str:
    """A reference that none of these columns holds."""
    return free_references(session, *columns, count=1)[0]


def free_references(
    session: Session, *columns: InstrumentedAttribute[str], count: int
) -> list[str]:
    """So many references, all different, that none of these columns holds.

    Two who draw at the same moment may still draw the same one, and the columns' unique keys refuse
    the second: whoever draws does it in the transaction that writes, and tries again.
    """
    free: dict[str, None] = {}
    while len(free) < count:
        drawn = {new_reference() for _ in range(count - len(free))}
        free |= dict.fromkeys(sorted(drawn - _held(session, drawn, columns)))
    return list(free)


def _held(
    session: Session, drawn: set[str], columns: tuple[InstrumentedAttribute[str], ...]
) -> set[str]:
    """Which of them are somebody's."""
    return {
        reference
        for column in columns
        for reference in session.scalars(select(column).where(column.in_(drawn)))
    }
