"""Fee scales read from TOML, with every fault told at once, by its line and with its mend."""

from hov_donate.affiliations.rules.reading.document import LARGEST, read_scale
from hov_donate.affiliations.rules.reading.faults import Fault, ScaleFaultsError

__all__ = ["LARGEST", "Fault", "ScaleFaultsError", "read_scale"]
