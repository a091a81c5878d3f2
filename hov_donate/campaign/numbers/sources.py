"""What the figures are made of, read from where it is kept: how many, and nobody's name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Signature, SignatureCount
from hov_donate.campaign.appeals.rules import SignatureStatus
from hov_donate.campaign.endorsements.queries import endorsers, leaders
from hov_donate.campaign.endorsements.rules import Basis
from hov_donate.campaign.events.queries import held
from hov_donate.campaign.numbers.rules import Fact, Inputs, Source
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import families, keepers, who_told_members


def inputs_now(session: Session, now: datetime) -> Inputs:
    """Everything that counts at this moment. It reads every signature: no page asks for it."""
    of = {
        Source.SIGNATURES: signed(session),
        Source.EVENTS: events(session, now),
        Source.BODIES: bodies(session),
    }
    return {(source, key): fact for source, facts in of.items() for key, fact in facts.items()}


def signed(session: Session) -> Mapping[str, Fact]:
    """By country, the confirmed signatures and the people whose first one is among them.

    Somebody who signed two appeals is one person; on paper without an address, each is one.
    """
    counts = select(SignatureCount.country, func.sum(SignatureCount.confirmed)).group_by(
        SignatureCount.country
    )
    people = _people(session)
    return {
        country: {"signatures": int(many), "people": people[country]}
        for country, many in session.execute(counts)
        if many
    }


def _people(session: Session) -> Counter[str]:
    """Two reads that are each linear: PostgreSQL looks through a long list in an OR row by row.

    Of people whose names are gone, each counts once: further signatures of theirs are `repeats`.
    """
    stands = Signature.status == SignatureStatus.CONFIRMED
    known = Signature.person.is_not(None)
    first = select(func.min(Signature.id).label("id")).where(stands, known)
    each = first.group_by(Signature.person).subquery()
    of_country = select(Signature.country, func.count()).group_by(Signature.country)
    found: Counter[str] = Counter()
    for query in (
        of_country.join(each, each.c.id == Signature.id),
        of_country.where(stands, Signature.person.is_(None), Signature.repeats.is_(False)),
    ):
        found.update({row[0]: row[1] for row in session.execute(query)})
    return found


def miscounted(session: Session) -> Mapping[str, tuple[int, int]]:
    """Countries whose kept count of signatures is not what the signatures say: (kept, counted)."""
    query = (
        select(Signature.country, func.count())
        .where(Signature.status == SignatureStatus.CONFIRMED)
        .group_by(Signature.country)
    )
    counted = Counter({row[0]: row[1] for row in session.execute(query)})
    kept = Counter({it: fact["signatures"] for it, fact in signed(session).items()})
    return {
        it: (kept[it], counted[it]) for it in sorted({*kept, *counted}) if kept[it] != counted[it]
    }


def events(session: Session, now: datetime) -> Mapping[str, Fact]:
    """The events that were held, each by its day and place."""
    places = held(session, begun_before=now)
    return {f"{it.day} {it.country} {it.place_key}": {"country": it.country} for it in places}


def bodies(session: Session) -> Mapping[str, Fact]:
    """Organisations that decided or whose leaders endorse, and all that stand above them."""
    decided, led = endorsers(session, Basis.ORGANISATION), leaders(session)
    known = decided | keepers(session, set(led))
    parents: dict[int, int | None] = {}
    layer = known
    while layer:
        above = keepers(session, {it.parent_id for it in layer.values() if it.parent_id})
        for it in layer.values():
            parents[it.id] = above[it.parent_id].id if it.parent_id else None
        layer = {it.id: it for it in above.values() if it.id not in known}
        known = known | layer
    return {
        str(number): _body(rows, parents[number], decided=number in decided, leaders=led[number])
        for number, rows in families(session, known).items()
    }


def _body(
    family: Sequence[Organisation], above: int | None, *, decided: bool, leaders: int
) -> Fact:
    """A body as figures need it; one that was merged with what stood above it stands at the top.

    Of rows that are one, the newest number of members holds, whichever of them was kept.
    """
    it, told = family[0], who_told_members(family)
    return {
        "above": None if above == it.id else above,
        "country": it.country,
        "members": told.members if told else None,
        "as_at": told.members_as_at.isoformat() if told and told.members_as_at else None,
        "source": told.members_source if told else None,
        "decided": decided,
        "leaders": leaders,
    }
