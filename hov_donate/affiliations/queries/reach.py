"""Which affiliates cannot be reached by mail: letters to whoever speaks or pays come back."""

import uuid
from collections.abc import Collection

from sqlalchemy import Case, ColumnElement, case, exists, or_, select
from sqlalchemy.orm import Session, aliased

from hov_donate.affiliations.models import Affiliation, Officer
from hov_donate.affiliations.queries.addressees import BILLED, billed_by_each
from hov_donate.affiliations.rules.standing import LIVING, PENDING
from hov_donate.contacts.queries import OutOfReach, all_out_of_reach, out_of_reach


def out_of_reach_each(
    session: Session, affiliations: Collection[Affiliation]
) -> dict[int, OutOfReach]:
    """Of some affiliates those where letters to the member or to an officer come back."""
    found = [(it.id, it.details_id) for it in affiliations if it.details_id is not None]
    rows = session.execute(
        select(Officer.affiliation_id, Officer.details_id).where(
            Officer.affiliation_id.in_([it.id for it in affiliations]), Officer.ended_at.is_(None)
        )
    )
    return _by_affiliation(session, [*found, *((row[0], row[1]) for row in rows)])


def bills_come_back_each(
    session: Session, affiliations: Collection[Affiliation]
) -> dict[int, OutOfReach]:
    """Of some affiliates those where letters to whoever pays come back."""
    return _by_affiliation(session, list(billed_by_each(session, affiliations).items()))


def out_of_reach_condition() -> ColumnElement[bool]:
    """Affiliates where letters to the member or to an officer come back, and matter still."""
    officers = select(Officer.affiliation_id).where(
        Officer.ended_at.is_(None), Officer.details_id.in_(all_out_of_reach())
    )
    matters = Affiliation.status.in_(LIVING | PENDING)
    return matters & or_(
        Affiliation.details_id.in_(all_out_of_reach()), Affiliation.id.in_(officers)
    )


def bills_come_back_condition() -> ColumnElement[bool]:
    """Affiliates where letters to whoever pays come back; for organisations as `billed` has it."""
    payer, nearer = aliased(Officer), aliased(Officer)
    another = exists().where(
        nearer.affiliation_id == payer.affiliation_id,
        nearer.ended_at.is_(None),
        _place(nearer) < _place(payer),
    )
    payers = select(payer.affiliation_id).where(
        payer.ended_at.is_(None), payer.details_id.in_(all_out_of_reach()), ~another
    )
    return or_(Affiliation.details_id.in_(all_out_of_reach()), Affiliation.id.in_(payers))


def _place(officer: type[Officer]) -> Case[int]:
    """Their place in the order in which officers are billed."""
    return case({role: place for place, role in enumerate(BILLED)}, value=officer.role)


def _by_affiliation(
    session: Session, readers: Collection[tuple[int, uuid.UUID]]
) -> dict[int, OutOfReach]:
    back = out_of_reach(session, {details_id for _, details_id in readers})
    return {key: back[details_id] for key, details_id in readers if details_id in back}
