"""What the verbs of every matter stand on."""

from typing import Any

from hov_donate.simulator.clock import as_datetime
from hov_donate.simulator.world import World

Json = dict[str, Any]


class Matter:
    """Verbs that belong together."""

    def __init__(self, world: World) -> None:
        """Acts on this world."""
        self._world = world

    def now(self) -> str:
        """The virtual time."""
        return as_datetime(self._world.clock.now()).isoformat()
