"""Calling Stripe: plain JSON in, plain JSON out, errors in our words, at a pace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import stripe

from hov_donate.gateway.pace import Pace
from hov_donate.gateway.port import (
    AnswerLostError,
    GatewayRefusedError,
    GatewayUnavailableError,
    NotFoundError,
)

# Telemetry would write to the home folder and tell Stripe about the machine.
stripe.enable_telemetry = False

PAGE_SIZE = 100
Json = dict[str, Any]


class Client:
    """Stripe, or whatever speaks its API at `api_base`."""

    def __init__(
        self,
        *,
        secret_key: str,
        api_base: str,
        timeout_seconds: tuple[float, float] = (5, 20),
        retries: int = 2,
        pace: Pace | None = None,
    ) -> None:
        """A connection is made at the first call, so that this survives a fork."""
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=retries,
            http_client=stripe.RequestsClient(timeout=timeout_seconds),
        )
        self._pace = pace

    @contextmanager
    def calling(self) -> Iterator[stripe.StripeClient]:
        """The library, for calls that write; see `translated` for the errors raised."""
        self._wait()
        with translated():
            yield self._client

    def get(self, path: str, **params: object) -> Json:
        """Read plain JSON: building the library's typed objects takes longer than the call."""
        self._wait()
        with translated():
            response = self._client.raw_request("get", f"/v1/{path}", **params)
        data: Json = response.data
        return data

    def get_all(self, path: str, **params: object) -> list[Json]:
        """Every row of a list."""
        found: list[Json] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, limit=PAGE_SIZE, **params, **cursor)
            found += page["data"]
            if not page["has_more"]:
                return found
            cursor = {"starting_after": found[-1]["id"]}

    def _wait(self) -> None:
        if self._pace is not None:
            self._pace.wait()


@contextmanager
def translated() -> Iterator[None]:
    """Stripe's errors in our words; see the retry rules in docs/stripe.md."""
    try:
        yield
    except stripe.APIConnectionError as error:
        raise AnswerLostError(f"Stripe cannot be reached: {error}") from error
    except (stripe.RateLimitError, stripe.APIError) as error:
        raise GatewayUnavailableError(f"Stripe answers {error.http_status}: {error}") from error
    except stripe.InvalidRequestError as error:
        kind = NotFoundError if error.code == "resource_missing" else GatewayRefusedError
        raise kind(f"Stripe refuses: {error}", error.code or "") from error
    except stripe.StripeError as error:
        raise GatewayRefusedError(f"Stripe refuses: {error}", error.code or "") from error
