"""A sum that staff had recorded is not there after all."""

from dataclasses import replace
from datetime import date

from hov_donate.affiliations.models import MoneyReceived, MoneyReversal, ReversalReason
from hov_donate.affiliations.operations.bearing import bear_sent_back
from hov_donate.affiliations.operations.entries import book
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.affiliations.operations.moving import carry_out, set_right, tell_moved
from hov_donate.affiliations.operations.receiving import IN_THE_BOX, PLACES, tell_payers
from hov_donate.affiliations.queries.money import standings
from hov_donate.affiliations.queries.sources import source_received
from hov_donate.affiliations.rules import booking
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.affiliations.rules.settling import Source, reckon
from hov_donate.cashbox.operations import take_out
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind


def reverse_money(  # noqa: PLR0913 (what, why, since when, said and done by whom)
    work: UnitOfWork,
    *,
    received_id: int,
    reason: ReversalReason,
    on: date,
    words: str,
    actor: str,
    settings: Settings,
) -> MoneyReversal:
    """A recorded sum is not there after all: what it settled is owed again.

    What was sent back to its payer out of it stays as it was booked. Their other credit bears it,
    and as far as there is none they owe it without an invoice: see `bearing`. A second time changes
    nothing. Raises MoneyRefusedError; BoxRefusedError while it is on its way to the bank;
    LookupError when there is no such sum.
    """
    came = work.session.get(MoneyReceived, received_id)
    if came is None:
        raise LookupError(f"no money {received_id}")
    source = _locked_source(work, came)
    known = work.session.get(MoneyReversal, received_id)
    if known is not None:
        return known
    _check_reversal(came, on, booking_day(work.now, settings.campaign.time_zone))
    _let_go(work, came, source, actor, settings)
    reversal = MoneyReversal(
        received_id=received_id,
        reason=reason,
        reversed_on=on,
        words=words,
        actor=actor,
        at=work.now,
    )
    work.session.add(reversal)
    work.session.flush()
    own = f"received-{came.id}"
    boxed = came.method in IN_THE_BOX
    place = take_out(work, source=own, on=on) if boxed else PLACES[came.method]
    lines = booking.not_received(place, came.amount)
    book(work, kind=OwnEntry.REVERSED, source=own, lines=lines, day=on)
    for affiliation_id in sorted(_touched(work, came, source)):
        set_right(work, affiliation_id=affiliation_id, settings=settings)
    bear_sent_back(work, affiliation_id=came.affiliation_id, settings=settings, actor=actor)
    tell_moved(work, [came.affiliation_id])
    lost = [invoice_id for invoice_id, flow in source.settles.items() if flow.now]
    tell_payers(work, came, lost, MailKind.AFFILIATION_UNPAID)
    return reversal


def _locked_source(work: UnitOfWork, came: MoneyReceived) -> Source:
    source = source_received(work.session, came.id)
    lock_affiliations(work, _touched(work, came, source))
    return source_received(work.session, came.id)


def _touched(work: UnitOfWork, came: MoneyReceived, source: Source) -> set[int]:
    """Whose money moves when a sum goes."""
    settled = standings(work.session, list(source.settles))
    return {came.affiliation_id, *(it.invoice.affiliation_id for it in settled)}


def _check_reversal(came: MoneyReceived, on: date, today: date) -> None:
    if on > today:
        raise MoneyRefusedError(MoneyFault.IN_THE_FUTURE)
    if on < came.received_on:
        raise MoneyRefusedError(MoneyFault.BEFORE_IT_CAME)


def _let_go(
    work: UnitOfWork, came: MoneyReceived, source: Source, actor: str, settings: Settings
) -> None:
    """Nothing is settled or given with it any more."""
    moves = reckon([replace(source, kept=0)], {})
    carry_out(work, affiliation_id=came.affiliation_id, moves=moves, settings=settings, actor=actor)
