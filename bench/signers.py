"""People who sign an appeal, do what they are asked, and confirm; and how long they waited."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from bench.donors import COUNTS_SECONDS, FILLS_IN_SECONDS, HIDDEN, TOKEN, Waits, ask

# What the flood writes is the same but for the name.
FORM = {"country": "VE", "capacity": "personal", "role": "Nurse", "keep": "yes", "show_name": "yes"}
# So many have a mailbox of the same union.
EACH_UNION = 9


@dataclass
class Signers:
    """Come at a steady pace, each from a place and a mailbox of their own.

    `letter` finds where the letter to an address leads. `waits` takes what is being waited for.
    """

    port: int
    path: str
    pace: float
    letter: Callable[[str], str]
    waits: Waits = field(default_factory=Waits)
    came: int = 0
    pressed_twice: int = 0

    async def come(self, many: int) -> None:
        """So many sign and confirm."""
        visits = []
        for _ in range(many):
            visits.append(asyncio.create_task(self._visit(self.came)))
            self.came += 1
            await asyncio.sleep(1 / self.pace)
        await asyncio.gather(*visits)

    async def _visit(self, number: int) -> None:
        address = f"100.{64 + number // 250 % 64}.{number % 250}.7"
        email = f"signer{number}@union{number // EACH_UNION}.example"
        _, _, page = await self._ask("GET", self.path, address, None)
        token = TOKEN.search(page)
        form = {"token": token[1] if token else "", "name": f"Signer {number}", "email": email}
        await asyncio.sleep(FILLS_IN_SECONDS)
        _, status, page = await self._ask("POST", self.path, address, FORM | form)
        if status == 429:
            self.pressed_twice += 1
            await asyncio.sleep(COUNTS_SECONDS)
            again = {name: unescape(text) for name, text in HIDDEN.findall(page)}
            _, status, page = await self._ask("POST", self.path, address, again)
        if status == 303:
            own = urlsplit(await asyncio.to_thread(self.letter, email)).path
            _, status, page = await self._ask("POST", f"{own}/confirm", address, None)
        if status != 303:
            self.waits.lost.append(f"{email}: {status}")

    async def _ask(
        self, verb: str, path: str, address: str, form: dict[str, str] | None
    ) -> tuple[float, int, str]:
        waits = self.waits
        answer = await ask(self.port, verb, path, address, form)
        waits.pages.append(answer[0])
        return answer
