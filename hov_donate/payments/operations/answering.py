"""Answers to disputes, written down before the bank hears them. Nothing here commits."""

from collections.abc import Mapping
from json import dumps

from sqlalchemy import select

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import HovDonateError
from hov_donate.payments.models import Dispute, DisputeAnswer
from hov_donate.payments.rules import DisputeStatus

AWAITED = frozenset({DisputeStatus.NEEDS_RESPONSE, DisputeStatus.WARNING_NEEDS_RESPONSE})


class CannotBeAnsweredError(HovDonateError):
    """The bank takes no answer: it has one, it has decided, or its day has passed."""


def write_answer(
    work: UnitOfWork,
    *,
    dispute_id: str,
    evidence: Mapping[str, str],
    actor: str,
    seal: IdentitySeal,
) -> DisputeAnswer:
    """Write down what the bank is to be told; anew, as long as it was not told.

    Raises CannotBeAnsweredError, LookupError.
    """
    dispute = _awaited(work, dispute_id)
    answer = _answer(work, dispute_id)
    if answer is None:
        answer = DisputeAnswer(stripe_dispute_id=dispute.stripe_dispute_id, version=0)
        work.session.add(answer)
    answer.version += 1
    answer.sealed = seal.seal_text(dumps(dict(evidence)))
    answer.actor, answer.written_at = actor, work.now
    work.session.flush()
    return answer


def note_answer_taken(work: UnitOfWork, *, dispute_id: str) -> bool:
    """Note that the bank has the answer, once it waits for none; whether it has.

    An answer is written down right before it is sent: one whose reply was lost has arrived when
    the bank reads it.
    """
    answer = _answer(work, dispute_id)
    status = work.session.scalar(
        select(Dispute.status).where(Dispute.stripe_dispute_id == dispute_id)
    )
    if answer is None or status in AWAITED:
        return False
    if answer.sent_at is None:
        answer.sent_at = work.now
        work.session.flush()
    return True


def _answer(work: UnitOfWork, dispute_id: str) -> DisputeAnswer | None:
    return work.session.scalars(
        select(DisputeAnswer).where(DisputeAnswer.stripe_dispute_id == dispute_id).with_for_update()
    ).one_or_none()


def _awaited(work: UnitOfWork, dispute_id: str) -> Dispute:
    dispute = work.session.scalars(
        select(Dispute).where(Dispute.stripe_dispute_id == dispute_id).with_for_update()
    ).one_or_none()
    if dispute is None:
        raise LookupError(f"no dispute {dispute_id}")
    late = dispute.evidence_due_by is not None and dispute.evidence_due_by <= work.now
    if dispute.status not in AWAITED or late:
        raise CannotBeAnsweredError(f"dispute {dispute_id} takes no answer")
    return dispute
