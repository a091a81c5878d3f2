"""The same as "Nothing is lost", for machines: Prometheus' text format, behind a token.

See prometheus.io/docs/instrumenting/exposition_formats. Only counts, sums and moments are told.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from flask import Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hov_donate.reports.queries import facts, last_events
from hov_donate.reports.rules import Facts, Pile, checks
from hov_donate.web.access import open_to_all
from hov_donate.web.database import db
from hov_donate.web.parts import parts

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Value = int | datetime | None


class _Once(Collector):
    """Hands on what was gathered for this one answer."""

    def __init__(self, gathered: Iterable[GaugeMetricFamily]) -> None:
        """The gauges to be written."""
        self.gathered = list(gathered)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The gauges."""
        return self.gathered


def metrics(event_types: frozenset[str]) -> Callable[[], Response]:
    """The page that tells how everything stands, and when an event of each type last came."""

    @open_to_all
    def page() -> Response:
        """404 without a token in the settings, 401 without it in the request."""
        token = parts().settings.metrics_token
        if not token:
            abort(404)
        if not _knows(token):
            return Response("", 401, headers={"WWW-Authenticate": "Bearer"})
        return _written(event_types)

    return page


def _written(event_types: frozenset[str]) -> Response:
    session, zone = db.session(), parts().settings.campaign.time_zone
    found = facts(session, parts().clock.now(), zone)
    registry = CollectorRegistry()
    registry.register(_Once(gauges(found, last_events(session, event_types))))
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
    return Response(generate_latest(registry), 200, headers=headers)


def gauges(found: Facts, last: Mapping[str, datetime]) -> Iterable[GaugeMetricFamily]:
    """Every figure; what has no value yet is left out."""
    lights = {check.subject.value: check.light.rank for check in checks(found)}
    yield _labelled("hov_light", "0 green, 1 amber, 2 red.", "subject", lights)
    yield _labelled(
        "hov_last_event_timestamp_seconds", "When an event of a type last came.", "type", last
    )
    differences = {it.currency: it.minor for it in found.check.differences} if found.check else {}
    yield _labelled(
        "hov_reconciliation_difference_minor", "Stripe less ours.", "currency", differences
    )
    owed = found.receivables.differences if found.receivables else ()
    yield _labelled(
        "hov_receivables_difference_minor",
        "What affiliates owe, less their credit, less what the books say.",
        "currency",
        {it.currency: it.minor for it in owed},
    )
    for name, (meaning, value) in {**_machinery(found), **_money(found), **_letters(found)}.items():
        if value is not None:
            yield GaugeMetricFamily(name, meaning, value=_number(value))


def _machinery(found: Facts) -> dict[str, tuple[str, Value]]:
    endpoint, sweep = found.endpoint, found.sweep
    usable = int(endpoint.present and endpoint.enabled) if endpoint else None
    return {
        "hov_worker_last_seen_timestamp_seconds": (
            "When a worker was last heard of.",
            found.worker_seen_at,
        ),
        **_pile("event", "events", "Stripe's events that wait.", found.waiting_events),
        "hov_events_failed": ("Stripe's events that failed.", found.failed_events.count),
        "hov_endpoint_enabled": ("Whether Stripe sends us events.", usable),
        "hov_endpoint_missing_event_types": (
            "Event types that Stripe does not send.",
            len(endpoint.missing) if endpoint else None,
        ),
        "hov_last_sweep_timestamp_seconds": (
            "When the last sweep finished.",
            sweep.finished_at if sweep else None,
        ),
        "hov_last_sweep_differed": ("What it put right.", sweep.differed if sweep else None),
        "hov_last_sweep_failed": ("What it left to the worker.", sweep.failed if sweep else None),
    }


def _money(found: Facts) -> dict[str, tuple[str, Value]]:
    return {
        "hov_last_reconciliation_timestamp_seconds": (
            "When the last check of the books finished.",
            found.check.finished_at if found.check else None,
        ),
        "hov_unmatched_payments": ("Money that matches nothing.", found.unmatched.count),
        "hov_overdue_instalments": (
            "Recurring gifts without the instalment that was due.",
            found.overdue_instalments.count,
        ),
        "hov_ends_not_done": ("Recurring gifts that should have ended.", found.ends.count),
        "hov_disputes_to_answer": ("Disputes that wait for an answer.", found.disputes),
        "hov_dispute_answer_by_timestamp_seconds": (
            "The nearest day to answer by.",
            found.answer_by,
        ),
        "hov_failed_payouts": ("Payouts that the bank did not take.", len(found.failed_payouts)),
    }


def _letters(found: Facts) -> dict[str, tuple[str, Value]]:
    return {
        **_pile("letter", "letters", "Letters that wait.", found.waiting_letters),
        "hov_letters_failed": ("Letters that failed.", found.failed_letters.count),
        "hov_letters_came_back": (
            "Letters that came back in the last 30 days.",
            found.returned_letters,
        ),
    }


def _pile(one: str, many: str, meaning: str, pile: Pile) -> dict[str, tuple[str, Value]]:
    return {
        f"hov_{many}_waiting": (meaning, pile.count),
        f"hov_oldest_waiting_{one}_timestamp_seconds": (
            "Since when the oldest waits.",
            pile.oldest_at,
        ),
    }


def _labelled(
    name: str, meaning: str, label: str, values: Mapping[str, int] | Mapping[str, datetime]
) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        gauge.add_metric([key], _number(value))
    return gauge


def _number(value: int | datetime) -> float:
    return value.timestamp() if isinstance(value, datetime) else value


def _knows(token: str) -> bool:
    """Whether the request carries the token; compared in constant time."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return same and kind.lower() == "bearer"
