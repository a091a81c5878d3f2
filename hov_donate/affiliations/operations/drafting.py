"""Keeping what is filled in of an application until it is sent. Answers name people: sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from hov_donate.affiliations.models import Application
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.errors import HovDonateError


class AlreadySentError(HovDonateError):
    """The application was sent: what it says is not changed any more."""


@dataclass(frozen=True)
class Answers:
    """What was answered so far, by the names of fields; `done` are the questions."""

    told: Mapping[str, str]
    done: frozenset[str]

    def with_more(self, other: "Answers") -> "Answers":
        """These, with later ones in their place."""
        return Answers({**self.told, **other.told}, self.done | other.done)

    def sealed(self, seal: IdentitySeal) -> bytes:
        """Unreadable without the key."""
        return seal.seal_text(json.dumps([dict(self.told), sorted(self.done)]))

    @classmethod
    def opened(cls, seal: IdentitySeal, sealed: bytes | None) -> "Answers":
        """Readable again; none once they were emptied. Raises SealBrokenError."""
        if sealed is None:
            return cls({}, frozenset())
        told, done = json.loads(seal.open_text(sealed))
        return cls(told, frozenset(done))


def save_answers(
    work: UnitOfWork,
    *,
    form: str,
    answers: Answers,
    language: str,
    seal: IdentitySeal,
    renews_id: int | None = None,
) -> Application:
    """Keep answers on top of earlier ones; the first ones begin the application.

    `renews_id` names the affiliation that it renews. Raises AlreadySentError.
    """
    row = _begun(work, form, language, renews_id)
    if row.submitted_at is not None:
        raise AlreadySentError("an application that was sent is not changed")
    row.sealed = Answers.opened(seal, row.sealed).with_more(answers).sealed(seal)
    row.language, row.saved_at = language, work.now
    work.session.flush()
    return row


def _begun(work: UnitOfWork, form: str, language: str, renews_id: int | None) -> Application:
    """The application of a form, held to the end; of two first answers at once one begins it."""
    work.session.execute(
        insert_ignoring_twins(work.session, Application).values(
            form=form,
            affiliation_id=renews_id,
            language=language,
            started_at=work.now,
            saved_at=work.now,
        )
    )
    wanted = select(Application).where(Application.form == form).with_for_update()
    return work.session.scalars(wanted).one()
