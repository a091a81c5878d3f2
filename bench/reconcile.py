"""How fast Stripe's balance transactions are brought into the books, page by page."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, func, insert, select

from bench.databases import Fresh
from bench.figures import Figure, Sizes, in_turns, middle, tell
from bench.house import Sides, sides
from bench.seeding import paid_gifts
from bench.shapes import PAGE
from hov_donate.ledger.models import LedgerSeal

ROWS = Table(
    "floor_rows",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("transaction_id", String(255), nullable=False),
    Column("source_id", String(255), nullable=False),
    Column("category", String(60), nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    Column("fee_minor", BigInteger, nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
)


@dataclass
class Bare:
    """Reads the same pages through the library and keeps each with one executemany."""

    both: Sides
    after: str | None = None

    def page(self) -> None:
        """The next page; the first one after the last."""
        cursor = {"starting_after": self.after} if self.after else {}
        read = self.both.bare_get(
            "/v1/balance_transactions", limit=PAGE, expand=["data.source"], **cursor
        )
        with self.both.bare_engine.begin() as connection:
            connection.execute(insert(ROWS), [_row(each) for each in read["data"]])
        self.after = read["data"][-1]["id"] if read["has_more"] else None


def _row(movement: dict[str, Any]) -> dict[str, Any]:
    return {
        "transaction_id": movement["id"],
        "source_id": movement["source"]["id"],
        "category": movement["reporting_category"],
        "gross_minor": movement["amount"],
        "fee_minor": movement["fee"],
        "net_minor": movement["net"],
        "currency": movement["currency"],
    }


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """Rows a second: all of them new, then all of them known."""
    pages = sizes.rounds * sizes.list_pages
    with sides(folder, fresh, "reconcile", pages=pages) as both:
        paid_gifts(both.parts, range(pages * PAGE))
        ROWS.create(both.bare_engine)
        bare = Bare(both)
        for name in ("new", "known"):
            tell(f"reconcile, {name}, {database}")
            rates = in_turns(
                sizes.rounds,
                _timed(both.parts.reconciler.step, sizes.list_pages),
                _timed(bare.page, sizes.list_pages),
            )
            value, baseline = (middle(side) for side in rates)
            yield Figure(f"reconcile_{name}", database, value, baseline, "rows/s", 2000, "value")
        _check(both, pages * PAGE)


def _timed(step: Callable[[], object], pages: int) -> Callable[[int], float]:
    def turn(_: int) -> float:
        began = time.perf_counter()
        for _page in range(pages):
            step()
        return pages * PAGE / (time.perf_counter() - began)

    return turn


def _check(both: Sides, rows: int) -> None:
    """Every movement must be in the books, once."""
    with both.parts.database.reading() as session:
        booked = session.scalar(select(func.count(LedgerSeal.entry_id)))
    if booked != rows:
        raise RuntimeError(f"{booked} of {rows} movements are in the books")
