"""Money that Stripe never sees: recorded by staff, and taken back when it is not there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from hov_donate.affiliations.models import (
    CreditUseKind,
    Invoice,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
    ReversalReason,
)
from hov_donate.affiliations.operations.entries import book
from hov_donate.affiliations.operations.letters import tell_of_received
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.affiliations.operations.moving import carry_out, set_right, tell_moved, use_up
from hov_donate.affiliations.queries.money import InvoiceStanding, standings
from hov_donate.affiliations.queries.sources import may_bear, source_received
from hov_donate.affiliations.rules import booking
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.affiliations.rules.settling import Move, Source, reckon, spend
from hov_donate.cashbox.operations import Came, put_in, take_out
from hov_donate.cashbox.rules import ItemKind
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money, total
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind

PLACES = {
    MoneyMethod.BANK_TRANSFER: Account.BANK,
    MoneyMethod.CHEQUE: Account.CHEQUES,
    MoneyMethod.CASH: Account.CASH,
}
# What waits there for the bank, whosever it is; a transfer is at the bank.
IN_THE_BOX = {MoneyMethod.CHEQUE: ItemKind.CHEQUE, MoneyMethod.CASH: ItemKind.CASH}
# How much of one sum is for which invoice.
Shares = Sequence[tuple[int, Money]]


@dataclass(frozen=True)
class ReceivedFacts:
    """A sum that came, as staff read it off a statement, a cheque or an envelope.

    `form` names the page it was typed on and makes pressing twice one sum. What it does not settle
    is the credit of `affiliation_id`.
    """

    form: str
    affiliation_id: int
    method: MoneyMethod
    amount: Money
    received_on: date
    payer: str
    bank_reference: str = ""
    cheque_number: str = ""
    words: str = ""


def receive_money(
    work: UnitOfWork,
    *,
    facts: ReceivedFacts,
    shares: Shares,
    actor: str,
    settings: Settings,
) -> MoneyReceived:
    """Record a sum that came, for one invoice or for many, of whatever affiliations.

    What is not shared out is credit. It is booked on the day on which it came. Raises
    MoneyRefusedError; LookupError for an invoice or affiliation that is not there.
    """
    known = _recorded_with(work, facts.form)
    if known is not None:
        return known
    invoices = _locked(work, facts.affiliation_id, [invoice_id for invoice_id, _ in shares])
    # Whoever pressed at the same time has come to an end by now.
    known = _recorded_with(work, facts.form)
    if known is not None:
        return known
    _check(facts, shares, invoices, booking_day(work.now, settings.campaign.time_zone))
    came = MoneyReceived(
        form=facts.form,
        affiliation_id=facts.affiliation_id,
        method=facts.method,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        received_on=facts.received_on,
        payer=facts.payer,
        bank_reference=facts.bank_reference,
        cheque_number=facts.cheque_number,
        words=facts.words,
        recorded_by=actor,
        recorded_at=work.now,
    )
    work.session.add(came)
    work.session.flush()
    lines = booking.received(PLACES[came.method], came.amount)
    source = f"received-{came.id}"
    book(work, kind=OwnEntry.RECEIVED, source=source, lines=lines, day=came.received_on)
    _lay_into_box(work, came, source, actor)
    _share_out(work, came, shares, actor, settings)
    return came


def _lay_into_box(work: UnitOfWork, came: MoneyReceived, source: str, actor: str) -> None:
    if came.method in IN_THE_BOX:
        item = Came(
            source=source,
            kind=IN_THE_BOX[came.method],
            amount=came.amount,
            came_on=came.received_on,
            cheque_number=came.cheque_number,
        )
        put_in(work, came=item, actor=actor)


def _recorded_with(work: UnitOfWork, form: str) -> MoneyReceived | None:
    found = select(MoneyReceived).where(MoneyReceived.form == form)
    return work.session.scalars(found).one_or_none()


def _locked(
    work: UnitOfWork, owner_id: int, invoice_ids: Sequence[int]
) -> dict[int, InvoiceStanding]:
    """The invoices as they stand, with the affiliations that they and the sum belong to held."""
    found = standings(work.session, list(invoice_ids))
    if len(found) < len(set(invoice_ids)):
        raise LookupError(f"no invoice {invoice_ids}")
    lock_affiliations(work, [owner_id, *(it.invoice.affiliation_id for it in found)])
    return {it.invoice.id: it for it in standings(work.session, list(invoice_ids))}


def _check(
    facts: ReceivedFacts,
    shares: Shares,
    invoices: Mapping[int, InvoiceStanding],
    today: date,
) -> None:
    if facts.received_on > today:
        raise MoneyRefusedError(MoneyFault.IN_THE_FUTURE)
    currency = facts.amount.currency
    sums = [facts.amount, *(share for _, share in shares)]
    if any(share.currency != currency for share in sums[1:]):
        raise MoneyRefusedError(MoneyFault.OTHER_CURRENCY)
    if any(each.minor <= 0 for each in sums):
        raise MoneyRefusedError(MoneyFault.NOT_A_SUM)
    if facts.amount < total(sums[1:], currency):
        raise MoneyRefusedError(MoneyFault.MORE_THAN_CAME)
    for invoice_id, standing in invoices.items():
        _check_invoice(standing, [share for named, share in shares if named == invoice_id])


def _check_invoice(standing: InvoiceStanding, shares: Sequence[Money]) -> None:
    if any(share.currency != standing.invoice.currency for share in shares):
        raise MoneyRefusedError(MoneyFault.OTHER_CURRENCY)
    if standing.owed < total(shares, standing.invoice.currency):
        raise MoneyRefusedError(MoneyFault.MORE_THAN_OWED)


def _share_out(
    work: UnitOfWork, came: MoneyReceived, shares: Shares, actor: str, settings: Settings
) -> None:
    source = source_received(work.session, came.id)
    moves = [Move(source, invoice_id, share.minor) for invoice_id, share in shares]
    carry_out(work, affiliation_id=came.affiliation_id, moves=moves, settings=settings, actor=actor)
    tell_moved(work, [came.affiliation_id])
    _tell(work, came, [invoice_id for invoice_id, _ in shares], MailKind.AFFILIATION_PAID)


def _tell(
    work: UnitOfWork, came: MoneyReceived, invoice_ids: Iterable[int], kind: MailKind
) -> None:
    for invoice_id in sorted(set(invoice_ids)):
        invoice = work.session.get_one(Invoice, invoice_id)
        tell_of_received(work, received_id=came.id, invoice=invoice, kind=kind)


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

    What was sent back to its payer out of it was sent out of other credit of theirs then, which
    must be there. A second time changes nothing. Raises MoneyRefusedError; BoxRefusedError while it
    is on its way to the bank; LookupError when there is no such sum.
    """
    came = work.session.get(MoneyReceived, received_id)
    if came is None:
        raise LookupError(f"no money {received_id}")
    source = _locked_source(work, came)
    known = work.session.get(MoneyReversal, received_id)
    if known is not None:
        return known
    _check_reversal(came, on, booking_day(work.now, settings.campaign.time_zone))
    source = _bear_elsewhere(work, came, source, actor, settings)
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
    tell_moved(work, [came.affiliation_id])
    lost = [invoice_id for invoice_id, flow in source.settles.items() if flow.now]
    _tell(work, came, lost, MailKind.AFFILIATION_UNPAID)
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


def _bear_elsewhere(
    work: UnitOfWork, came: MoneyReceived, source: Source, actor: str, settings: Settings
) -> Source:
    """Let other credit of the same payer bear what was sent back out of a sum; the sum afterwards.

    What left the bank stays as it was booked. Raises MoneyRefusedError where there is not so much.
    """
    if not source.sent_back:
        return source
    bearing = spend(may_bear(work.session, came), source.sent_back)
    if sum(minor for _, minor in bearing) < source.sent_back:
        raise MoneyRefusedError(MoneyFault.SENT_BACK_MEANWHILE)
    for part in ((source, -source.sent_back), *bearing):
        use_up(
            work,
            affiliation_id=came.affiliation_id,
            kind=CreditUseKind.SENT_BACK,
            part=part,
            words=f"received-{came.id}",
            actor=actor,
            settings=settings,
        )
    return source_received(work.session, came.id)


def _let_go(
    work: UnitOfWork, came: MoneyReceived, source: Source, actor: str, settings: Settings
) -> None:
    """Nothing is settled or given with it any more."""
    moves = reckon([replace(source, kept=0)], {})
    carry_out(work, affiliation_id=came.affiliation_id, moves=moves, settings=settings, actor=actor)
