"""Long files are made one at a time in each process of the site, and others are answered meanwhile.

A process has some threads, and donors are waited for by the same ones: several files of a million
rows at once would keep all of them. The worker makes large exports one after another, too.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import BoundedSemaphore

from hov_donate.core.errors import UserError
from hov_donate.core.i18n import N_
from hov_donate.exports.rules import AT_ONCE, MOST_IN_A_WORKBOOK

_turn = BoundedSemaphore()


class FileRefusedError(UserError):
    """A file that is not made, or not now; the text is English, to be translated."""


@contextmanager
def in_turn(ending: str) -> Iterator[Callable[[int], None]]:
    """While a file is made: gives what is to be told, row by row, how many there are already.

    That raises FileRefusedError where the file turns out long while another one is made, or longer
    than its format. Nobody knows it before: lists are walked, not counted.
    """
    with ExitStack() as held:

        def tell(rows: int) -> None:
            if rows == AT_ONCE + 1:
                _take_turn()
                held.callback(_turn.release)
            if ending == "xlsx" and rows > MOST_IN_A_WORKBOOK:
                raise FileRefusedError(
                    N_("A workbook cannot hold so many rows: take the CSV, or ask for less")
                )

        yield tell


def _take_turn() -> None:
    if not _turn.acquire(blocking=False):
        raise FileRefusedError(
            N_("Another long file is being made just now. Ask for this one again in some minutes.")
        )
