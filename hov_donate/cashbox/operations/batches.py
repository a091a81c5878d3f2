"""Taking cash and cheques to the bank: a batch is made, its slip printed, and paid in or undone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import PAID_IN, BoxFault, BoxRefusedError, ItemKind, paid_in
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money, total
from hov_donate.ledger.own import book_own


@dataclass(frozen=True)
class BatchFacts:
    """What goes to the bank together; `form` makes pressing twice one batch.

    `account` is the IBAN it goes to, `notes_minor` what of the cash is in notes.
    """

    form: str
    account: str
    items: Collection[int]
    notes_minor: int


def make_batch(
    work: UnitOfWork, *, facts: BatchFacts, accounts: Collection[str], actor: str
) -> Batch:
    """Put items of one currency into a batch for one of the `accounts`. Raises BoxRefusedError."""
    found = _locked(work, facts.items)
    # Whoever pressed at the same time has come to an end by now.
    known = work.session.scalars(select(Batch).where(Batch.form == facts.form)).one_or_none()
    if known is not None:
        return known
    _check_items(facts, found)
    if facts.account not in accounts:
        raise BoxRefusedError(BoxFault.NO_SUCH_ACCOUNT)
    currency = found[0].currency
    cash, cheques = (_sum(found, kind, currency) for kind in (ItemKind.CASH, ItemKind.CHEQUE))
    if not 0 <= facts.notes_minor <= cash.minor:
        raise BoxRefusedError(BoxFault.NOTES_DO_NOT_FIT)
    batch = Batch(
        form=facts.form,
        currency=currency,
        account=facts.account,
        cash_minor=cash.minor,
        notes_minor=facts.notes_minor,
        cheques_minor=cheques.minor,
        made_by=actor,
        made_at=work.now,
    )
    work.session.add(batch)
    work.session.flush()
    for item in found:
        item.batch_id = batch.id
    work.session.flush()
    return batch


def pay_in(  # noqa: PLR0913 (what, when, what the bank counted, by whom)
    work: UnitOfWork,
    *,
    batch_id: int,
    on: date,
    today: date,
    difference_minor: int = 0,
    words: str = "",
    actor: str,
) -> Batch:
    """The bank has taken a batch: its money stands at the bank. Said twice, it changes nothing.

    `difference_minor` is what the bank counted more of the cash, negative for less; `words` say
    what is known about it. Raises BoxRefusedError, also where it was paid in on another day or with
    another count; LookupError when there is no such batch.
    """
    batch, items = _held(work, batch_id)
    words = words if difference_minor else ""
    if batch.paid_in_on is not None:
        stands = (batch.paid_in_on, batch.difference_minor, batch.difference_words)
        if stands != (on, difference_minor, words):
            raise BoxRefusedError(BoxFault.PAID_IN_OTHERWISE)
        return batch
    _check_paying_in(batch, items, on, today)
    check_difference(batch, difference_minor, words)
    batch.difference_minor = difference_minor
    batch.difference_words = words
    batch.paid_in_on, batch.paid_in_by, batch.paid_in_at = on, actor, work.now
    work.session.flush()
    lines = paid_in(batch.cash, batch.cheques, batch.difference)
    book_own(work, category=PAID_IN, source=batch.source, lines=lines, day=on)
    return batch


def undo_batch(work: UnitOfWork, *, batch_id: int, actor: str) -> Batch:
    """Lay what is in a batch back into the box; only before it is paid in.

    A second time changes nothing. Raises BoxRefusedError; LookupError when there is no such batch.
    """
    batch, items = _held(work, batch_id)
    if batch.undone_at is not None:
        return batch
    if batch.paid_in_on is not None:
        raise BoxRefusedError(BoxFault.NOT_OPEN)
    for item in items:
        item.batch_id = None
    # Out first: the database lets nothing in or out of a batch that is over.
    work.session.flush()
    batch.undone_by, batch.undone_at = actor, work.now
    work.session.flush()
    return batch


def _locked(work: UnitOfWork, ids: Collection[int]) -> Sequence[BoxItem]:
    return work.session.scalars(
        select(BoxItem)
        .where(BoxItem.id.in_(ids))
        .order_by(BoxItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _held(work: UnitOfWork, batch_id: int) -> tuple[Batch, Sequence[BoxItem]]:
    """A batch and what is in it, for whoever moves it alone."""
    batch = work.session.get(Batch, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise LookupError(f"no batch {batch_id}")
    ids = work.session.scalars(select(BoxItem.id).where(BoxItem.batch_id == batch_id)).all()
    return batch, _locked(work, ids)


def _check_items(facts: BatchFacts, found: Sequence[BoxItem]) -> None:
    if not found:
        raise BoxRefusedError(BoxFault.NOTHING_CHOSEN)
    gone = any(it.batch_id is not None or it.gone_on is not None for it in found)
    if gone or len(found) < len(set(facts.items)):
        raise BoxRefusedError(BoxFault.NOT_IN_THE_BOX)
    if any(it.to_be_counted for it in found):
        raise BoxRefusedError(BoxFault.NOT_COUNTED)
    if len({it.currency for it in found}) > 1:
        raise BoxRefusedError(BoxFault.SEVERAL_CURRENCIES)


def _sum(items: Sequence[BoxItem], kind: ItemKind, currency: str) -> Money:
    return total((item.amount for item in items if item.kind is kind), currency)


def _check_paying_in(batch: Batch, items: Sequence[BoxItem], on: date, today: date) -> None:
    if batch.undone_at is not None:
        raise BoxRefusedError(BoxFault.NOT_OPEN)
    if on > today:
        raise BoxRefusedError(BoxFault.IN_THE_FUTURE)
    if any(on < item.came_on for item in items):
        raise BoxRefusedError(BoxFault.BEFORE_IT_CAME)


def check_difference(batch: Batch, difference_minor: int, words: str) -> None:
    """Raise BoxRefusedError where the bank cannot have counted so much more, or nobody says why."""
    if not difference_minor:
        return
    if not batch.cash_minor:
        raise BoxRefusedError(BoxFault.DIFFERENCE_WITHOUT_CASH)
    if batch.cash_minor + difference_minor < 0:
        raise BoxRefusedError(BoxFault.DIFFERENCE_TOO_LARGE)
    if not words:
        raise BoxRefusedError(BoxFault.DIFFERENCE_WITHOUT_WORDS)
