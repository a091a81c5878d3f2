"""Reading applications that are filled in."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Application
from hov_donate.contacts.sealing import IdentitySeal

# Of what was answered, what is needed again after it was sent: names, a line each.
DELEGATES = "delegates"


def application(session: Session, form: str) -> Application | None:
    """The application of a form; None before its first answer."""
    return session.scalars(select(Application).where(Application.form == form)).one_or_none()


def delegates_foretold(session: Session, seal: IdentitySeal, affiliation_id: int) -> list[str]:
    """Whom an affiliation said that it would send, in the last form that named somebody."""
    sealed = session.scalars(
        select(Application.sealed)
        .where(
            Application.affiliation_id == affiliation_id,
            Application.submitted_at.is_not(None),
            Application.sealed.is_not(None),
        )
        .order_by(Application.submitted_at.desc())
        .limit(1)
    ).first()
    if sealed is None:
        return []
    answers, _ = json.loads(seal.open_text(sealed))
    return [name for name in answers.get(DELEGATES, "").splitlines() if name]
