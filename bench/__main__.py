"""`python -m bench [--quick] [--only NAME]`: measure, one line of JSON per figure on stdout."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench import (
    attack,
    exports,
    flood,
    office,
    over_http,
    public_pages,
    reconcile,
    renewals,
    statement,
    worker,
)
from bench.databases import Fresh, engines, scratch
from bench.figures import FULL, QUICK, Figure, Sizes, tell

PER_DATABASE: dict[str, Callable[[Path, str, Fresh, Sizes], Iterator[Figure]]] = {
    "webhook": over_http.webhook,
    "worker": worker.figures,
    "reconcile": reconcile.figures,
    "attack": attack.figures,
    "flood": flood.figures,
    "renewals": renewals.figures,
    "office": office.figures,
    "public": public_pages.figures,
    "exports": exports.figures,
    "statement": statement.figures,
}


def measures(
    folder: Path, found: dict[str, Fresh], sizes: Sizes
) -> Iterator[tuple[str, Callable[[], Iterator[Figure]]]]:
    """What there is to measure, by name."""
    for name, measure in PER_DATABASE.items():
        for database, fresh in found.items():
            yield name, partial(measure, folder, database, fresh, sizes)
    yield "page", partial(over_http.donation_page, folder, sizes)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="whether it works, not how fast")
    parser.add_argument("--only", choices=[*PER_DATABASE, "page"], help="one thing alone")
    parser.add_argument("--gifts", type=int, help="leave out what takes more gifts than these")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if asked.quick:
        tell("--quick: shows that everything runs; the numbers mean nothing")
    sizes = QUICK if asked.quick else FULL
    if asked.gifts:
        sizes = replace(sizes, gifts=tuple(it for it in sizes.gifts if it <= asked.gifts))
    with scratch() as folder, engines(folder) as found:
        for name, measure in measures(folder, found, sizes):
            if asked.only in {None, name}:
                for figure in measure():
                    sys.stdout.write(f"{figure.line}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
