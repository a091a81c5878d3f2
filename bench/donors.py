"""Donors who open the page, fill it in, and do what they are asked; and how long they waited."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
# As long as a quick person takes; the site refuses who is quicker than two seconds.
FILLS_IN_SECONDS = 2.2
COUNTS_SECONDS = 5.3
TOKEN = re.compile(r'name="token" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Waits:
    """Seconds that donors waited for an answer, by what they had asked for."""

    pages: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """Every wait."""
        return [*self.pages, *self.asked, *self.opened]


def percentile(waits: list[float], share: float) -> float:
    """The wait that a share of all waits do not pass, in milliseconds."""
    ranked = sorted(waits)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000


@dataclass
class Donors:
    """Come at a steady pace, each from a place of their own.

    `waits` takes what is being waited for; who measures puts another one in its place.
    """

    port: int
    pace: float
    waits: Waits = field(default_factory=Waits)
    gone: bool = False

    async def come(self) -> None:
        """Begin a visit every so often until all have gone; then wait for those under way."""
        visits: list[asyncio.Task[None]] = []
        while not self.gone:
            visits.append(asyncio.create_task(self._visit(len(visits))))
            await asyncio.sleep(1 / self.pace)
        await asyncio.gather(*visits)

    async def _visit(self, number: int) -> None:
        address = f"100.{128 + number // 250 % 100}.{number % 250}.7"
        waits = self.waits
        took, _, page = await ask(self.port, "GET", "/en/donate", address)
        waits.pages.append(took)
        token = TOKEN.search(page)
        form = {
            "token": token[1] if token else "",
            "frequency": "once",
            "currency": "GBP",
            "choice": "GBP-20",
            "email": f"donor{number}@people.example",
            "name": f"Donor {number}",
        }
        await asyncio.sleep(FILLS_IN_SECONDS)
        waits = self.waits
        took, status, page = await ask(self.port, "POST", "/en/donate", address, form)
        if status == 200:
            waits.asked.append(took)
            await asyncio.sleep(COUNTS_SECONDS)
            waits = self.waits
            again = dict(HIDDEN.findall(page))
            took, status, page = await ask(self.port, "POST", "/en/donate", address, again)
        if status == 303:
            waits.opened.append(took)
        else:
            waits.lost.append(f"{status}: {' '.join(re.findall('<h1>(.*?)</h1>', page))}")


async def ask(
    port: int, verb: str, path: str, address: str, form: dict[str, str] | None = None
) -> tuple[float, int, str]:
    """A request over a connection of its own, as a browser's first one is; seconds, status, page.

    `address` is from where it comes, by the header of a proxy that is trusted.
    """
    body = urlencode(form or {})
    head = (
        f"{verb} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n"
        f"X-Forwarded-For: {address}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write((head + body).encode())
    answer = await reader.read()
    took = time.perf_counter() - began
    writer.close()
    status = int(answer.split(b" ", 2)[1])
    return took, status, answer.decode("utf-8", "replace")
