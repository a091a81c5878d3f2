"""Writing down which money settles which invoice."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from hov_donate.affiliations.events import MoneyMoved
from hov_donate.affiliations.models import Allocation, CreditUse, CreditUseKind, Invoice
from hov_donate.affiliations.operations.entries import book
from hov_donate.affiliations.queries.money import invoices_of
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.affiliations.rules import booking
from hov_donate.affiliations.rules.booking import OwnEntry
from hov_donate.affiliations.rules.settling import Move, Source, reckon
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.rules import booking_day

# Who moves money that nobody touched: Stripe's news.
STRIPE = "stripe"


def set_right(
    work: UnitOfWork, *, affiliation_id: int, settings: Settings, actor: str = STRIPE
) -> None:
    """Let an affiliation's money settle what it came for, no more of it than is kept.

    Its row is locked by the caller. A second time in a row moves nothing.
    """
    owed = {
        it.invoice.id: it.balance.owed_minor for it in invoices_of(work.session, affiliation_id)
    }
    moves = reckon(sources_of(work.session, affiliation_id), owed)
    carry_out(work, affiliation_id=affiliation_id, moves=moves, settings=settings, actor=actor)


def carry_out(
    work: UnitOfWork,
    *,
    affiliation_id: int,
    moves: Sequence[Move],
    settings: Settings,
    actor: str,
) -> None:
    """Write moves down, in order, and tell of whose money moved; `affiliation_id` owns the credit.

    The database refuses what would settle more than is owed, or use more than came.
    """
    for move in moves:
        if move.invoice_id is None:
            _regive(work, affiliation_id, move, settings, actor)
        else:
            _allocate(work, move, move.invoice_id, actor)
    invoices = {move.invoice_id for move in moves if move.invoice_id is not None}
    tell_moved(work, {affiliation_id, *_whose(work, invoices)} if moves else set())


def tell_moved(work: UnitOfWork, affiliation_ids: Iterable[int]) -> None:
    """State whose money moved, for who reckons how they stand."""
    for affiliation_id in sorted(affiliation_ids):
        work.tell(MoneyMoved(affiliation_id))


def _whose(work: UnitOfWork, invoice_ids: Iterable[int]) -> set[int]:
    whose = select(Invoice.affiliation_id).where(Invoice.id.in_(list(invoice_ids)))
    return set(work.session.scalars(whose))


def _allocate(work: UnitOfWork, move: Move, invoice_id: int, actor: str) -> None:
    work.session.add(
        Allocation(
            invoice_id=invoice_id,
            payment_id=move.source.payment_id,
            received_id=move.source.received_id,
            amount_minor=move.change,
            currency=move.source.currency,
            at=work.now,
            actor=actor,
        )
    )
    work.session.flush()


def _regive(
    work: UnitOfWork, affiliation_id: int, move: Move, settings: Settings, actor: str
) -> None:
    """A gift of credit goes with the money behind it, and comes again with it."""
    use_up(
        work,
        affiliation_id=affiliation_id,
        kind=CreditUseKind.GIVEN,
        part=(move.source, move.change),
        words="",
        actor=actor,
        settings=settings,
    )


BOOKED_AS = {
    CreditUseKind.GIVEN: (OwnEntry.CREDIT_GIVEN, booking.credit_given),
    CreditUseKind.SENT_BACK: (OwnEntry.CREDIT_SENT_BACK, booking.credit_sent_back),
}


def use_up(  # noqa: PLR0913 (whose, what for, how much of which, said and done by whom)
    work: UnitOfWork,
    *,
    affiliation_id: int,
    kind: CreditUseKind,
    part: tuple[Source, int],
    words: str,
    actor: str,
    settings: Settings,
) -> None:
    """Note what became of a part of one source's credit, and book it today."""
    source, minor = part
    use = CreditUse(
        affiliation_id=affiliation_id,
        payment_id=source.payment_id,
        received_id=source.received_id,
        kind=kind,
        amount_minor=minor,
        currency=source.currency,
        words=words,
        at=work.now,
        actor=actor,
    )
    work.session.add(use)
    work.session.flush()
    entry, lines = BOOKED_AS[kind]
    book(
        work,
        kind=entry,
        source=f"credit-{use.id}",
        lines=lines(Money(minor, source.currency)),
        day=booking_day(work.now, settings.campaign.time_zone),
    )
