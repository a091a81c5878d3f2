"""What is wrong in a fee scale: where, what, and how to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.core.errors import UserError
from hov_donate.core.i18n import N_

MOST_SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """One fault. `key` is its place in the file, such as `rules[2].fee.min`."""

    line: int
    key: str
    what: Sentence
    mend: Sentence

    def __str__(self) -> str:
        """In English, as one line."""
        return f"line {self.line}: {self.what}; {self.mend}"


class ScaleFaultsError(UserError):
    """A scale that cannot be used; `faults` has all that is wrong, from top to bottom."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """In the order of the file."""
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant."""
    tidy = word.strip().lower().replace("-", "_").replace(" ", "_")
    found = get_close_matches(tidy, known, n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Sentence:
    """The nearest known word, or all of them."""
    words = sorted(known)
    found = nearest(word, words)
    if found:
        return Sentence(N_("did you mean %(word)s?"), {"word": found})
    shown = ", ".join(words[:MOST_SHOWN]) + (" …" if len(words) > MOST_SHOWN else "")
    return Sentence(N_("known are: %(words)s"), {"words": shown})
