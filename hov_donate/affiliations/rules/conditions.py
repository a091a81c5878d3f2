"""For whom something is, in words."""

from collections.abc import Mapping

from hov_donate.affiliations.rules.facts import plain
from hov_donate.affiliations.rules.kinds import KINDS
from hov_donate.affiliations.rules.scale import When
from hov_donate.affiliations.rules.sentences import Named, Sentence
from hov_donate.core.i18n import N_


def whom(when: When, kinds: Mapping[str, Mapping[str, str]] | None = None) -> tuple[object, ...]:
    """Each condition as a sentence."""
    told: list[Sentence] = []
    if when.kind:
        names = tuple(kind_name(kind, kinds or {}) for kind in when.kind)
        told.append(Sentence("%(names)s", {"names": names}))
    if when.member_class:
        names = tuple(map(plain, when.member_class))
        told.append(Sentence(N_("class %(names)s"), {"names": names}))
    if when.country:
        told.append(Sentence(N_("country %(names)s"), {"names": when.country}))
    if when.income_band:
        names = tuple(map(plain, when.income_band))
        told.append(Sentence(N_("income band %(names)s"), {"names": names}))
    if when.overseas is not None:
        told.append(Sentence(N_("overseas") if when.overseas else N_("not overseas")))
    return tuple(told)


def kind_name(kind: str, kinds: Mapping[str, Mapping[str, str]]) -> Sentence | Named:
    """The name of a kind: ours, or the scale's own."""
    if kind in kinds:
        return Named(kinds[kind])
    return Sentence(KINDS[kind]) if kind in KINDS else plain(kind.capitalize())
