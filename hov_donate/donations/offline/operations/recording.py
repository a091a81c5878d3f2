"""Writing down a gift that came by cash, as a cheque, or by transfer."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.cashbox.operations import Came, put_in
from hov_donate.config import Settings
from hov_donate.contacts.operations import GivenConsent, record_details
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.operations.writing import (
    check_fund,
    fresh_reference,
    issue_and_book,
)
from hov_donate.donations.offline.remembered import SameGiver
from hov_donate.donations.offline.rules import (
    IN_THE_BOX,
    GiftMethod,
    GiverKind,
    OfflineFault,
    OfflineRefusedError,
)
from hov_donate.ledger.rules import GENERAL_FUND, booking_day


@dataclass(frozen=True)
class KnownGiver:
    """Somebody whom we know, with the leave to keep these details, and the language of letters."""

    identity: Identity
    language: str
    consents: tuple[GivenConsent, ...] = ()


@dataclass(frozen=True)
class SecondCounter:
    """Who counts cash beside whoever records it: a member of the office, or a witness by name."""

    member: str | None = None
    witness: str = ""


NOBODY = SecondCounter()


@dataclass(frozen=True)
class GiftFacts:
    """A gift as staff read it off an envelope, a cheque or a statement.

    `form` names the page it was typed on and makes pressing twice one gift. `who` is there for a
    known giver alone, `collected_at` names the meeting of a collection.
    """

    form: str
    method: GiftMethod
    amount: Money
    received_on: date
    giver: GiverKind
    who: KnownGiver | SameGiver | None = None
    collected_at: str = ""
    fund: str = GENERAL_FUND
    bank_reference: str = ""
    cheque_number: str = ""
    words: str = ""
    second: SecondCounter = NOBODY


def record_gift(
    work: UnitOfWork, *, facts: GiftFacts, actor: str, settings: Settings, seal: IdentitySeal
) -> OfflineGift:
    """Write a gift down, book it, lay its cash or cheque into the box, and give a receipt for it.

    A giver whom we know gets the receipt, by letter where there is an e-mail address. It is booked
    on the day on which it came. Raises OfflineRefusedError.
    """
    known = work.session.scalars(
        select(OfflineGift).where(OfflineGift.form == facts.form)
    ).one_or_none()
    if known is not None:
        return known
    _check(work, facts, actor, booking_day(work.now, settings.campaign.time_zone))
    gift = OfflineGift(
        form=facts.form,
        reference=fresh_reference(work),
        method=facts.method,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        fund=facts.fund,
        received_on=facts.received_on,
        giver=facts.giver,
        language=facts.who.language if facts.who else settings.campaign.default_language,
        collected_at=facts.collected_at,
        bank_reference=facts.bank_reference,
        cheque_number=facts.cheque_number,
        words=facts.words,
        recorded_by=actor,
        recorded_at=work.now,
    )
    if facts.who is not None:
        gift.details_id = _details(work, facts.who, seal)
    work.session.add(gift)
    work.session.flush()
    _lay_into_box(work, gift, facts.second, actor, seal)
    issue_and_book(work, gift, settings=settings, seal=seal)
    return gift


def _details(work: UnitOfWork, who: KnownGiver | SameGiver, seal: IdentitySeal) -> uuid.UUID:
    if isinstance(who, SameGiver):
        return who.details_id
    return record_details(work, identity=who.identity, consents=who.consents, seal=seal).id


def _lay_into_box(
    work: UnitOfWork, gift: OfflineGift, second: SecondCounter, actor: str, seal: IdentitySeal
) -> None:
    if gift.method not in IN_THE_BOX:
        return
    came = Came(
        source=gift.source,
        kind=IN_THE_BOX[gift.method],
        amount=gift.amount,
        came_on=gift.received_on,
        cheque_number=gift.cheque_number,
        counter=second.member,
        witness=seal.seal_text(second.witness) if second.witness else None,
    )
    put_in(work, came=came, actor=actor)


def _check(work: UnitOfWork, facts: GiftFacts, actor: str, today: date) -> None:
    faults = {
        OfflineFault.BELONGS_TO_AN_ORDER: facts.method is GiftMethod.STANDING_ORDER,
        OfflineFault.NOT_A_SUM: facts.amount.minor <= 0,
        OfflineFault.IN_THE_FUTURE: facts.received_on > today,
        OfflineFault.GIVER_IS_MISSING: (facts.giver is GiverKind.KNOWN) != (facts.who is not None),
        OfflineFault.MEETING_IS_MISSING: (facts.giver is GiverKind.COLLECTION)
        != bool(facts.collected_at),
        OfflineFault.NUMBER_IS_MISSING: (facts.method is GiftMethod.CHEQUE)
        != bool(facts.cheque_number),
        OfflineFault.TWO_MUST_COUNT: facts.method is GiftMethod.CASH
        and not _two_count(facts.second, actor),
    }
    for fault, found in faults.items():
        if found:
            raise OfflineRefusedError(fault)
    check_fund(work, facts.fund)


def _two_count(second: SecondCounter, actor: str) -> bool:
    """Whether somebody else counts too: one or the other, never whoever records it."""
    if second.witness:
        return second.member is None
    return second.member is not None and second.member != actor
