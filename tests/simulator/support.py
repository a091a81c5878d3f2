"""A simulator, a real Stripe client and a receiver of webhooks."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

import stripe

from hov_donate.simulator.serve import RunningSimulator

stripe.enable_telemetry = False

SECRET = "whsec_test"
EXPANDED = [
    "payment_intent.latest_charge.balance_transaction",
    "payment_intent.latest_charge.refunds",
    "line_items",
]


def client_of(simulator: RunningSimulator, **options: Any) -> stripe.StripeClient:
    return stripe.StripeClient(
        simulator.api_key,
        base_addresses={"api": simulator.url},
        http_client=stripe.RequestsClient(timeout=5),
        **options,
    )


def gift(amount: int = 2000, currency: str = "gbp", **more: Any) -> Any:
    return {
        "mode": "payment",
        "submit_type": "donate",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": currency,
                    "unit_amount": amount,
                    "product_data": {"name": "A gift"},
                },
            }
        ],
        "success_url": "http://127.0.0.1:1/thanks?session_id={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://127.0.0.1:1/donate",
        "customer_email": "donor@example.org",
        "metadata": {"reference": "R-1"},
        "payment_intent_data": {"metadata": {"reference": "R-1"}, "description": "A gift"},
        **more,
    }


def monthly(amount: int = 1000, currency: str = "gbp", interval: str = "month", **more: Any) -> Any:
    """A gift that comes again."""
    asked = gift(amount, currency, mode="subscription", **more)
    del asked["payment_intent_data"], asked["submit_type"]
    asked["line_items"][0]["price_data"] |= {
        "recurring": {"interval": interval},
        "product_data": {"name": "A monthly gift"},
    }
    asked["subscription_data"] = {"metadata": {"pledge": "P-1"}, "description": "A monthly gift"}
    return asked


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    simulator: RunningSimulator,
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """A request as it is, without the library between."""
    parts = urlsplit(simulator.url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    sent = {"Authorization": f"Bearer {simulator.api_key}"} | (headers or {})
    if isinstance(body, dict):
        body = urlencode(body)
        sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
    connection.request(method, path, body, sent)
    reply = connection.getresponse()
    answer = Answer(reply.status, dict(reply.getheaders()), reply.read().decode())
    connection.close()
    return answer


@dataclass
class Receiver:
    """Takes webhooks; `answer` decides the status from the number of the delivery."""

    answer: Callable[[int], int] = lambda _count: 200
    got: list[tuple[str, bytes]] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    def start(self) -> str:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.headers["Stripe-Signature"], body))
                self.send_response(receiver.answer(len(receiver.got)))
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve = {"poll_interval": 0.02}
        Thread(target=self.server.serve_forever, kwargs=serve, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/stripe/webhook"

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.got]
