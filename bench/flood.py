"""A flood of fake signatures against a real site, and the people who sign meanwhile.

Nine of ten are fake. Most have no mailbox; one in thirty has one that is thrown away, and confirms;
so does one in six, with mailboxes of a domain that the sender owns.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from bench.attack_site import CLOCK_FILE
from bench.attackers import send
from bench.databases import Fresh, migrated
from bench.donors import HOST, Waits, ask, percentile
from bench.figures import Figure, Sizes, tell
from bench.over_http import installation
from bench.processes import gunicorn
from bench.signers import FORM, Signers
from hov_donate.campaign.appeals.addresses import SignatureAddresses
from hov_donate.campaign.appeals.models import Signature, SignatureCount
from hov_donate.campaign.appeals.operations import (
    AppealFacts,
    Wording,
    begin_appeal,
    publish_appeal,
)
from hov_donate.campaign.appeals.rules import MOST_FROM_ONE_DOMAIN
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import Database, make_engine
from hov_donate.core.links import LinkPurpose, Links
from hov_donate.public.appeals.form_page import TOKEN_LASTS

SLUG = "let-them-go"
PATH = f"/en/appeals/{SLUG}"
FROM_EACH_BLOCK, THROWN_AWAY, OF_OWN_DOMAIN = 5, 30, 6
HONEST_EACH_SECOND, FAKES_EACH_SECOND = 5.0, 45.0
WARM_UP = 16
THROWN_AWAY_AT, OWNED = "box.mailinator.com", "owned.example"
# Limits of ten minutes are over when the site's clock has gone on by so many.
BETWEEN_MINUTES = 11


@dataclass
class Scene:
    """A site with an appeal, its database, and its clock's file."""

    port: int
    database: Database
    clock_file: Path
    links: Links
    seal: IdentitySeal
    statuses: Counter[str] = field(default_factory=Counter)
    ahead: timedelta = timedelta(0)

    def go_on(self) -> None:
        """Let some minutes pass at once on the site."""
        self.ahead += timedelta(minutes=BETWEEN_MINUTES)
        self.clock_file.write_text(str(int(self.ahead.total_seconds())))

    def letter(self, email: str) -> str:
        """Where the letter to an address leads."""
        with self.database.reading() as session:
            mine = select(Signature).where(Signature.person.in_(self.seal.digests(email)))
            signature = session.scalars(mine.order_by(Signature.id.desc()).limit(1)).one()
        return SignatureAddresses("", self.links).signature(signature, "en")


def figures(folder: Path, database: str, fresh: Fresh, sizes: Sizes) -> Iterator[Figure]:
    """How long people wait who sign in a flood, and whether just they are counted."""
    tell(f"flood, {database}: {sizes.flood} signatures")
    with _scene(folder, migrated(fresh, "flood"), sizes.server_processes) as scene:
        signers = Signers(scene.port, PATH, HONEST_EACH_SECOND, scene.letter)
        quiet, flooded = asyncio.run(_play(scene, signers, sizes))
        _report(scene, signers)
        lost = [*quiet.lost, *flooded.lost]
        if lost:
            raise RuntimeError(f"people were turned away: {lost}")
        calm, wild = percentile(quiet.pages, 0.95), percentile(flooded.pages, 0.95)
        yield Figure("signer_any_wait_p95_in_flood", database, wild, calm, "ms")
        counted = _counted(scene)
        if not signers.came <= counted <= signers.came + MOST_FROM_ONE_DOMAIN:
            raise RuntimeError(f"{signers.came} people signed, {counted} are counted")
        yield Figure("signatures_counted_in_flood", database, counted, signers.came, "people", 1.0)


async def _play(scene: Scene, signers: Signers, sizes: Sizes) -> tuple[Waits, Waits]:
    """Quiet and flood in turns, so that the machine's moods hit both; what was waited in each."""
    await asyncio.gather(*(ask(scene.port, "GET", PATH, "100.0.0.1") for _ in range(WARM_UP)))
    quiet, flooded = Waits(), Waits()
    each = sizes.flood // sizes.rounds
    honest, fakes = each // 10, each - each // 10
    for wave in range(sizes.rounds):
        signers.waits = quiet
        await signers.come(honest // 2)
        scene.go_on()
        signers.waits = flooded
        numbers = range(wave * fakes, (wave + 1) * fakes)
        requests = await asyncio.to_thread(_requests, scene, numbers)
        statuses, _ = await asyncio.gather(
            send(scene.port, FAKES_EACH_SECOND, requests), signers.come(honest)
        )
        scene.statuses += statuses
        await _confirm_fakes(scene, numbers)
        scene.go_on()
    return quiet, flooded


async def _confirm_fakes(scene: Scene, numbers: range) -> None:
    """Whoever sends fakes opens letters to mailboxes without a password, and to their own."""
    for number in numbers:
        email = _email(number)
        if not email.endswith((THROWN_AWAY_AT, OWNED)):
            continue
        if not await asyncio.to_thread(_has_letter, scene, email):
            continue
        own = await asyncio.to_thread(scene.letter, email)
        await ask(scene.port, "POST", f"{own}/confirm", "45.0.0.1")


def _has_letter(scene: Scene, email: str) -> bool:
    mine = select(Signature.id).where(Signature.person.in_(scene.seal.digests(email)))
    with scene.database.reading() as session:
        return session.scalars(mine.limit(1)).first() is not None


def _email(number: int) -> str:
    return f"fake{number}@{_host(number)}"


def _host(number: int) -> str:
    if number % THROWN_AWAY == 0:
        return THROWN_AWAY_AT
    return f"n{number}.{OWNED}" if number % OF_OWN_DOMAIN == 1 else "bots.example"


def _requests(scene: Scene, numbers: range) -> list[bytes]:
    """Each with a form of its own that was opened a minute ago, from hundreds of networks."""
    return [_request(scene, number) for number in numbers]


def _request(scene: Scene, number: int) -> bytes:
    opened_at = SystemClock().now() + scene.ahead - timedelta(minutes=1)
    token = scene.links.sign(
        LinkPurpose.SIGN, f"{SLUG} fake{number}", now=opened_at, lasts=TOKEN_LASTS
    )
    block = number // FROM_EACH_BLOCK
    fake = {"token": token, "name": f"Someone {number}", "email": _email(number)}
    body = urlencode(FORM | fake)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {HOST}:{scene.port}\r\n"
        f"X-Forwarded-For: 45.{block // 250}.{block % 250}.{number % 250}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def _counted(scene: Scene) -> int:
    with scene.database.reading() as session:
        return int(session.scalar(select(func.sum(SignatureCount.confirmed))) or 0)


def _report(scene: Scene, signers: Signers) -> None:
    with scene.database.reading() as session:
        by_status = session.execute(
            select(Signature.status, func.count()).group_by(Signature.status)
        ).all()
    stand = ", ".join(f"{status} {many}" for status, many in by_status)
    tell(f"  fakes were answered {dict(scene.statuses)}; {stand}")
    tell(f"  {signers.came} people, of whom {signers.pressed_twice} pressed a second time")


def _an_appeal(database: Database) -> None:
    facts = AppealFacts(
        slug=SLUG,
        opens_on=SystemClock().now().date() - timedelta(days=1),
        closes_on=None,
        goal=None,
        fund=None,
        texts={"en": Wording("Let them go", "They struck.")},
    )
    with database.writing() as work:
        appeal = begin_appeal(work, facts=facts)
        publish_appeal(work, appeal_id=appeal.id)


@contextmanager
def _scene(folder: Path, url: str, processes: int) -> Iterator[Scene]:
    """A site behind a proxy that is trusted."""
    clock_file = folder / "flood-clock"
    clock_file.write_text("0")
    environment = installation(folder, url) | {
        "TRUSTED_PROXIES": "1",
        CLOCK_FILE: str(clock_file),
    }
    settings = Settings.from_environment(environment)
    engine = make_engine(url)
    database = Database(engine, SystemClock(), lambda _work: None)
    _an_appeal(database)
    try:
        with gunicorn("bench.attack_site:make_app()", environment, processes) as site:
            links = Links(tuple(reversed(settings.secret_keys)))
            seal = IdentitySeal(settings.identity_keys)
            yield Scene(site, database, clock_file, links, seal)
    finally:
        engine.dispose()
