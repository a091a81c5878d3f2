"""Letting time pass."""

from hov_donate.simulator import passing
from hov_donate.simulator.control.matter import Matter


class ClockVerbs(Matter):
    """The test clock."""

    def advance(self, seconds: float) -> str:
        """Let time pass: sessions expire, money becomes available, refunds arrive."""
        world = self._world
        with world.changing():
            world.clock.advance(float(seconds))
            world.note_clock()
            passing.catch_up(world)
        return self.now()
