"""A client that costs little: prepared requests over kept connections, one thread, raw sockets.

Runs as a process of its own: `python -m bench.load PORT CONNECTIONS`, with the requests on stdin as
a pickled list of bytes. Every answer must be a 200. Prints one JSON line.
"""

import json
import pickle
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

HOST = "127.0.0.1"
LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True)
class Load:
    """What a round of requests took."""

    per_second: float
    median_ms: float


def send(port: int, connections: int, requests: list[bytes]) -> Load:
    """Send requests from another process, so that this one's work does not slow them."""
    done = subprocess.run(  # noqa: S603 (this very module)
        [sys.executable, "-m", "bench.load", str(port), str(connections)],
        input=pickle.dumps(requests),
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return Load(**json.loads(done.stdout))


@dataclass
class Line:
    """A kept connection, which asks again as soon as it is answered."""

    socket: socket.socket
    answer: bytearray = field(default_factory=bytearray)
    length: int = 0
    asked_at: float = 0.0

    def ask(self, request: bytes) -> None:
        """Send a request whole; it fits into the socket's buffer."""
        self.answer.clear()
        self.length = 0
        self.asked_at = time.perf_counter()
        self.socket.sendall(request)

    def hear(self) -> bool:
        """Take what has come, and tell whether the answer is whole."""
        piece = self.socket.recv(262_144)
        if not piece:
            raise ConnectionError("the server closed a kept connection")
        self.answer += piece
        if not self.length:
            self.length = whole_length(self.answer)
        return 0 < self.length <= len(self.answer)


def whole_length(answer: bytearray) -> int:
    """The length of an answer with its head; 0 while the head is not all there."""
    head, end, _ = answer.partition(b"\r\n\r\n")
    if not end:
        return 0
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(f"an answer that is not 200: {bytes(answer[:400])!r}")
    _, _, rest = head.lower().partition(b"content-length:")
    return len(head) + len(end) + int(rest.partition(b"\r\n")[0])


def run(port: int, connections: int, requests: list[bytes]) -> Load:
    """Send everything, each connection one request at a time."""
    waiting = iter(requests)
    chooser = selectors.DefaultSelector()
    for _ in range(connections):
        line = Line(socket.create_connection((HOST, port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(line.socket, selectors.EVENT_READ, line)
    times: list[float] = []
    began = time.perf_counter()
    for key in list(chooser.get_map().values()):
        _ask_next(chooser, key.data, waiting)
    while chooser.get_map():
        _hear_all(chooser, waiting, times)
    took = time.perf_counter() - began
    return Load(per_second=len(times) / took, median_ms=median(times) * 1000)


def _hear_all(
    chooser: selectors.BaseSelector, waiting: Iterator[bytes], times: list[float]
) -> None:
    ready = chooser.select(LONGEST_WAIT_SECONDS)
    if not ready:
        raise TimeoutError("the server does not answer")
    for key, _ in ready:
        line: Line = key.data
        if line.hear():
            times.append(time.perf_counter() - line.asked_at)
            _ask_next(chooser, line, waiting)


def _ask_next(chooser: selectors.BaseSelector, line: Line, waiting: Iterator[bytes]) -> None:
    request = next(waiting, None)
    if request is None:
        chooser.unregister(line.socket)
        line.socket.close()
    else:
        line.ask(request)


if __name__ == "__main__":
    found = run(int(sys.argv[1]), int(sys.argv[2]), pickle.load(sys.stdin.buffer))  # noqa: S301 (from our own process)
    sys.stdout.write(json.dumps(vars(found)) + "\n")
