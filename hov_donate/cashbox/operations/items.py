"""Putting cash and cheques in, counting them, clearing them, and taking out what is not there."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import PLACES, BoxFault, BoxRefusedError, ItemKind
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account


@dataclass(frozen=True)
class Came:
    """Cash or a cheque that came; `source` names the row behind it.

    Of cash, `counter` is the member of the office who is asked to count it too, and `witness` the
    sealed name of somebody else who did already.
    """

    source: str
    kind: ItemKind
    amount: Money
    came_on: date
    cheque_number: str = ""
    counter: str | None = None
    witness: bytes | None = None


def put_in(work: UnitOfWork, *, came: Came, actor: str) -> BoxItem:
    """Lay cash or a cheque into the box; whoever calls books it."""
    witnessed = came.witness is not None
    item = BoxItem(
        source=came.source,
        kind=came.kind,
        amount_minor=came.amount.minor,
        currency=came.amount.currency,
        came_on=came.came_on,
        cheque_number=came.cheque_number,
        recorded_by=actor,
        counter=came.counter,
        witness=came.witness,
        counted_by=actor if witnessed else None,
        counted_at=work.now if witnessed else None,
    )
    work.session.add(item)
    work.session.flush()
    return item


def count(work: UnitOfWork, *, item_id: int, actor: str, witness: bytes | None = None) -> BoxItem:
    """Say that cash was counted a second time and is what was written down.

    Whoever recorded it cannot be the second, but can name a `witness` (sealed) who was. Raises
    BoxRefusedError; LookupError when there is no such item.
    """
    item = _locked(work, BoxItem.id == item_id)
    if item.gone_on is not None:
        raise BoxRefusedError(BoxFault.NOT_IN_THE_BOX)
    if not item.to_be_counted:
        raise BoxRefusedError(BoxFault.COUNTED_ALREADY)
    if item.recorded_by == actor and witness is None:
        raise BoxRefusedError(BoxFault.COUNTED_BY_ONE)
    item.witness, item.counted_by, item.counted_at = witness, actor, work.now
    work.session.flush()
    return item


def clear(work: UnitOfWork, *, item_id: int, on: date, today: date) -> BoxItem:
    """Note the day on which a cheque's money is certain; a later day takes the place of another.

    Raises BoxRefusedError; LookupError when there is no such item.
    """
    item = _locked(work, BoxItem.id == item_id)
    batch = _batch_of(work, item)
    if item.kind is not ItemKind.CHEQUE:
        raise BoxRefusedError(BoxFault.NOT_A_CHEQUE)
    if item.gone_on is not None or batch is None or batch.paid_in_on is None:
        raise BoxRefusedError(BoxFault.NOT_PAID_IN)
    if on > today:
        raise BoxRefusedError(BoxFault.IN_THE_FUTURE)
    if on < batch.paid_in_on:
        raise BoxRefusedError(BoxFault.BEFORE_PAID_IN)
    item.cleared_on = on
    work.session.flush()
    return item


def take_out(work: UnitOfWork, *, source: str, on: date) -> Account:
    """Cash or a cheque is not there after all; the account on which its money stands.

    That is the bank once it was paid in, else the box. Money on its way to the bank has to come
    out of its batch first. Raises BoxRefusedError; LookupError for what was never put in.
    """
    item = _locked(work, BoxItem.source == source)
    batch = _batch_of(work, item)
    if batch is None:
        place = PLACES[item.kind]
    elif batch.paid_in_on is None:
        raise BoxRefusedError(BoxFault.IN_A_BATCH)
    elif on < batch.paid_in_on:
        raise BoxRefusedError(BoxFault.BEFORE_PAID_IN)
    else:
        place = Account.BANK
    item.gone_on = on
    work.session.flush()
    return place


def _locked(work: UnitOfWork, which: ColumnElement[bool]) -> BoxItem:
    query = select(BoxItem).where(which).with_for_update()
    found = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise LookupError("no such item in the cash box")
    return found


def _batch_of(work: UnitOfWork, item: BoxItem) -> Batch | None:
    """The batch that an item is in, as it stands; whoever pays it in holds its items."""
    if item.batch_id is None:
        return None
    return work.session.get_one(Batch, item.batch_id, populate_existing=True)
