"""What an appeal says, how many signed it, and which of them show themselves."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Appeal, AppealText, Signature, SignatureCount
from hov_donate.campaign.appeals.rules import SignatureStatus, speaks_for_body
from hov_donate.campaign.appeals.told import opened
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity, IdentitySeal

PER_PAGE = 50
# As many appeals as a page shows; a campaign has a handful.
MOST_APPEALS = 50


@dataclass(frozen=True)
class Worded:
    """An appeal with its text in a reader's language, or the next best."""

    appeal: Appeal
    text: AppealText


@dataclass(frozen=True)
class PublicLine:
    """What a signer shows; what they did not agree to show is empty."""

    key: int
    name: str
    role: str
    organisation: str
    town: str
    country: str
    for_organisation: bool


@dataclass(frozen=True)
class Which:
    """Which signers: of a country or of all, from a key on; nobody of a country that is hidden."""

    country: str | None = None
    before: int | None = None
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PublicPage:
    """Some signers, the newest first, and the key that leads on; None where the list ends."""

    lines: Sequence[PublicLine]
    older: int | None


def appeal_at(session: Session, slug: str) -> Appeal | None:
    """The appeal of an address, once everybody may see it."""
    found = select(Appeal).where(Appeal.slug == slug, Appeal.published_at.is_not(None))
    return session.scalars(found).one_or_none()


def published(session: Session, today: date, languages: Sequence[str]) -> list[Worded]:
    """The appeals that everybody may see, the newest first: those that can be signed before."""
    appeals = session.scalars(
        select(Appeal)
        .where(Appeal.published_at.is_not(None), Appeal.opens_on <= today)
        .order_by(Appeal.opens_on.desc(), Appeal.id.desc())
        .limit(MOST_APPEALS)
    ).all()
    told = _texts_of(session, [it.id for it in appeals])
    words = ((it, _best(told[it.id], languages)) for it in appeals)
    found = [Worded(appeal, text) for appeal, text in words if text]
    return sorted(found, key=lambda it: _closed(it.appeal, today))


def _closed(appeal: Appeal, today: date) -> bool:
    return appeal.closes_on is not None and appeal.closes_on < today


def texts(session: Session, appeal_id: int) -> Mapping[str, AppealText]:
    """What an appeal says, by language."""
    return _texts_of(session, [appeal_id])[appeal_id]


def _texts_of(session: Session, appeal_ids: Sequence[int]) -> Mapping[int, dict[str, AppealText]]:
    found: dict[int, dict[str, AppealText]] = {it: {} for it in appeal_ids}
    for row in session.scalars(select(AppealText).where(AppealText.appeal_id.in_(appeal_ids))):
        found[row.appeal_id][row.language] = row
    return found


def text_of(session: Session, appeal: Appeal, languages: Sequence[str]) -> AppealText | None:
    """The text in the first of some languages that has one, else in any; None without texts."""
    return _best(texts(session, appeal.id), languages)


def _best(known: Mapping[str, AppealText], languages: Sequence[str]) -> AppealText | None:
    first = next((known[it] for it in languages if it in known), None)
    return first or next(iter(known.values()), None)


def counts(session: Session, appeal_id: int) -> Sequence[SignatureCount]:
    """How many signed, by country; countries of which nobody stands are left out."""
    return session.scalars(
        select(SignatureCount).where(
            SignatureCount.appeal_id == appeal_id, SignatureCount.confirmed > 0
        )
    ).all()


def in_public(
    session: Session,
    seal: IdentitySeal,
    appeal_id: int,
    which: Which,
) -> PublicPage:
    """Signers that agreed to be shown, the newest first.

    Opens the names of those alone who agreed to show theirs.
    """
    rows = session.scalars(
        select(Signature)
        .join(ContactDetails, ContactDetails.id == Signature.details_id)
        .where(*_listed(appeal_id, which), ContactDetails.sealed.is_not(None))
        .order_by(Signature.id.desc())
        .limit(PER_PAGE + 1)
    ).all()
    kept = rows[:PER_PAGE]
    return PublicPage(showing(session, seal, kept), kept[-1].id if len(rows) > PER_PAGE else None)


def not_erased(session: Session, signatures: Sequence[Signature]) -> list[Signature]:
    """Those whose signer was not erased: what an erased one told goes from the rows later."""
    ids = [it.details_id for it in signatures]
    kept = set(
        session.scalars(
            select(ContactDetails.id).where(
                ContactDetails.id.in_(ids), ContactDetails.sealed.is_not(None)
            )
        )
    )
    return [it for it in signatures if it.details_id in kept]


def showing(
    session: Session, seal: IdentitySeal, signatures: Sequence[Signature]
) -> list[PublicLine]:
    """Each with just what its signer agreed to show; opens the names of who agreed to theirs."""
    names = identities(session, seal, [it.details_id for it in signatures if it.show_name])
    return [_line(it, names, seal) for it in signatures]


def _listed(appeal_id: int, which: Which) -> list[ColumnElement[bool]]:
    found = [
        Signature.appeal_id == appeal_id,
        Signature.status == SignatureStatus.CONFIRMED,
        Signature.listed.is_(True),
    ]
    if which.hidden:
        found.append(Signature.country.not_in(which.hidden))
    if which.country is not None:
        found.append(Signature.country == which.country)
    if which.before is not None:
        found.append(Signature.id < which.before)
    return found


def _line(
    signature: Signature, names: Mapping[uuid.UUID, Identity], seal: IdentitySeal
) -> PublicLine:
    told, shown = opened(signature, seal), signature.shown
    someone = names.get(signature.details_id)
    return PublicLine(
        key=signature.id,
        name=someone.name if someone else "",
        role=told.role if shown.role else "",
        organisation=told.organisation if shown.organisation else "",
        town=told.town if shown.town else "",
        country=signature.country,
        for_organisation=speaks_for_body(signature.capacity, shown),
    )
