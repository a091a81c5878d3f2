"""The simulator as a server: in a thread for tests, in a process of its own for people."""

import signal
import socket
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from hov_donate.simulator import api, passing
from hov_donate.simulator.billing_pages import BillingPages
from hov_donate.simulator.console import Console
from hov_donate.simulator.control import Control
from hov_donate.simulator.pages import Pages, policy
from hov_donate.simulator.sender import Sender
from hov_donate.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

API_KEY = "sk_test_simulator"
PULSE = 1.0


class Handler(WSGIRequestHandler):
    """Keeps connections open and is silent; Nagle's wait would cost 40 ms a request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    _keeps = False

    def run_wsgi(self) -> None:
        """Read the body first and by its length: Werkzeug would read on into the next request."""
        self._keeps = "Transfer-Encoding" not in self.headers
        if not self._keeps:
            super().run_wsgi()
            return
        connection = self.rfile
        self.rfile = BytesIO(connection.read(int(self.headers.get("Content-Length") or 0)))
        try:
            super().run_wsgi()
        finally:
            self.rfile = connection

    def send_header(self, keyword: str, value: str) -> None:
        """Werkzeug closes every connection, for the reason above."""
        if keyword.lower() != "connection" or not self._keeps:
            super().send_header(keyword, value)

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Hangup:
    """Closes the connection without a word where the API was told to lose its answer."""

    def __init__(self, app: Flask) -> None:
        """Wraps the application."""
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """See WSGI. The answer is made first, because the flag is set meanwhile."""
        held: list[tuple[Any, ...]] = []

        def hold(*args: Any) -> Any:
            held.append(args)
            return lambda _data: None

        body = self._app.wsgi_app(environ, hold)
        if environ.get(api.DROPPED):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError("the reply is lost, as was asked")
        start_response(*held[-1])
        return body


def application(world: World, control: Control) -> tuple[Flask, Console]:
    """The Flask application of a world."""
    app = Flask(__name__, static_folder=None)
    console = Console(world, control)
    app.register_blueprint(api.blueprint(world))
    app.register_blueprint(Pages(world).blueprint())
    app.register_blueprint(BillingPages(world).blueprint())
    app.register_blueprint(console.blueprint())
    style = (Path(__file__).parent / "templates" / "simulator" / "simulator.css").read_text()
    app.add_url_rule("/simulator.css", "style", lambda: Response(style, mimetype="text/css"))
    app.register_error_handler(Exception, _failed)
    app.after_request(_with_headers)
    return app, console


def _failed(error: Exception) -> ResponseReturnValue:
    if request.path.startswith("/v1/"):
        known = isinstance(error, HTTPException) and error.code in {404, 405}
        return api.unknown_address() if known else api.broken(error)
    if isinstance(error, HTTPException):
        return error
    raise error


def _with_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass
class RunningSimulator:
    """A simulator that answers at `url`; `control` acts on it from this process."""

    url: str
    port: int
    control: Control
    token: str
    _world: World
    _server: BaseWSGIServer
    _sender: Sender
    _stopped: Event
    api_key: str = API_KEY

    def newest(self, kind: str, limit: int) -> list[dict[str, Any]]:
        """The newest objects of a kind, oldest of them first."""
        with self._world.store.lock:
            table = self._world.store.table(kind)
            return [dict(table.rows[key]) for key in table.order[-limit:]]

    def kept(self, kind: str) -> list[dict[str, Any]]:
        """The objects of a kind themselves: what is changed in them is changed."""
        with self._world.store.lock:
            return list(self._world.store.table(kind).rows.values())

    def count(self, kind: str) -> int:
        """How many objects of a kind there are."""
        with self._world.store.lock:
            return len(self._world.store.table(kind).order)

    def stop(self) -> None:
        """Answer no more, send no more, write what is left."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._sender.stop()
        with self._world.store.lock:
            self._world.store.close()


def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    state: Path | None = None,
    endpoints: Sequence[tuple[str, str]] = (),
    settlement_currency: str = "GBP",
    now: datetime | None = None,
) -> RunningSimulator:
    """Run in daemon threads of this process; without a file, all is forgotten at the end."""
    world = World(state, settlement_currency, now)
    control = Control(world)
    app, console = application(world, control)
    server = make_server(host, port, Hangup(app), threaded=True, request_handler=Handler)
    world.base = f"http://{host}:{server.server_port}"
    sender = Sender(world.store, world.deliveries)
    for url, secret in endpoints:
        control.add_endpoint(url, secret)
    stopped = Event()
    sender.start()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    Thread(target=_pulse, args=(world, stopped), daemon=True).start()
    return RunningSimulator(
        world.base, server.server_port, control, console.token, world, server, sender, stopped
    )


def run(
    *,
    host: str,
    port: int,
    state: Path | None,
    endpoints: Sequence[tuple[str, str]],
    settlement_currency: str,
) -> None:
    """Run until SIGTERM or SIGINT."""
    running = start(
        host=host,
        port=port,
        state=state,
        endpoints=endpoints,
        settlement_currency=settlement_currency,
    )
    sys.stdout.write(
        f"Stripe simulator (no real money): {running.url}\nIts control token: {running.token}\n"
    )
    sys.stdout.flush()
    told = Event()

    def tell(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, tell)
    told.wait()
    running.stop()


def _pulse(world: World, stopped: Event) -> None:
    """Let things happen at their time even when nobody asks."""
    while not stopped.wait(PULSE):
        with world.changing():
            if not stopped.is_set():
                passing.catch_up(world)
