"""`python -m bench.renewing`: a worker that does nothing but renew; it is killed half-way.

Settings come from the environment. After every so many batches it prints a line of JSON: how many
affiliations it has had by then, in how many seconds, and how much memory it holds.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from hov_donate.affiliations.operations.planning_runs import BATCH
from hov_donate.affiliations.processes.renewing import renew_batch
from hov_donate.app import build_parts
from hov_donate.config import Settings
from hov_donate.core.db import make_engine

LINE_EVERY = 5
STATM = Path("/proc/self/statm")


def megabytes() -> float:
    """What this process holds in memory now; where that is not told, the most it ever did."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def main() -> None:
    """Renew until nothing is left."""
    settings = Settings.from_environment(os.environ)
    parts = build_parts(settings, make_engine(settings.database_url))
    began, batches = time.perf_counter(), 0
    while renew_batch(parts.database, parts.settings):
        batches += 1
        if batches % LINE_EVERY == 0:
            _tell(batches, began)
    _tell(batches, began)


def _tell(batches: int, began: float) -> None:
    line = {
        "affiliates": batches * BATCH,
        "seconds": time.perf_counter() - began,
        "megabytes": megabytes(),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
