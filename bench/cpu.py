"""What work costs in processor time: ours, and that of the database's processes on this machine."""

import time
from pathlib import Path

from sqlalchemy import Engine, text

# Without those that tidy the database up: they come and go.
OURS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
"""


class Meter:
    """Reads processor time; the clock on the wall where a database is on another machine."""

    def __init__(self, engine: Engine) -> None:
        """For one database."""
        self._engine = engine
        self._processes: list[Path] = []
        self._away = False

    def look_around(self) -> None:
        """Find the processes that serve our connections; once they are there, they stay."""
        if self._engine.dialect.name != "postgresql":
            return
        with self._engine.connect() as connection:
            pids = connection.execute(text(OURS)).scalars().all()
        self._processes = [Path(f"/proc/{pid}/schedstat") for pid in pids]
        self._away = not all(it.exists() for it in self._processes)

    def read(self) -> float:
        """Seconds so far, to be taken from a later reading."""
        if self._away:
            return time.perf_counter()
        served = sum(int(it.read_text().split()[0]) for it in self._processes)
        return time.process_time() + served / 1e9
