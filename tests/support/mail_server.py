"""A mail server on this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller


class Letterbox:
    """What the server does with a mail, and what came."""

    def __init__(self, *, to: str = "250 OK", data: str = "250 OK") -> None:
        """Answers to a recipient and to a letter."""
        self.received: list[bytes] = []
        self.recipients: list[str] = []
        self.answer_to, self.answer_data = to, data

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: object, envelope: Any, address: str, options: object
    ) -> str:
        """A recipient is named."""
        if self.answer_to.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.answer_to

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        """A letter is handed over."""
        if self.answer_data.startswith("250"):
            self.received.append(envelope.content)
        return self.answer_data


@contextmanager
def mail_server(box: Letterbox, **options: Any) -> Iterator[str]:
    """Serve a letterbox; host and port."""
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
