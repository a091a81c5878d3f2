"""Changing something from a page that was read before."""

from collections.abc import Iterator
from contextlib import contextmanager

from hov_donate.core.db import UnitOfWork
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@contextmanager
def changing() -> Iterator[UnitOfWork]:
    """A unit of work that commits whole or not at all, as `Database.writing`.

    The session that the page was read with lets go first: on SQLite it holds the one write lock,
    for which this would wait until it is given up.
    """
    db.session.remove()
    with parts().database.writing() as work:
        yield work
