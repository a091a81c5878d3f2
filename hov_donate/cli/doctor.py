"""`hov-donate doctor`: check an installation and say what to do about each fault."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import click
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hov_donate.cli.house import House, pass_house
from hov_donate.config import Settings
from hov_donate.core.db import make_engine
from hov_donate.core.migrations import head, revision_of
from hov_donate.gateway.port import GatewayError, PaymentGateway, RemoteEndpoint
from hov_donate.gateway.version import API_VERSION
from hov_donate.outbox.errors import MailError
from hov_donate.outbox.transport import SmtpTransport, transport_from_url
from hov_donate.wiring.syncs import EVENT_TYPES


@dataclass(frozen=True)
class Finding:
    """One check: what was looked at, and what to do unless it is well."""

    subject: str
    detail: str
    remedy: str = ""


@click.command()
@pass_house
def doctor(house: House) -> None:
    """Check settings, database, migrations, mail, Stripe key and webhook endpoint."""
    settings = house.checked_settings()
    findings = [Finding("settings", "complete"), *_warnings(settings)]
    findings += _database(settings)
    findings += _mail(settings)
    findings += _stripe(house, settings)
    for finding in findings:
        mark = "!!" if finding.remedy else "ok"
        click.echo(f"{mark}  {finding.subject}: {finding.detail}")
        if finding.remedy:
            click.echo(f"      → {finding.remedy}")
    sys.exit(1 if any(finding.remedy for finding in findings) else 0)


def _warnings(settings: Settings) -> Iterator[Finding]:
    if settings.simulated:
        yield Finding("payments", "simulated; no real money moves")
    elif not settings.live:
        yield Finding("payments", "Stripe's test mode; no real money moves")
    if not settings.stripe_webhook_secrets:
        yield Finding(
            "webhook secret",
            "missing",
            "Set STRIPE_WEBHOOK_SECRET to the endpoint's signing secret (whsec_…).",
        )
    if settings.public_url.startswith("https://") and not settings.trusted_proxies:
        yield Finding(
            "proxies",
            "none is trusted, so attempts are not counted by donors' networks",
            "Set TRUSTED_PROXIES to how many of yours stand in front of the site, usually 1.",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    engine = make_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        revision = revision_of(engine)
    except SQLAlchemyError as error:
        yield Finding(
            "database", f"cannot be opened ({type(error).__name__})", "Check DATABASE_URL."
        )
        return
    finally:
        engine.dispose()
    yield Finding("database", f"{engine.dialect.name} answers")
    behind = "" if revision == head() else "Run `make migrate`, or `hov-donate migrate`."
    yield Finding("migrations", f"at {revision or 'nothing'}, newest is {head()}", behind)


def _mail(settings: Settings) -> Iterator[Finding]:
    try:
        transport = transport_from_url(settings.mail_url)
    except ValueError as error:
        yield Finding("mail", str(error), "Correct MAIL_URL.")
        return
    if not isinstance(transport, SmtpTransport):
        yield Finding("mail", "kept in a folder on this machine; nothing is sent")
        return
    try:
        transport.check()
    except MailError as error:
        yield Finding("mail", str(error), "Check MAIL_URL: host, port, user and password.")
        return
    yield Finding("mail", "the mail server answers and lets us in")


def _stripe(house: House, settings: Settings) -> Iterator[Finding]:
    if not settings.stripe_secret_key:
        yield Finding(
            "Stripe key",
            "missing",
            "Set STRIPE_SECRET_KEY from the Stripe dashboard, Developers, API keys.",
        )
        return
    gateway = house.parts(settings).gateway
    try:
        yield Finding("Stripe key", f"opens the account {gateway.account_name()}")
        yield from _endpoint(gateway, settings)
    except GatewayError as error:
        said = " ".join(str(error).split())
        yield Finding("Stripe", said, "Check STRIPE_SECRET_KEY and the network.")


def _endpoint(gateway: PaymentGateway, settings: Settings) -> Iterator[Finding]:
    wanted = f"{settings.public_url}/stripe/webhook"
    found = [each for each in gateway.webhook_endpoints() if each.url.rstrip("/") == wanted]
    if not found:
        yield Finding(
            "webhook endpoint",
            "missing",
            f"In the Stripe dashboard, Developers, Webhooks, add {wanted} with API version "
            f"{API_VERSION} and the events listed in docs/stripe.md.",
        )
        return
    faults = min((list(endpoint_faults(each)) for each in found), key=len)
    for fault, remedy in faults:
        yield Finding("webhook endpoint", fault, remedy)
    if not faults:
        yield Finding("webhook endpoint", f"{urlsplit(wanted).netloc}: enabled, right events")


def endpoint_faults(endpoint: RemoteEndpoint) -> Iterator[tuple[str, str]]:
    """What is wrong with an endpoint, each with what to do."""
    if not endpoint.enabled:
        yield "disabled", "Enable it in the Stripe dashboard, then run `hov-donate reconcile`."
    missing = EVENT_TYPES - endpoint.event_types
    if missing and "*" not in endpoint.event_types:
        yield f"does not send {', '.join(sorted(missing))}", "Add these events to it."
    if endpoint.api_version != API_VERSION:
        yield (
            f"speaks {_version_of(endpoint)}",
            f"Make a new endpoint with API version {API_VERSION}; the old one keeps its own.",
        )


def _version_of(endpoint: RemoteEndpoint) -> str:
    if endpoint.api_version is None:
        return "the account's default API version, whichever that is"
    return f"API version {endpoint.api_version}"
