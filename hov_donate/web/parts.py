"""The parts of the service that pages use; joined in `app`, looked up here and nowhere else."""

from dataclasses import dataclass

from flask import current_app  # noqa: TID251 (the one place that may)

from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import Clock
from hov_donate.core.db import Database
from hov_donate.core.links import Links
from hov_donate.defence.processes import Guard
from hov_donate.donations.processes import Giving
from hov_donate.gateway.port import EventVerifier, PaymentGateway
from hov_donate.reconciliation.processes import Reconciler
from hov_donate.reconciliation.sweeping import Sweeper

KEY = "hov_donate"


@dataclass(frozen=True)
class Parts:
    """Everything a surface may need, chosen for one installation."""

    settings: Settings
    clock: Clock
    database: Database
    gateway: PaymentGateway
    verifier: EventVerifier
    links: Links
    seal: IdentitySeal
    giving: Giving
    reconciler: Reconciler
    sweeper: Sweeper
    guard: Guard


def parts() -> Parts:
    """The parts of the application that answers this request."""
    found: Parts = current_app.extensions[KEY]
    return found
