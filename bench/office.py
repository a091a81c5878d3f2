"""The office with many gifts in the books, beside the same with a thousand.

First room, lists, searches, rooms, and each report: in processor time, in one process, over books
that are seeded once for each size.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from bench.cpu import Meter
from bench.databases import Fresh, migrated
from bench.figures import Figure, Sizes, in_turns, middle, tell
from bench.floor import hello
from bench.many_gifts import seed
from bench.office_pages import GROWTH, OF_HELLO, Page, last_pages, pages
from bench.over_http import installation
from hov_donate.app import create_app
from hov_donate.config import Settings
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import make_engine
from hov_donate.web.parts import KEY, Parts
from tests.support.office import treasurer_in

FEW = 1_000
WARM_UP = 3
# A page that takes long is looked at less often.
LONGEST_TURN = 0.2


class Visitor(Protocol):
    """Whoever opens pages: a treasurer who is signed in, or a stranger."""

    def get(self, path: str) -> TestResponse:
        """The page at an address."""
        ...


@dataclass(frozen=True)
class Office:
    """An installation with so many gifts, somebody who opens its pages, and what that costs."""

    desk: Visitor
    engine: Engine
    meter: Meter

    def cost(self, page: Page, looks: int) -> float:
        """Milliseconds of processor time for one look at a page, the median of some."""
        self.meter.look_around()
        costs: list[float] = []
        began = time.perf_counter()
        while len(costs) < looks and (not costs or time.perf_counter() - began < LONGEST_TURN):
            before = self.meter.read()
            answer = self.desk.get(page.address)
            costs.append((self.meter.read() - before) * 1000)
            if answer.status_code != 200 or page.shows not in answer.text:
                raise RuntimeError(f"{page.address} answered {answer.status_code}")
        return middle(costs)


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Every page of each size beside that of few gifts; last pages of lists beside first ones."""
    today = SystemClock().now().date()
    few = _office(folder, fresh, min(FEW, *sizes.gifts), database, today)
    for count in sizes.gifts:
        many = _office(folder, fresh, count, database, today)
        for page in pages(today):
            value, baseline = beside(many, page, few, page, sizes)
            name = f"{page.name}_{count}"
            yield Figure(name, database, value, baseline, "ms", page.aim, page.aim_of)
            if page.beside_hello:
                yield beside_hello(name, database, value, sizes)
        yield from _last_pages(many, count, database, today, sizes)


def beside(
    one: Office, page: Page, other: Office, its_page: Page, sizes: Sizes
) -> tuple[float, float]:
    """What two pages cost, in turns."""
    for office, shown in ((one, page), (other, its_page)):
        office.cost(shown, min(WARM_UP, sizes.looks))
    value, baseline = in_turns(
        sizes.rounds,
        lambda _: one.cost(page, sizes.looks),
        lambda _: other.cost(its_page, sizes.looks),
    )
    return middle(value), middle(baseline)


def _last_pages(
    office: Office, count: int, database: str, today: date, sizes: Sizes
) -> Iterator[Figure]:
    first = {page.name: page for page in pages(today)}
    for of, page in last_pages(office.engine):
        value, baseline = beside(office, page, office, first[of], sizes)
        name = f"{page.name}_{count}"
        yield Figure(name, database, value, baseline, "ms", GROWTH, "ratio, at most")


def beside_hello(
    name: str, database: str, milliseconds: float, sizes: Sizes, aim: float | None = OF_HELLO
) -> Figure:
    """Pages for a second of processor time, beside a page of bare Flask."""
    app = Flask("hello")
    app.add_url_rule("/hello", view_func=hello)
    client, looks = app.test_client(), sizes.looks * 10
    began = time.process_time()
    for _ in range(looks):
        client.get("/hello")
    bare = looks / (time.process_time() - began)
    return Figure(f"{name}_bare", database, 1000 / milliseconds, bare, "pages/s", aim)


def _office(folder: Path, fresh: Fresh, count: int, database: str, today: date) -> Office:
    began = time.perf_counter()
    url = migrated(fresh, f"office_{count}_{time.monotonic_ns()}")
    without_helpers(url)
    app = create_app(Settings.from_environment(installation(folder, url)))
    parts: Parts = app.extensions[KEY]
    seed(parts, count, today)
    took = time.perf_counter() - began
    tell(f"office, {database}: {count:,} gifts are in the books, after {took:.0f} seconds")
    engine = parts.database.engine
    return Office(treasurer_in(app, parts.database), engine, Meter(engine))


def without_helpers(url: str) -> None:
    """Let the process that serves a connection do all of its work, so that it can be counted."""
    engine = make_engine(url)
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            name = engine.url.database
            alone.execute(text(f'ALTER DATABASE "{name}" SET max_parallel_workers_per_gather = 0'))
    engine.dispose()
