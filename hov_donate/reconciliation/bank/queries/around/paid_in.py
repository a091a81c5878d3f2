"""What goes to the bank from the cash box: batches, and cheques that come back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.rules import ItemKind
from hov_donate.reconciliation.bank.models import BankAccount, BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.around.sizes import Sized, parts, taken, window
from hov_donate.reconciliation.bank.rules.matching import Fitting
from hov_donate.reconciliation.bank.rules.references import numbers_in, slips_in

BATCHES_WITHIN = timedelta(days=31)
RETURNED_WITHIN = timedelta(days=60)


def plain(number: str) -> str:
    """An account's number as accounts are kept by."""
    return "".join(number.upper().split())


class Batches:
    """Batches that are on no line yet, read at once for some lines."""

    def __init__(
        self, session: Session, lines: Sequence[BankLine], texts: Mapping[int, str]
    ) -> None:
        """Of lines and their words, by key."""
        self._numbers = dict(session.execute(select(BankAccount.id, BankAccount.number)).all())
        sizes = {line.amount_minor for line in lines if line.amount_minor > 0}
        cited = set().union(*(slips_in(text) for text in texts.values()))
        self._found: dict[int, Batch] = {}
        for condition in (
            *(_sum_is_one_of(some) for some in parts(sizes)),
            *(Batch.id.in_(some) for some in parts(cited)),
        ):
            rows = session.scalars(_open_batches(lines).where(condition))
            self._found |= {batch.id: batch for batch in rows}
        self._came = _last_came(session, list(self._found))

    def fitting(self, line: BankLine, text: str) -> list[Fitting]:
        """Those for the line's account with its amount, or whose slip its words number.

        Nobody paid in what had not come yet; where the slip is named, a day was written wrongly.
        """
        number, cited = self._numbers[line.account_id], slips_in(text)
        return [
            Fitting(
                batch.id,
                batch.paid_in_on or batch.made_at.date(),
                same=counted(batch) == line.amount_minor,
                cited=batch.id in cited,
            )
            for batch in self._found.values()
            if batch.currency == line.currency
            and plain(batch.account) == number
            and (self._may_be(batch, line) or batch.id in cited)
        ]

    def _may_be(self, batch: Batch, line: BankLine) -> bool:
        had_come = batch.paid_in_on is not None or self._came[batch.id] <= line.booked_on
        return counted(batch) == line.amount_minor and had_come


def _last_came(session: Session, batch_ids: Sequence[int]) -> dict[int, date]:
    """The day on which the last of what is in each batch came."""
    found: dict[int, date] = {}
    for some in parts(batch_ids):
        query = select(BoxItem.batch_id, func.max(BoxItem.came_on)).group_by(BoxItem.batch_id)
        rows = session.execute(query.where(BoxItem.batch_id.in_(some)))
        found |= {batch_id: came for batch_id, came in rows if batch_id is not None}
    return found


def counted(batch: Batch) -> int:
    """What of a batch the bank has, or is to have, in minor units."""
    return (batch.total + batch.difference).minor


def _sum_is_one_of(some: Sequence[int]) -> ColumnElement[bool]:
    return (Batch.cash_minor + Batch.cheques_minor + Batch.difference_minor).in_(some)


def _open_batches(lines: Sequence[BankLine]) -> Select[Batch]:
    first, last = window(lines, BATCHES_WITHIN)
    return select(Batch).where(
        Batch.undone_at.is_(None),
        Batch.id.not_in(taken(BankSettlement.batch_id)),
        or_(Batch.paid_in_on.is_(None), Batch.paid_in_on.between(first, last)),
    )


class Cheques:
    """What the bank has of cheques, and what was booked back from there, read at once."""

    def __init__(self, session: Session, lines: Sequence[BankLine]) -> None:
        """Of lines on which money went."""
        self._there: dict[Sized, list[tuple[BoxItem, date]]] = defaultdict(list)
        self._gone: dict[Sized, list[BoxItem]] = defaultdict(list)
        sizes = {-line.amount_minor for line in lines if line.amount_minor < 0}
        for some in parts(sizes):
            self._read(session, lines, some)

    def _read(self, session: Session, lines: Sequence[BankLine], sizes: Sequence[int]) -> None:
        first, last = window(lines, RETURNED_WITHIN)
        rows = session.execute(
            select(BoxItem, Batch.paid_in_on)
            .join(Batch, Batch.id == BoxItem.batch_id)
            .where(
                BoxItem.amount_minor.in_(sizes),
                Batch.paid_in_on.between(first, last),
                BoxItem.id.not_in(taken(BankSettlement.item_id)),
            )
            .order_by(BoxItem.id)
        )
        for item, paid_in_on in rows:
            size = (item.currency, -item.amount_minor)
            if item.gone_on is not None:
                self._gone[size].append(item)
            elif item.kind is ItemKind.CHEQUE and paid_in_on is not None:
                self._there[size].append((item, paid_in_on))

    def there(self, line: BankLine, text: str) -> list[Fitting]:
        """Cheques that were paid in before the line and may be the one that it takes back."""
        rows = self._there.get((line.currency, line.amount_minor), ())
        return [
            Fitting(item.id, on, cited=_cited(item, text))
            for item, on in rows
            if on <= line.booked_on
        ]

    def bounced(self, line: BankLine, text: str) -> list[Fitting]:
        """What was booked back from the bank before its line came."""
        rows = self._gone.get((line.currency, line.amount_minor), ())
        return [
            Fitting(item.id, item.gone_on, cited=_cited(item, text))
            for item in rows
            if item.gone_on is not None
        ]


def _cited(item: BoxItem, text: str) -> bool:
    number = item.cheque_number.lstrip("0")
    return number.isdecimal() and number in numbers_in(text)
