"""Delegates are invited, named, replaced and withdrawn."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select, update

from hov_donate.affiliations.models import (
    Application,
    Conference,
    Delegate,
    Officer,
    OfficerRole,
)
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.queries.conferences import Entry, Hall, named
from hov_donate.config import Settings
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.operations import forget, record_details
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

# As long after the meeting as its minutes may be questioned.
NAMES_KEPT = timedelta(days=90)
# From one annual conference to the next.
FORETOLD_KEPT = timedelta(days=400)


class TooManyDelegatesError(UserError):
    """More were named than may be sent: `entitled` in all, of whom `named` are named already."""

    def __init__(self, entitled: int, named: int) -> None:
        """How many may be sent, and how many are named."""
        super().__init__(f"{entitled} may be sent, and {named} are named already")
        self.entitled, self.named = entitled, named


class ConferenceOverError(UserError):
    """The day of the meeting has passed: nobody is named or withdrawn any more."""


def name_delegates(  # noqa: PLR0913 (who is sent, by whom, to what)
    work: UnitOfWork,
    *,
    conference_id: int,
    affiliation_id: int,
    names: Sequence[Identity],
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> list[Delegate]:
    """Send some more; an e-mail address may be left out. Everybody who is sent now.

    Who is named already, by the same name and address, is not named twice. Before the credentials
    are frozen the number is what they would be now, and then what they are. Raises
    TooManyDelegatesError (nobody is named then), ConferenceOverError, LookupError.
    """
    entry = _entry(work, conference_id, affiliation_id, settings)
    present = named(work.session, conference_id, affiliation_id)
    known = identities(work.session, seal, [each.details_id for each in present])
    new = [each for each in dict.fromkeys(names) if each not in known.values()]
    free = _free_places(present, entry.found.delegates)
    if len(new) > len(free):
        raise TooManyDelegatesError(entry.found.delegates, len(present))
    for place, identity in zip(free, new, strict=False):
        details = record_details(work, identity=identity, consents=(), seal=seal)
        _seat(work, conference_id, affiliation_id, place, details.id, actor)
    return named(work.session, conference_id, affiliation_id)


def replace_delegate(  # noqa: PLR0913 (who is sent, by whom, to what)
    work: UnitOfWork,
    *,
    conference_id: int,
    affiliation_id: int,
    place: int,
    identity: Identity,
    actor: str,
    settings: Settings,
    seal: IdentitySeal,
) -> Delegate:
    """Send somebody else in a place; who was named there is forgotten.

    Raises LookupError when the place is empty, TooManyDelegatesError when it is not theirs any
    more, ConferenceOverError.
    """
    entry = _entry(work, conference_id, affiliation_id, settings)
    before = _in_place(work, conference_id, affiliation_id, place)
    if place > entry.found.delegates:
        raise TooManyDelegatesError(entry.found.delegates, place)
    _end(work, before)
    details = record_details(work, identity=identity, consents=(), seal=seal)
    return _seat(work, conference_id, affiliation_id, place, details.id, actor)


def withdraw_delegate(
    work: UnitOfWork, *, conference_id: int, affiliation_id: int, place: int, settings: Settings
) -> None:
    """Send nobody in a place; who was named there is forgotten.

    A place that is empty stays so. Raises ConferenceOverError, LookupError.
    """
    _entry(work, conference_id, affiliation_id, settings)
    for delegate in named(work.session, conference_id, affiliation_id):
        if delegate.place == place:
            _end(work, delegate)


def invite_delegates(work: UnitOfWork, *, conference_id: int, settings: Settings) -> int:
    """Write to every body that may send delegates; to each once for ever. How many there are.

    Raises ConferenceOverError, LookupError.
    """
    hall = _hall(work, conference_id, settings)
    invited, after = 0, 0
    while batch := hall.batch(after):
        after, entries = batch
        sending = {it.affiliation.id: it.affiliation for it in entries if it.found.delegates}
        for officer in _correspondents(work, sending):
            affiliation = sending[officer.affiliation_id]
            put_out(
                work,
                kind=MailKind.DELEGATES_INVITED,
                object_id=f"{affiliation.id}/{conference_id}",
                details_id=officer.details_id,
                language=affiliation.language,
            )
            invited += 1
    return invited


def forget_delegates(work: UnitOfWork, *, today: date) -> None:
    """Names and addresses of delegates are forgotten some time after their meeting.

    So are the names of those whom an application foretold, when no meeting has come since.
    """
    over = (
        select(Delegate.details_id)
        .join(Conference, Conference.id == Delegate.conference_id)
        .join(ContactDetails, ContactDetails.id == Delegate.details_id)
        .where(Conference.held_on < today - NAMES_KEPT, ContactDetails.sealed.is_not(None))
    )
    forget(work, details_ids=list(work.session.scalars(over)))
    work.session.execute(
        update(Application)
        .where(Application.submitted_at < work.now - FORETOLD_KEPT, Application.sealed.is_not(None))
        .values(sealed=None)
    )


def _correspondents(work: UnitOfWork, sending: Iterable[int]) -> Iterable[Officer]:
    return work.session.scalars(
        select(Officer).where(
            Officer.affiliation_id.in_(list(sending)),
            Officer.role == OfficerRole.CORRESPONDENCE,
            Officer.ended_at.is_(None),
        )
    )


def _hall(work: UnitOfWork, conference_id: int, settings: Settings) -> Hall:
    conference = work.session.get(Conference, conference_id)
    if conference is None:
        raise LookupError(f"no conference {conference_id}")
    hall = Hall.at(work.session, conference, work.now, settings.campaign.time_zone)
    if hall.over:
        raise ConferenceOverError(f"{conference.held_on} has passed")
    return hall


def _entry(work: UnitOfWork, conference_id: int, affiliation_id: int, settings: Settings) -> Entry:
    """What an affiliation has; two who name its delegates at once take turns."""
    hall = _hall(work, conference_id, settings)
    lock_affiliation(work, affiliation_id)
    entry = hall.of(affiliation_id)
    if entry is None:
        raise LookupError(f"affiliation {affiliation_id} is another one's double")
    return entry


def _seat(
    work: UnitOfWork,
    conference_id: int,
    affiliation_id: int,
    place: int,
    details_id: uuid.UUID,
    actor: str,
) -> Delegate:
    delegate = Delegate(
        conference_id=conference_id,
        affiliation_id=affiliation_id,
        place=place,
        details_id=details_id,
        named_at=work.now,
        named_by=actor,
    )
    work.session.add(delegate)
    work.session.flush()
    return delegate


def _free_places(present: Sequence[Delegate], entitled: int) -> list[int]:
    taken = {each.place for each in present}
    return [place for place in range(1, entitled + 1) if place not in taken]


def _in_place(work: UnitOfWork, conference_id: int, affiliation_id: int, place: int) -> Delegate:
    for delegate in named(work.session, conference_id, affiliation_id):
        if delegate.place == place:
            return delegate
    raise LookupError(f"nobody is named in place {place}")


def _end(work: UnitOfWork, delegate: Delegate) -> None:
    delegate.ended_at = work.now
    work.session.flush()
    forget(work, details_ids=[delegate.details_id])
