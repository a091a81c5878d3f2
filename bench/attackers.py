"""The attackers: prepared requests at a steady pace over kept connections, whatever the answer.

A process of its own: `python -m bench.attackers PORT PACE`, with the requests on stdin as a pickled
list of bytes. Prints one JSON line: how many answers had which status.
"""

import asyncio
import json
import os
import pickle
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 16
LONGEST = 600.0


async def send(port: int, pace: float, requests: list[bytes]) -> Counter[str]:
    """Have everything sent from a process of its own; how many answers had which status."""
    command = [sys.executable, "-m", "bench.attackers", str(port), str(pace)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(pickle.dumps(requests)), LONGEST)
    finally:
        if process.returncode is None:
            process.kill()
    return Counter(json.loads(said))


async def attack(port: int, pace: float, requests: list[bytes]) -> Counter[str]:
    """Send everything, so many a second at the most."""
    statuses: Counter[str] = Counter()
    waiting = iter(enumerate(requests))
    began = time.perf_counter()
    hands = (_hand(port, waiting, began, pace, statuses) for _ in range(CONNECTIONS))
    await asyncio.gather(*hands)
    return statuses


async def _hand(
    port: int,
    waiting: Iterator[tuple[int, bytes]],
    began: float,
    pace: float,
    statuses: Counter[str],
) -> None:
    reader, writer = await asyncio.open_connection(HOST, port)
    for number, request in waiting:
        await asyncio.sleep(began + number / pace - time.perf_counter())
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        statuses[head.split(b" ", 2)[1].decode()] += 1
    writer.close()


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.partition(b"\r\n")[0])


if __name__ == "__main__":
    os.nice(10)  # real ones have machines of their own
    prepared = pickle.load(sys.stdin.buffer)  # noqa: S301 (from our own process)
    found = asyncio.run(attack(int(sys.argv[1]), float(sys.argv[2]), prepared))
    sys.stdout.write(json.dumps(found) + "\n")
