"""What the schedule does for the watch: asking Stripe about the endpoint, and looking around."""

from collections.abc import Sequence
from datetime import datetime

from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.gateway.port import PaymentGateway, RemoteEndpoint
from hov_donate.gateway.version import API_VERSION
from hov_donate.reports import operations
from hov_donate.reports.rules import EndpointFinding

PATH = "/stripe/webhook"


def watch(database: Database, settings: Settings) -> None:
    """See how everything stands, and tell the treasurer of what turned."""
    with database.writing() as work:
        operations.watch(work, settings=settings)


def look_at_endpoint(
    database: Database,
    gateway: PaymentGateway,
    settings: Settings,
    event_types: frozenset[str],
) -> None:
    """Ask Stripe whether it sends us what we need. Raises GatewayError."""
    found = gateway.webhook_endpoints()
    wanted = f"{settings.public_url}{PATH}"
    ours = [each for each in found if each.url.rstrip("/") == wanted]
    with database.writing() as work:
        finding = _best(ours, event_types, work.now)
        operations.record_look(work, finding=finding)


def _best(
    ours: Sequence[RemoteEndpoint], event_types: frozenset[str], now: datetime
) -> EndpointFinding:
    """The endpoint with the fewest faults; while one is being replaced there are two."""
    none = EndpointFinding(now, present=False, enabled=False, missing=(), right_version=False)
    findings = [_finding(each, event_types, now) for each in ours]
    return min(findings, key=_faults, default=none)


def _finding(
    endpoint: RemoteEndpoint, event_types: frozenset[str], now: datetime
) -> EndpointFinding:
    everything = "*" in endpoint.event_types
    missing = frozenset[str]() if everything else event_types - endpoint.event_types
    return EndpointFinding(
        looked_at=now,
        present=True,
        enabled=endpoint.enabled,
        missing=tuple(sorted(missing)),
        right_version=endpoint.api_version == API_VERSION,
    )


def _faults(finding: EndpointFinding) -> tuple[bool, int, bool]:
    """Worst first."""
    return not finding.enabled, len(finding.missing), not finding.right_version
