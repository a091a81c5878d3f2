"""An installation in this process, whose Stripe is the stand-in, and the baseline's tools."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stripe
from sqlalchemy import Engine

from bench.databases import Fresh, migrated, with_floor_table
from bench.floor import floor_engine
from bench.over_http import installation
from bench.processes import HOST, stand_in
from hov_donate.app import build_parts
from hov_donate.config import Settings
from hov_donate.core.db import make_engine
from hov_donate.payments.queries import installation as own_stamp
from hov_donate.web.parts import Parts


@dataclass(frozen=True)
class Sides:
    """Both sides of a comparison; they ask the same stand-in."""

    parts: Parts
    bare_engine: Engine
    bare_client: stripe.StripeClient

    def bare_get(self, path: str, **params: object) -> dict[str, Any]:
        """What the library gives for a path, as plain JSON."""
        data: dict[str, Any] = self.bare_client.raw_request("get", path, **params).data
        return data


@contextmanager
def sides(folder: Path, fresh: Fresh, name: str, *, pages: int = 0) -> Iterator[Sides]:
    """A fresh installation and a fresh database of the baseline's."""
    url = migrated(fresh, f"{name}_site")
    engine = make_engine(url)
    bare_engine = floor_engine(with_floor_table(fresh, f"{name}_floor"))
    try:
        with stand_in(_stamp(engine, folder, url), pages) as port:
            base = f"http://{HOST}:{port}"
            yield Sides(_parts(engine, folder, url, base), bare_engine, _client(base))
    finally:
        engine.dispose()
        bare_engine.dispose()


def _parts(engine: Engine, folder: Path, url: str, base: str) -> Parts:
    environment = installation(folder, url) | {"STRIPE_API_BASE": base}
    return build_parts(Settings.from_environment(environment), engine)


def _stamp(engine: Engine, folder: Path, url: str) -> str:
    with _parts(engine, folder, url, "").database.reading() as session:
        return own_stamp(session)


def _client(base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_bench",
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=20),
    )
