"""What a browser and Stripe wait for: the webhook and the donation page, served by gunicorn."""

import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.databases import Fresh, migrated, with_floor_table
from bench.figures import Figure, Sizes, in_turns, middle, tell
from bench.load import Load, send
from bench.processes import HOST, gunicorn
from bench.shapes import event
from hov_donate.core.clock import SystemClock

SECRET = "whsec_of_the_bench"  # noqa: S105 (nobody's)
CONNECTIONS = 8
BLANK = "000000000"
Sender = Callable[[int], Load]


def installation(folder: Path, database_url: str) -> dict[str, str]:
    """The environment of both sides; what `.env` says must not steer a benchmark."""
    return {
        "DATABASE_URL": database_url,
        "INSTANCE_FOLDER": str(folder / "instance"),
        "STRIPE_SECRET_KEY": "sk_test_bench",
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": "",
        "MAIL_URL": f"mailbox:{folder / 'mailbox'}",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "SECRET_KEY": "only-for-the-bench",
        "IDENTITY_KEY": "",
        "CAMPAIGN_FILE": "",
        "DEMO": "0",
        "DEBUG": "0",
    }


def webhook(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """How many distinct signed events a second are taken, and how long a lone one waits."""
    tell(f"webhook, {database}")
    numbers = itertools.count(1)
    urls = migrated(fresh, "site"), with_floor_table(fresh, "floor")
    with _both(folder, *urls, sizes.server_processes) as (site, floor):
        ours = _poster(site, "/stripe/webhook", numbers)
        bare = _poster(floor, "/webhook", numbers)
        for warm_up in (ours, bare):
            warm_up(CONNECTIONS)(sizes.lone_events)
        rates = _turns(sizes.rounds, ours(CONNECTIONS), bare(CONNECTIONS), sizes.events)
        value, baseline = (middle([load.per_second for load in side]) for side in rates)
        yield Figure("webhook_accept", database, value, baseline, "events/s", 0.8)
        waits = _turns(sizes.rounds, ours(1), bare(1), sizes.lone_events)
        value, baseline = (middle([load.median_ms for load in side]) for side in waits)
        yield Figure("webhook_alone_p50", database, value, baseline, "ms")


def donation_page(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """How many donation pages a second are shown, in each language. It asks no database."""
    nowhere = f"sqlite:///{folder / 'unused.sqlite'}"
    with _both(folder, nowhere, nowhere, sizes.server_processes) as (site, floor):
        bare = _getter(floor, "/hello", "en")
        bare(sizes.pages // 4)
        for language in ("en", "es"):
            tell(f"donation page, {language}")
            ours = _getter(site, "/donate", language)
            ours(sizes.pages // 4)
            rates = _turns(sizes.rounds, ours, bare, sizes.pages)
            value, baseline = (middle([load.per_second for load in side]) for side in rates)
            yield Figure(f"donation_page_{language}", None, value, baseline, "pages/s", 0.4)


@contextmanager
def _both(
    folder: Path, site_database: str, floor_database: str, processes: int
) -> Iterator[tuple[int, int]]:
    """The ports of the site and of its baseline, served alike."""
    ours, bare = (installation(folder, url) for url in (site_database, floor_database))
    with (
        gunicorn("wsgi:app", ours, processes) as site,
        gunicorn("bench.floor:make_app()", bare, processes) as floor,
    ):
        yield site, floor


def _turns(rounds: int, ours: Sender, bare: Sender, count: int) -> tuple[list[Load], list[Load]]:
    return in_turns(rounds, lambda _: ours(count), lambda _: bare(count))


def _getter(port: int, path: str, language: str) -> Sender:
    head = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept-Language: {language}\r\n\r\n"
    return lambda count: send(port, CONNECTIONS, [head.encode()] * count)


def _poster(port: int, path: str, numbers: Iterator[int]) -> Callable[[int], Sender]:
    """Given how many connections, what sends so many events that nobody has sent before."""
    shape = json.dumps(event(BLANK))

    def sender(connections: int) -> Sender:
        return lambda count: send(
            port, connections, [_signed(port, path, shape, next(numbers)) for _ in range(count)]
        )

    return sender


def _signed(port: int, path: str, shape: str, number: int) -> bytes:
    """A request as Stripe makes it. docs.stripe.com/webhooks/signature."""
    body = shape.replace(BLANK, f"{number:09}")
    now = int(SystemClock().now().timestamp())
    mark = hmac.new(SECRET.encode(), f"{now}.{body}".encode(), hashlib.sha256).hexdigest()
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nStripe-Signature: t={now},v1={mark}\r\n"
        f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        f"{body}"
    ).encode()
