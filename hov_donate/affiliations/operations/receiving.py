"""Money that Stripe never sees, recorded by staff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.affiliations.models import Invoice, MoneyMethod, MoneyReceived
from hov_donate.affiliations.operations.bearing import bear_sent_back
from hov_donate.affiliations.operations.entries import book
from hov_donate.affiliations.operations.letters import tell_of_received
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.affiliations.operations.moving import carry_out, tell_moved
from hov_donate.affiliations.queries.money import InvoiceStanding, standings
from hov_donate.affiliations.queries.sources import source_received
from hov_donate.affiliations.rules import booking
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.affiliations.rules.settling import Move
from hov_donate.cashbox.operations import Came, put_in
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

    What is not shared out is credit, after it has borne what was sent back out of a sum that was
    not there. It is booked on the day on which it came. Raises MoneyRefusedError; LookupError for
    an invoice or affiliation that is not there.
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
    bear_sent_back(work, affiliation_id=came.affiliation_id, settings=settings, actor=actor)
    tell_moved(work, [came.affiliation_id])
    invoices = [invoice_id for invoice_id, _ in shares]
    tell_payers(work, came, invoices, MailKind.AFFILIATION_PAID)


def tell_payers(
    work: UnitOfWork, came: MoneyReceived, invoice_ids: Iterable[int], kind: MailKind
) -> None:
    """Write about a recorded sum to whoever pays each of these invoices."""
    for invoice_id in sorted(set(invoice_ids)):
        invoice = work.session.get_one(Invoice, invoice_id)
        tell_of_received(work, received_id=came.id, invoice=invoice, kind=kind)
