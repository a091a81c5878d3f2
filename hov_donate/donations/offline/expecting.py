"""What standing orders are expected to bring, what met it, and what was missed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.references import normalise
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder
from hov_donate.donations.offline.rules import EARLY, GRACE, LATE, LOOK_BACK


@dataclass(frozen=True)
class Expected:
    """A day on which a standing order is to bring its sum, and has not yet."""

    order: StandingOrder
    due_on: date


@dataclass(frozen=True)
class Waiting:
    """Standing orders, and which days about some time have brought what they were to bring."""

    orders: Sequence[StandingOrder]
    met: Mapping[int, Collection[date]]

    def nearest(self, order: StandingOrder, day: date) -> Expected | None:
        """The day nearest to another that has brought nothing; None when none is near enough."""
        met = self.met.get(order.id, ())
        near = [
            due
            for due in order.agreed.due_days(day + EARLY)
            if due >= day - LATE and due not in met
        ]
        return Expected(order, min(near, key=lambda due: abs(due - day))) if near else None


def orders_waiting(
    session: Session,
    *,
    references: Collection[str] = (),
    amounts: Collection[Money] = (),
    days: tuple[date, date],
) -> Waiting:
    """The orders with one of these references, or of one of these amounts, read at once.

    `days` are the first and the last on which something came that they may have brought.
    """
    sizes = {it.minor for it in amounts}
    rows = session.scalars(
        select(StandingOrder)
        .where(StandingOrder.reference.in_(references) | StandingOrder.amount_minor.in_(sizes))
        .order_by(StandingOrder.id)
    )
    orders = [it for it in rows if it.reference in references or it.amount in amounts]
    return Waiting(orders, _met_about(session, [it.id for it in orders], days))


def _met_about(
    session: Session, order_ids: Sequence[int], days: tuple[date, date]
) -> Mapping[int, Collection[date]]:
    found: dict[int, set[date]] = {}
    rows = session.execute(
        select(OfflineGift.order_id, OfflineGift.due_on).where(
            OfflineGift.order_id.in_(order_ids),
            OfflineGift.due_on.between(days[0] - LATE, days[1] + EARLY),
            ~exists().where(OfflineReversal.gift_id == OfflineGift.id),
        )
    )
    for order_id, due_on in rows:
        if order_id is not None and due_on is not None:
            found.setdefault(order_id, set()).add(due_on)
    return found


def expected_on(
    session: Session, *, day: date, reference: str = "", amount: Money | None = None
) -> list[Expected]:
    """What a sum that came on a day may be, one for each standing order, the nearest day first.

    By our reference where one is given; else by the amount, exactly. A statement line that matches
    several is for a person to decide.
    """
    cited = [normalise(reference) or ""] if reference else []
    amounts = [amount] if amount is not None and not reference else []
    waiting = orders_waiting(session, references=cited, amounts=amounts, days=(day, day))
    nearest = (waiting.nearest(order, day) for order in waiting.orders)
    return sorted(filter(None, nearest), key=lambda it: abs(it.due_on - day))


def met_days(
    session: Session, order_ids: Iterable[int]
) -> Mapping[int, Mapping[date, OfflineGift]]:
    """The gifts that met what some orders were expected to bring, by order and day."""
    gone = exists().where(OfflineReversal.gift_id == OfflineGift.id)
    found: dict[int, dict[date, OfflineGift]] = {}
    for gift in session.scalars(
        select(OfflineGift).where(OfflineGift.order_id.in_(list(order_ids)), ~gone)
    ):
        if gift.order_id is not None and gift.due_on is not None:
            found.setdefault(gift.order_id, {})[gift.due_on] = gift
    return found


@dataclass(frozen=True)
class Missed:
    """A standing order and the days on which it brought nothing, the oldest first."""

    order: StandingOrder
    days: Sequence[date]


def missed(session: Session, today: date) -> list[Missed]:
    """Whose money did not come, after some days of grace, within the last year.

    What staff ended is not asked for any more. Whoever is longest behind stands first.
    """
    running = session.scalars(
        select(StandingOrder).where(StandingOrder.ended_at.is_(None)).order_by(StandingOrder.id)
    ).all()
    met = met_days(session, [order.id for order in running])
    rows = (Missed(it, _not_met(it, met.get(it.id, {}), today)) for it in running)
    return sorted((row for row in rows if row.days), key=lambda row: (row.days[0], row.order.id))


def missed_by(session: Session, order: StandingOrder, today: date) -> Sequence[date]:
    """The days on which one order brought nothing; none once staff ended it."""
    if order.ended_at is not None:
        return []
    return _not_met(order, met_days(session, [order.id]).get(order.id, {}), today)


def _not_met(order: StandingOrder, met: Mapping[date, object], today: date) -> Sequence[date]:
    due = order.agreed.due_days(today - GRACE)
    return [day for day in due if day not in met and day > today - LOOK_BACK]


def next_due(session: Session, order: StandingOrder, today: date) -> date | None:
    """The first day from today on, or the last days of grace before, that nothing has met yet."""
    met = met_days(session, [order.id]).get(order.id, {})
    horizon = today + LOOK_BACK
    ahead = (day for day in order.agreed.due_days(horizon) if day >= today - GRACE)
    return next((day for day in ahead if day not in met), None)
