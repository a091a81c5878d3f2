"""Somebody joined and paid who is a member already: one person is one member."""

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, ChangeKind, CreditReason, InvoicePayment
from hov_donate.affiliations.operations.by_card import replace_card
from hov_donate.affiliations.operations.declaring import record_declaration
from hov_donate.affiliations.operations.history import APPLICANT, Why, move, note
from hov_donate.affiliations.operations.invoicing import credit_invoice
from hov_donate.affiliations.operations.letters import tell_of_received
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.affiliations.operations.moving import carry_out, set_right
from hov_donate.affiliations.operations.renewing import renew
from hov_donate.affiliations.queries.affiliations import newest_declaration, terms_of
from hov_donate.affiliations.queries.declared import declared_in
from hov_donate.affiliations.queries.giving import gift_on
from hov_donate.affiliations.queries.members import membership_before
from hov_donate.affiliations.queries.money import InvoiceStanding, invoices_of, owed
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.affiliations.rules.declared import Chosen
from hov_donate.affiliations.rules.settling import use
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.outbox.models import MailKind


def unite(work: UnitOfWork, *, affiliation_id: int, settings: Settings) -> Affiliation | None:
    """Let what a member paid for another membership of theirs renew the one that they had before.

    The later one ends, its invoice is taken back, and its money settles the next term of the
    earlier one, whose card it is from now on too. The class is the one that was paid for; the name
    stays, for whoever typed the address may be somebody else. None where nobody had one before.
    """
    later = work.session.get_one(Affiliation, affiliation_id)
    before = membership_before(work.session, later) if later.status.living else None
    if before is None:
        return None
    lock_affiliations(work, [before.id, later.id])
    chosen = _chosen(work, later)
    _take_back(work, later, before, settings)
    _take_over(work, later, before, chosen, settings)
    _move_payments(work, later, before, settings)
    _use_recorded(work, later, before, settings)
    replace_card(work, affiliation=before, subscription_id=later.subscription_id)
    later.subscription_id = None
    work.session.flush()
    return before


def _chosen(work: UnitOfWork, later: Affiliation) -> Chosen:
    """What they chose to pay; no gift that was not accepted, or was taken back otherwise."""
    said = newest_declaration(work.session, later.id)
    invoices = invoices_of(work.session, later.id)
    left = [gift_on(work.session, it).gift_left for it in invoices if it.invoice.gift_minor]
    if said.surplus_is_gift and left and not any(left):
        return Chosen()
    return Chosen(said.chosen, said.surplus_is_gift)


def _take_back(
    work: UnitOfWork, later: Affiliation, before: Affiliation, settings: Settings
) -> None:
    for standing in invoices_of(work.session, later.id):
        if standing.creditable.minor:
            credit_invoice(
                work,
                invoice=standing.invoice,
                amount=None,
                reason=CreditReason.VOID,
                words=before.number,
                actor=APPLICANT,
                settings=settings,
            )
    for term in terms_of(work.session, later.id):
        term.voided_at = work.now
    move(
        work,
        affiliation=later,
        to=AffiliationStatus.RESIGNED,
        kind=ChangeKind.MERGED,
        why=Why(APPLICANT, before.number),
    )
    # It was paid for a moment, and nobody is to be told of that.
    later.paid_until = None
    work.session.flush()


def _take_over(
    work: UnitOfWork,
    later: Affiliation,
    before: Affiliation,
    chosen: Chosen,
    settings: Settings,
) -> None:
    said = newest_declaration(work.session, later.id)
    before.member_class, before.country = later.member_class, later.country
    before.local_group_id = later.local_group_id or before.local_group_id
    declaration = record_declaration(
        work,
        affiliation=before,
        declared=declared_in(said),
        chosen=chosen,
        actor=APPLICANT,
    )
    note(work, affiliation=before, kind=ChangeKind.MERGED, why=Why(APPLICANT, later.number))
    renew(work, affiliation=before, declaration=declaration, actor=APPLICANT, settings=settings)


def _move_payments(
    work: UnitOfWork, later: Affiliation, before: Affiliation, settings: Settings
) -> None:
    """What was paid at Stripe is for the earlier membership's invoice, whatever becomes of it."""
    target = _waiting(work, before) or invoices_of(work.session, before.id)[-1:]
    query = select(InvoicePayment).where(InvoicePayment.affiliation_id == later.id)
    for asked in work.session.scalars(query):
        asked.affiliation_id = before.id
        asked.invoice_id = target[0].invoice.id
    work.session.flush()
    set_right(work, affiliation_id=before.id, settings=settings)


def _use_recorded(
    work: UnitOfWork, later: Affiliation, before: Affiliation, settings: Settings
) -> None:
    """What staff recorded stays the later one's credit, and settles what the earlier one owes."""
    waiting = [(it.invoice.id, it.balance.owed_minor) for it in _waiting(work, before)]
    invoices = {it.invoice.id: it.invoice for it in _waiting(work, before)}
    currencies = {invoice.currency for invoice in invoices.values()}
    sources = [it for it in sources_of(work.session, later.id) if it.currency in currencies]
    moves = use(sources, waiting)
    carry_out(work, affiliation_id=later.id, moves=moves, settings=settings, actor=APPLICANT)
    for each in moves:
        if each.source.received_id is not None and each.invoice_id is not None:
            tell_of_received(
                work,
                received_id=each.source.received_id,
                invoice=invoices[each.invoice_id],
                kind=MailKind.AFFILIATION_PAID,
            )


def _waiting(work: UnitOfWork, before: Affiliation) -> list[InvoiceStanding]:
    """What the earlier membership owes in the currency of its newest invoice, oldest first."""
    found = owed(work.session, before.id)
    return [it for it in found if it.invoice.currency == found[-1].invoice.currency]
