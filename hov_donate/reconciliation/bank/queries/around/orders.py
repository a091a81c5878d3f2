"""Days on which standing orders are expected, and that a batch of lines may be for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.donations.offline.expecting import Waiting, orders_waiting
from hov_donate.donations.offline.models import StandingOrder
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.queries.around.gifts import known_givers
from hov_donate.reconciliation.bank.queries.around.invoices import Named
from hov_donate.reconciliation.bank.queries.around.sizes import Sized
from hov_donate.reconciliation.bank.rules.matching import Fitting
from hov_donate.reconciliation.bank.rules.references import Found, names_giver


class Orders:
    """Standing orders that some lines name, or that bring just as much, read at once."""

    def __init__(
        self,
        session: Session,
        lines: Sequence[BankLine],
        named: Mapping[int, Named],
        seal: IdentitySeal,
    ) -> None:
        """Of lines and of what their words name, by their keys."""
        came = [line for line in lines if line.amount_minor > 0]
        cited = {it for line in came for it in _cited(named[line.id])}
        self._waiting: Waiting | None = None
        if came:
            days = [line.booked_on for line in came]
            self._waiting = orders_waiting(
                session,
                references=cited,
                amounts={line.amount for line in came},
                days=(min(days), max(days)),
            )
        orders = self._waiting.orders if self._waiting else ()
        self._givers = known_givers(session, seal, [order.details_id for order in orders])
        self._cited = {order.reference: order for order in orders}
        self._sized: dict[Sized, list[StandingOrder]] = defaultdict(list)
        for order in orders:
            self._sized[order.currency, order.amount_minor].append(order)

    def fitting(self, line: BankLine, text: str, named: Named) -> list[Fitting]:
        """The nearest day that each has not brought yet."""
        if self._waiting is None or line.amount_minor <= 0:
            return []
        found, cited = [], _cited(named)
        for order in self._meant(line, cited):
            expected = self._waiting.nearest(order, line.booked_on)
            if expected is not None:
                same, named_too = order.amount == line.amount, self._names(order, text)
                meant = order.reference in cited
                found.append(Fitting(order.id, expected.due_on, same, meant, named_too))
        return found

    def _meant(self, line: BankLine, cited: set[str]) -> list[StandingOrder]:
        """Those of the line's amount, and those that its words name."""
        sized = self._sized.get((line.currency, line.amount_minor), [])
        named = [self._cited[it] for it in cited if it in self._cited]
        ours = [it for it in named if it.currency == line.currency and it not in sized]
        return [*sized, *ours]

    def _names(self, order: StandingOrder, text: str) -> bool:
        giver = self._givers.get(order.details_id)
        return giver is not None and names_giver(giver.name, text)


def _cited(named: Named) -> set[str]:
    return {it for it, how in named.references.items() if how is Found.WHOLE}
