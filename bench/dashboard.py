"""The office's first room with many gifts in the books, beside the same with a thousand."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.databases import Fresh, migrated
from bench.figures import Figure, Sizes, in_turns, middle, tell
from bench.many_gifts import seed
from bench.over_http import installation
from hov_donate.app import create_app
from hov_donate.config import Settings
from hov_donate.core.clock import SystemClock
from hov_donate.web.parts import KEY, Parts
from tests.support.office import Desk, treasurer_in

FEW = 1_000
AIM = 1.5
WARM_UP = 3


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """The median wait for the first room, in one process, in turns with few gifts and many."""
    few_gifts = min(FEW, *sizes.gifts)
    few = _office(folder, fresh, few_gifts, database)
    for count in sizes.gifts:
        many = _office(folder, fresh, count, database)
        for desk in (few, many):
            _wait(desk, WARM_UP)
        value, baseline = in_turns(
            sizes.rounds,
            lambda _, desk=many: _wait(desk, sizes.looks),  # type: ignore[misc]
            lambda _: _wait(few, sizes.looks),
        )
        name = f"dashboard_{count}"
        yield Figure(name, database, middle(value), middle(baseline), "ms", AIM)


def _office(folder: Path, fresh: Fresh, count: int, database: str) -> Desk:
    """An installation with so many gifts, and its treasurer signed in."""
    tell(f"dashboard, {database}: {count:,} gifts are put into the books")
    url = migrated(fresh, f"office_{count}_{time.monotonic_ns()}")
    app = create_app(Settings.from_environment(installation(folder, url)))
    parts: Parts = app.extensions[KEY]
    seed(parts, count, SystemClock().now().date())
    return treasurer_in(app, parts.database)


def _wait(desk: Desk, looks: int) -> float:
    """Milliseconds for one look at the room, the median of some."""
    waits = []
    for _ in range(looks):
        began = time.perf_counter()
        answer = desk.get("/office/")
        waits.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200 or "settled in GBP" not in answer.text:
            raise RuntimeError(f"the first room answered {answer.status_code}")
    return middle(waits)
