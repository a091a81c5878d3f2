"""For whom something is, and which rules nobody can reach."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hov_donate.affiliations.rules.scale import When

# What is known of somebody, by the key of `when`; a key that is not there is not known.
Known = Mapping[str, str | bool]

# So long is looked for somebody; after that, a rule counts as reached.
MOST_TRIES = 20_000


def asked(when: When) -> dict[str, tuple[str | bool, ...]]:
    """What `when` asks: the words that it takes, by key."""
    keys = {
        "kind": when.kind,
        "class": when.member_class,
        "country": when.country,
        "income_band": when.income_band,
        "overseas": None if when.overseas is None else (when.overseas,),
    }
    return {key: words for key, words in keys.items() if words is not None}


def matches(when: When, known: Known) -> bool:
    """Whether it is for them. What is not known does not match."""
    return all(key in known and known[key] in words for key, words in asked(when).items())


def combinations(when: When, also: Mapping[str, Sequence[str]] | None = None) -> Iterator[Known]:
    """Everybody whom `when` can tell apart: one for each choice among its words.

    Nobody is neither here nor overseas, so where it does not ask, both are tried.
    """
    choices: dict[str, Sequence[str | bool]] = {"overseas": (False, True), **(also or {})}
    choices |= asked(when)
    for chosen in product(*choices.values()):
        yield dict(zip(choices, chosen, strict=True))


def reachable(when: When, earlier: Sequence[When]) -> bool:
    """Whether anybody gets past the earlier ones to this one."""
    for tried, known in enumerate(combinations(when)):
        spent = tried * len(earlier) > MOST_TRIES
        if spent or not any(matches(each, known) for each in earlier):
            return True
    return False
