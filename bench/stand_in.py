"""Stripe's stand-in: prepared answers, as fast as one Python process can hand them out.

`python -m bench.stand_in PORT INSTALLATION PAGES`. It checks nothing and remembers nothing; the
simulator is the one that behaves like Stripe. Here only its instant answers are wanted.
"""

import asyncio
import json
import re
import sys
from functools import lru_cache

from bench.shapes import (
    NUMBER,
    PAGE,
    REFERENCE,
    Json,
    checkout_session,
    listed_movement,
    payment_intent,
    reference_of,
)

HOST = "127.0.0.1"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
OBJECT = re.compile(rb"GET /v1/(checkout/sessions|payment_intents)/[a-z_]+?(\d+)[ ?]")
LISTED = re.compile(rb"starting_after=txn_bench(\d+)")
ONE = [{"amount": 0, "currency": "gbp", "source_types": {"card": 0}}]
BALANCE = {"object": "balance", "available": ONE, "pending": ONE, "livemode": False}


def answer(body: bytes) -> bytes:
    """A whole answer of HTTP."""
    return HEAD % len(body) + body


def encoded(shape: Json) -> bytes:
    """As Stripe writes it, indented."""
    return json.dumps(shape, indent=2).encode()


class Answers:
    """Every answer there is."""

    def __init__(self, installation: str, pages: int) -> None:
        """The list of balance transactions has so many pages of 100."""
        self.pages = pages
        self.objects = {
            b"checkout/sessions": encoded(checkout_session(installation)),
            b"payment_intents": encoded(payment_intent(installation)),
        }
        self.balance = answer(encoded(BALANCE))
        self.page = lru_cache(maxsize=None)(self._page)
        for number in range(pages):
            self.page(number)

    def to(self, request: bytes) -> bytes:
        """The answer to a request."""
        if found := OBJECT.match(request):
            number = int(found[2])
            body = self.objects[found[1]].replace(NUMBER.encode(), str(number).encode())
            return answer(body.replace(REFERENCE.encode(), reference_of(number).encode()))
        if request.startswith(b"GET /v1/balance_transactions"):
            after = LISTED.search(request)
            return self.page((int(after[1]) + 1) // PAGE if after else 0)
        return self.balance

    def _page(self, number: int) -> bytes:
        first = number * PAGE
        rows = ",".join(listed_movement(row) for row in range(first, first + PAGE))
        more = "true" if number + 1 < self.pages else "false"
        return answer(f'{{"object": "list", "data": [{rows}], "has_more": {more}}}'.encode())


class Connection(asyncio.Protocol):
    """A kept connection; requests have no body."""

    def __init__(self, answers: Answers) -> None:
        """Answers are shared by all connections."""
        self.answers = answers
        self.heard = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to answer."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 (asyncio's promise)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self.heard += data
        while b"\r\n\r\n" in self.heard and self.transport is not None:
            request, _, self.heard = self.heard.partition(b"\r\n\r\n")
            self.transport.write(self.answers.to(request))


async def serve(port: int, answers: Answers) -> None:
    """Answer until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answers), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Answers(sys.argv[2], int(sys.argv[3]))))
