"""What the schedule forgets of signatures, some at a time."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, func, or_, select, update

from hov_donate.campaign.appeals.models import Appeal, PaperBatch, Signature
from hov_donate.campaign.appeals.operations.moving import empty, show_no_more
from hov_donate.campaign.appeals.rules import (
    KNOWN_AFTER,
    PLACE_KNOWN_FOR,
    SHEET_KEPT_FOR,
    UNCONFIRMED_FOR,
    PaperStatus,
    SignatureStatus,
)
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.operations import forget
from hov_donate.core.db import UnitOfWork

AT_ONCE = 500
# Whether something is left of who signed, or of what they told.
KNOWN = or_(
    Signature.told.is_not(None), Signature.person.is_not(None), Signature.likeness.is_not(None)
)
# Time for somebody to ask why a signature is not there.
REJECTED_KNOWN_FOR = timedelta(days=30)


def forget_unconfirmed(work: UnitOfWork) -> int:
    """Remove signatures that nobody confirmed in time, and who is named in them; how many."""
    before = work.now - UNCONFIRMED_FOR
    never = (Signature.status == SignatureStatus.UNCONFIRMED, Signature.signed_at < before)
    found = work.session.scalars(
        select(Signature).where(*never).order_by(Signature.id).limit(AT_ONCE).with_for_update()
    ).all()
    forget(work, details_ids=[it.details_id for it in found])
    for signature in found:
        work.session.delete(signature)
    work.session.flush()
    return len(found)


def forget_rejected(work: UnitOfWork) -> int:
    """Remove who is named in signatures that were turned away long ago; how many."""
    found = work.session.scalars(
        select(Signature)
        .where(
            Signature.status == SignatureStatus.REJECTED,
            KNOWN,
            Signature.settled_at < work.now - REJECTED_KNOWN_FOR,
        )
        .order_by(Signature.id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    for signature in found:
        empty(work, signature)
    work.session.flush()
    return len(found)


def follow_erased(work: UnitOfWork) -> int:
    """Remove what those told whose name is erased; they still count, as nobody. How many."""
    erased = exists().where(
        ContactDetails.id == Signature.details_id, ContactDetails.sealed.is_(None)
    )
    found = work.session.scalars(
        select(Signature)
        .where(Signature.told.is_not(None), erased)
        .order_by(Signature.id)
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    for signature in _by_country(found):
        show_no_more(work, signature)
    work.session.flush()
    return len(found)


def forget_ended(work: UnitOfWork, *, today: date) -> int:
    """Remove who signed appeals that closed long ago: their numbers are left. How many.

    `today` is the campaign's day. Who signed another appeal, too, stays one person. News end with
    it, for who agreed to them here and nowhere else.
    """
    found = work.session.scalars(
        select(Signature)
        .join(Appeal, Appeal.id == Signature.appeal_id)
        .where(
            Appeal.closes_on < today - KNOWN_AFTER,
            KNOWN,
        )
        .order_by(Signature.id)
        .limit(AT_ONCE)
        .with_for_update(of=Signature)
    ).all()
    stands = _standing_of(work, [it.person for it in found if it.person is not None])
    for signature in _by_country(found):
        if signature.status is SignatureStatus.CONFIRMED and signature.person is not None:
            stands[signature.person] -= 1
            signature.repeats = stands[signature.person] > 0
        show_no_more(work, signature)
        empty(work, signature)
    work.session.flush()
    return len(found)


def _by_country(held: Sequence[Signature]) -> Sequence[Signature]:
    """Rows are held in the order of their keys, and counts in that of countries, by everybody."""
    return sorted(held, key=lambda it: it.country)


def _standing_of(work: UnitOfWork, people: Sequence[str]) -> Counter[str]:
    """How many signatures of each person count that still say whose they are."""
    rows = work.session.execute(
        select(Signature.person, func.count())
        .where(Signature.person.in_(people), Signature.status == SignatureStatus.CONFIRMED)
        .group_by(Signature.person)
    )
    return Counter({person: many for person, many in rows if person is not None})


def forget_sheets(work: UnitOfWork) -> int:
    """Drop files of paper signatures that nobody decided about; they can be brought again."""
    found = work.session.scalars(
        select(PaperBatch)
        .where(
            PaperBatch.status == PaperStatus.LOOKED_AT,
            PaperBatch.looked_at < work.now - SHEET_KEPT_FOR,
        )
        .limit(AT_ONCE)
        .with_for_update()
    ).all()
    for batch in found:
        batch.status, batch.sealed_rows, batch.settled_at = PaperStatus.DROPPED, None, work.now
    work.session.flush()
    return len(found)


def forget_places(work: UnitOfWork) -> None:
    """Remove from which neighbourhood and domain signatures came, once that can tell nothing."""
    before = work.now - PLACE_KNOWN_FOR
    for mark in (Signature.place, Signature.domain):
        work.session.execute(
            update(Signature)
            .where(mark.is_not(None), Signature.signed_at < before)
            .values({mark: None})
        )
