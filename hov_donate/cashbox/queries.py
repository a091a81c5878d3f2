"""Looking into the cash box."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import ItemState


def lying_here(session: Session) -> Sequence[BoxItem]:
    """What lies in the box and in no batch, by currency, what came first before the rest."""
    return session.scalars(
        select(BoxItem)
        .where(BoxItem.batch_id.is_(None), BoxItem.gone_on.is_(None))
        .order_by(BoxItem.currency, BoxItem.kind, BoxItem.came_on, BoxItem.id)
    ).all()


def items_in(session: Session, batch_id: int) -> Sequence[BoxItem]:
    """What is in a batch: cash first, then cheques; those that bounced too."""
    return session.scalars(
        select(BoxItem).where(BoxItem.batch_id == batch_id).order_by(BoxItem.kind, BoxItem.id)
    ).all()


def item_of(session: Session, source: str) -> BoxItem | None:
    """The item that a row brought; None for money that came by bank."""
    return session.scalars(select(BoxItem).where(BoxItem.source == source)).one_or_none()


def items_of(session: Session, sources: Collection[str]) -> Mapping[str, BoxItem]:
    """The items that some rows brought, by source."""
    found = session.scalars(select(BoxItem).where(BoxItem.source.in_(sources)))
    return {item.source: item for item in found}


def batches_of(session: Session, items: Iterable[BoxItem]) -> Mapping[int, Batch]:
    """The batches that some items are in, by id."""
    ids = {item.batch_id for item in items if item.batch_id is not None}
    return {batch.id: batch for batch in session.scalars(select(Batch).where(Batch.id.in_(ids)))}


def state_of(item: BoxItem, batch: Batch | None) -> ItemState:
    """How far an item has come; `batch` is the one it is in."""
    if item.gone_on is not None:
        return ItemState.GONE
    if batch is None:
        return ItemState.TO_BE_COUNTED if item.to_be_counted else ItemState.IN_THE_BOX
    if item.cleared_on is not None:
        return ItemState.CLEARED
    return ItemState.IN_A_BATCH if batch.paid_in_on is None else ItemState.PAID_IN
