"""Card testers against a real site and simulator, and the donors who come meanwhile."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench.attack_site import CLOCK_FILE
from bench.attackers import send
from bench.databases import Fresh, migrated
from bench.donors import Donors, Waits, percentile
from bench.figures import Figure, Sizes, tell
from bench.over_http import installation
from bench.processes import HOST, free_port, gunicorn, started, wait_until_up
from hov_donate.config import Settings
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.links import LinkPurpose, Links
from hov_donate.core.references import new_reference
from hov_donate.defence.queries import by_day, standing
from hov_donate.defence.rules import NOTICED_WITHIN, ON, QUIET_FOR, Trigger
from hov_donate.public.giving_page import TOKEN_LASTS
from hov_donate.simulator.serve import API_KEY

# Below what the site would take for an attack by itself.
SIGN = Trigger.ATTEMPTS
DONORS_PER_SECOND = 0.9 * ON[SIGN] / NOTICED_WITHIN[SIGN].total_seconds()
FROM_EACH_BLOCK = 5
WITHIN_A_MINUTE = 60.0
OFF_AGAIN_SECONDS = 30.0
AT_MOST = "ratio, at most"
LOOK_EVERY_SECONDS = 0.1
WARM_UP_SECONDS = 5.0


@dataclass
class Scene:
    """A site, its database, and its clock's file."""

    port: int
    database: Database
    clock_file: Path
    links: Links
    quiet: Waits = field(default_factory=Waits)
    attacked: Waits = field(default_factory=Waits)
    statuses: Counter[str] = field(default_factory=Counter)
    on_after: float | None = None
    off_after: float | None = None

    def attack_lasts(self) -> bool:
        """Whether attack mode is on."""
        with self.database.reading() as session:
            return standing(session).attacked


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """How long donors wait while cards are tried out, beside the same day's quiet."""
    tell(f"attack, {database}: {sizes.attempts} attempts")
    with _scene(folder, migrated(fresh, "attack"), sizes.server_processes) as scene:
        asyncio.run(_play(scene, sizes))
        _report(scene)
        lost = [*scene.quiet.lost, *scene.attacked.lost]
        if lost:
            raise RuntimeError(f"donors were turned away: {lost}")
        for name, of in (("donor_opens_page_p95", "opened"), ("donor_any_wait_p95", "all")):
            calm, wild = (
                percentile(getattr(waits, of), 0.95) for waits in (scene.quiet, scene.attacked)
            )
            yield Figure(f"{name}_under_attack", database, wild, calm, "ms", 2.0, AT_MOST)
        if sizes.attempts >= 2 * ON[Trigger.ATTEMPTS]:
            yield from _switching(scene, database)


def _switching(scene: Scene, database: str) -> Iterator[Figure]:
    if scene.on_after is None or scene.off_after is None:
        raise RuntimeError("attack mode did not go on and off again")
    on = max(scene.on_after, LOOK_EVERY_SECONDS)
    yield Figure("attack_mode_on", database, on, WITHIN_A_MINUTE, "s", 1.0, AT_MOST)
    quiet = QUIET_FOR.total_seconds()
    yield Figure("attack_mode_off", database, scene.off_after + quiet, quiet, "s", 1.1, AT_MOST)


async def _play(scene: Scene, sizes: Sizes) -> None:
    """Quiet and attack in turns, so that the machine's moods hit both; donors come all the time."""
    attempts = await asyncio.to_thread(_attempts, scene, sizes.attempts)
    each = sizes.attempts // sizes.rounds
    donors = Donors(scene.port, DONORS_PER_SECOND)
    coming = asyncio.create_task(donors.come())
    await asyncio.sleep(min(WARM_UP_SECONDS, sizes.quiet_seconds))
    watching: asyncio.Task[None] | None = None
    for wave in range(sizes.rounds):
        donors.waits = scene.quiet
        await asyncio.sleep(sizes.quiet_seconds)
        await _someone_came(scene.quiet)
        donors.waits = scene.attacked
        watching = watching or asyncio.create_task(_see_it_on(scene))
        some = attempts[wave * each : (wave + 1) * each]
        scene.statuses += await send(scene.port, sizes.attempts_pace, some)
        await _someone_came(scene.attacked)
    donors.waits = Waits()
    if watching is not None:
        watching.cancel()
    if scene.on_after is not None:
        await _see_it_off(scene)
    donors.gone = True
    await coming
    scene.quiet.lost += donors.waits.lost


async def _someone_came(waits: Waits) -> None:
    """On a slow machine a short span may see nobody, and then tells nothing."""
    while not (waits.opened or waits.lost):
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _see_it_on(scene: Scene) -> None:
    began = time.perf_counter()
    while scene.on_after is None:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        if await asyncio.to_thread(scene.attack_lasts):
            scene.on_after = time.perf_counter() - began


async def _see_it_off(scene: Scene) -> None:
    """Ten quiet minutes pass at once: the site's clock is put forward."""
    scene.clock_file.write_text(str(int((QUIET_FOR + timedelta(minutes=1)).total_seconds())))
    began = time.perf_counter()
    while scene.off_after is None and time.perf_counter() - began < OFF_AGAIN_SECONDS:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        if not await asyncio.to_thread(scene.attack_lasts):
            scene.off_after = time.perf_counter() - began


def _attempts(scene: Scene, count: int) -> list[bytes]:
    """Each with a form of its own that was opened a minute ago, from thousands of networks."""
    opened_at = SystemClock().now() - timedelta(minutes=1)
    return [_attempt(scene, number, opened_at) for number in range(count)]


def _attempt(scene: Scene, number: int, opened_at: datetime) -> bytes:
    token = scene.links.sign(
        LinkPurpose.GIVE,
        new_reference(),
        now=opened_at,
        lasts=TOKEN_LASTS,
    )
    block = number // FROM_EACH_BLOCK
    form = {
        "token": token,
        "frequency": "once",
        "currency": "GBP",
        "choice": "other",
        "amount": "2",
        "email": f"tester{number}@bots.example",
    }
    body = urlencode(form)
    head = (
        f"POST /en/donate HTTP/1.1\r\nHost: {HOST}:{scene.port}\r\n"
        f"X-Forwarded-For: 45.{block // 250}.{block % 250}.{number % 250}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def _report(scene: Scene) -> None:
    for name, waits in (("quiet", scene.quiet), ("under attack", scene.attacked)):
        parts = (("the page", waits.pages), ("asked again", waits.asked), ("to pay", waits.opened))
        told = (
            f"{what} {len(times)} × {percentile(times, 0.5):.0f} / {percentile(times, 0.95):.0f}"
            for what, times in parts
            if times
        )
        tell(f"  donors, {name} (p50 / p95, ms): {'; '.join(told)}")
    tell(f"  attackers were answered {dict(scene.statuses)}; on after {scene.on_after} s")
    with scene.database.reading() as session:
        for day, outcomes in by_day(session, SystemClock().now().date()).items():
            tell(f"  {day}: " + ", ".join(f"{name} {n}" for name, n in outcomes.items()))


@contextmanager
def _scene(folder: Path, url: str, processes: int) -> Iterator[Scene]:
    """A site behind a proxy that is trusted, and a simulator, each in processes of its own."""
    clock_file = folder / "clock"
    clock_file.write_text("0")
    stripe = free_port()
    environment = installation(folder, url) | {
        "STRIPE_SECRET_KEY": API_KEY,
        "STRIPE_API_BASE": f"http://{HOST}:{stripe}",
        "TRUSTED_PROXIES": "1",
        CLOCK_FILE: str(clock_file),
    }
    settings = Settings.from_environment(environment)
    engine = make_engine(url)
    database = Database(engine, SystemClock(), lambda _work: None)
    program = str(Path(sys.executable).with_name("hov-donate"))
    simulator = [program, "simulator", "--port", str(stripe), "--state", str(folder / "stripe")]
    try:
        with started(simulator, environment) as process:
            wait_until_up(stripe, process)
            with gunicorn("bench.attack_site:make_app()", environment, processes) as site:
                links = Links(tuple(reversed(settings.secret_keys)))
                yield Scene(site, database, clock_file, links)
    finally:
        engine.dispose()
