"""Pages of the campaign with many signatures, beside the same with a thousand, and bare Flask.

Map, its files, front page, the appeal and who signed it: in processor time, in one process.
"""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.cpu import Meter
from bench.databases import Fresh, migrated
from bench.figures import Figure, Sizes, tell
from bench.many_signatures import SLUG, TITLE, seed_signatures
from bench.office import FEW, Office, beside, beside_hello, without_helpers
from bench.office_pages import Page
from bench.over_http import installation
from hov_donate.app import create_app
from hov_donate.config import Settings
from hov_donate.web.parts import KEY, Parts

PAGES = (
    Page("public_home", "/en/", TITLE, beside_hello=True),
    Page("public_map", "/en/map", "<svg", beside_hello=True),
    Page("public_map_embedded", "/en/map/embed", "<svg", beside_hello=True),
    Page("public_map_json", "/map.json", "countries", beside_hello=True),
    Page("public_appeal", f"/en/appeals/{SLUG}", TITLE, beside_hello=True),
    Page("public_signers", f"/en/appeals/{SLUG}/signatures", TITLE, beside_hello=True),
    Page("public_events", "/en/events", "</h1>", beside_hello=True),
)


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Every page of each size beside that of few signatures, and beside bare Flask."""
    few = _campaign(folder, fresh, min(FEW, *sizes.signatures), database)
    for count in sizes.signatures:
        many = _campaign(folder, fresh, count, database)
        for page in PAGES:
            value, baseline = beside(many, page, few, page, sizes)
            name = f"{page.name}_{count}"
            yield Figure(name, database, value, baseline, "ms", page.aim, page.aim_of)
            # What a page like these may cost is not agreed: it is told.
            yield beside_hello(name, database, value, sizes, aim=None)


def _campaign(folder: Path, fresh: Fresh, count: int, database: str) -> Office:
    began = time.perf_counter()
    url = migrated(fresh, f"public_{count}_{time.monotonic_ns()}")
    without_helpers(url)
    app = create_app(Settings.from_environment(installation(folder, url)))
    parts: Parts = app.extensions[KEY]
    seed_signatures(parts, count)
    took = time.perf_counter() - began
    tell(f"public pages, {database}: {count:,} have signed, after {took:.0f} seconds")
    engine = parts.database.engine
    return Office(app.test_client(), engine, Meter(engine))
