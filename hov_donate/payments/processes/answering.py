"""Telling a payer's bank what shows that a payment is right."""

from collections.abc import Mapping

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.gateway.port import PaymentGateway
from hov_donate.payments import operations
from hov_donate.payments.processes.syncing import sync_dispute


def answer_dispute(
    database: Database,
    gateway: PaymentGateway,
    *,
    dispute_id: str,
    evidence: Mapping[str, str],
    actor: str,
    seal: IdentitySeal,
) -> None:
    """Write the answer down, send it, and bring the dispute in step.

    Should Stripe be silent the answer is kept and can be sent again: under the same idempotency
    key as long as nobody changes it. Raises CannotBeAnsweredError, LookupError, GatewayError.
    """
    _hear(database, gateway, dispute_id)
    with database.writing() as work:
        answer = operations.write_answer(
            work, dispute_id=dispute_id, evidence=evidence, actor=actor, seal=seal
        )
    key = f"dispute:{dispute_id}:answer:v{answer.version}"
    gateway.answer_dispute(dispute_id, evidence, idempotency_key=key)
    _hear(database, gateway, dispute_id)


def _hear(database: Database, gateway: PaymentGateway, dispute_id: str) -> None:
    """Bring the dispute in step: an answer whose reply was lost may have arrived."""
    sync_dispute(database, gateway, dispute_id)
    with database.writing() as work:
        operations.note_answer_taken(work, dispute_id=dispute_id)
