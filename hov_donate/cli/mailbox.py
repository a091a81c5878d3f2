"""The mailbox page of the demo: what would have been sent, for the person at this machine only."""

import contextlib
import ipaddress
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, render_template, request
from werkzeug.serving import WSGIRequestHandler, make_server

from hov_donate.outbox.mailbox import MailboxReader, StoredMail

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PER_PAGE = 50

_PAGES = "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'none'; "
_PAGES += "base-uri 'none'; form-action 'none'"
# A mail's own page brings its styles with it, and may open its links, in new windows; nothing else.
_MAIL = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
_MAIL += "style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'"


def serve_mailbox(*, folder: Path, host: str, port: int) -> None:
    """Show the messages of `folder` until SIGTERM or Ctrl-C. Raises ValueError off loopback."""
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        message = f"The mailbox page is for this machine only: it cannot listen on {host}."
        raise ValueError(message)
    app = mailbox_app(folder)
    with make_server(host, port, app, threaded=True, request_handler=_Quiet) as server:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: _in_background(server.shutdown))
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()


def serve_mailbox_in_background(*, folder: Path, host: str, port: int) -> Callable[[], None]:
    """Show the messages of `folder` from a thread; what is returned stops it."""
    server = make_server(host, port, mailbox_app(folder), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        thread.join()
        server.server_close()

    return stop


def mailbox_app(folder: Path, *, templates: Path = TEMPLATES) -> Flask:
    """The page as a WSGI application."""
    app = Flask(__name__, template_folder=str(templates), static_folder=None)
    app.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1", "[::1]"]
    app.jinja_env.filters["moment"] = _moment
    reader = MailboxReader(folder)

    def index() -> str:
        return _list(reader, request.args.get("page", 1, type=int))

    def message(key: str) -> str:
        return render_template("mailbox/message.html", mail=_found(reader, key))

    def page(key: str) -> Response:
        return _page(_found(reader, key))

    def attachment(key: str, number: int) -> Response:
        return _attachment(_found(reader, key), number)

    def style() -> Response:
        return Response((templates / "mailbox/style.css").read_bytes(), mimetype="text/css")

    app.add_url_rule("/", "index", index)
    app.add_url_rule("/messages/<key>", "message", message)
    app.add_url_rule("/messages/<key>/page", "page", page)
    app.add_url_rule("/messages/<key>/attachments/<int:number>", "attachment", attachment)
    app.add_url_rule("/style.css", "style", style)
    app.register_error_handler(404, lambda _: (render_template("mailbox/missing.html"), 404))
    app.after_request(_guard)
    return app


class _Quiet(WSGIRequestHandler):
    """Keeps requests out of the terminal; errors still appear there."""

    def log_request(self, *_args: object) -> None:
        """Say nothing."""


def _in_background(work: Any) -> None:
    threading.Thread(target=work, daemon=True).start()


def _list(reader: MailboxReader, page: int) -> str:
    keys = reader.keys()
    pages = max(1, ceil(len(keys) / PER_PAGE))
    if not 1 <= page <= pages:
        abort(404)
    first = (page - 1) * PER_PAGE
    read = (reader.read(key) for key in keys[first : first + PER_PAGE])
    return render_template(
        "mailbox/list.html",
        mails=[mail for mail in read if mail],
        total=len(keys),
        first=first + 1,
        page=page,
        pages=pages,
    )


def _page(mail: StoredMail) -> Response:
    if not mail.html:
        abort(404)
    html = mail.html.replace("<head>", '<head><base target="_blank">', 1)
    return Response(html, headers={"Content-Security-Policy": _MAIL})


def _attachment(mail: StoredMail, number: int) -> Response:
    if number >= len(mail.attachments):
        abort(404)
    name, content = mail.attachments[number]
    response = Response(content, mimetype="application/octet-stream")
    if name.endswith(".pdf"):
        response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _found(reader: MailboxReader, key: str) -> StoredMail:
    return reader.read(key) or abort(404)


def _guard(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _PAGES)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%d %B %Y, %H:%M} UTC"
