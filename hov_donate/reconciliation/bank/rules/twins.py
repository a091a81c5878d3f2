"""Which lines of a file are new. Equal lines are counted, never taken for one.

Of equal lines, the books keep as many as the file with the most of them has: so a file brought in
twice, or two that overlap, add nothing, and twins stay two. That holds for files of whole days.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hov_donate.reconciliation.statements.lines import StatementLine

# A day and an amount in minor units.
Sum = tuple[date, int]


def canonical(line: StatementLine) -> str:
    """What makes two lines equal: day, amount and words; not the bank's id, which may change."""
    words = (" ".join(text.upper().split()) for text in (line.payer, line.reference))
    return "\x1f".join([line.booked_on.isoformat(), str(line.amount), *words])


def ordinals(fingerprints: Sequence[str], in_books: Mapping[str, int]) -> list[int | None]:
    """For each line of a file its number among equal ones; None where the books have it."""
    seen: Counter[str] = Counter()
    found: list[int | None] = []
    for fingerprint in fingerprints:
        seen[fingerprint] += 1
        known = in_books.get(fingerprint, 0)
        found.append(seen[fingerprint] if seen[fingerprint] > known else None)
    return found


def look_alikes(new: Iterable[Sum], unmet: Iterable[Sum]) -> int:
    """How many new lines have the day and amount of a line of the books that the file lacks.

    `unmet` are the books' lines, in the days of the file, that none of its lines is equal to. The
    same money in other words: from a file of another form, most likely.
    """
    return sum((Counter(new) & Counter(unmet)).values())
