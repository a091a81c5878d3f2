"""The fee scales of a day, and the one that is for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.affiliations.queries.scales import StoredScale, choose_scale
from hov_donate.affiliations.rules.asking import bodies
from hov_donate.affiliations.rules.scale import Scale


@dataclass(frozen=True)
class Scales:
    """The scales that are in force."""

    stored: tuple[StoredScale, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        """The kinds of organisations to offer; none where nobody can affiliate yet."""
        return bodies([each.scale for each in self.stored])

    @property
    def own_kinds(self) -> Mapping[str, Mapping[str, str]]:
        """The names of kinds that scales declare, by language."""
        scales = (each.scale for each in self.stored)
        return {kind: names for scale in scales for kind, names in scale.kinds.items()}

    def scale(self, country: str, kind: str) -> Scale | None:
        """The scale for a kind in a country; None where there is none."""
        found = choose_scale(self.stored, country=country, kind=kind)
        return found.scale if found else None
