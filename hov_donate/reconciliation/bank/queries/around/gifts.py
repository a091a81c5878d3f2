"""Gifts by bank that staff wrote down, and that are on no line yet."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal, StandingOrder
from hov_donate.donations.offline.rules import IN_THE_BOX
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.around.invoices import Named
from hov_donate.reconciliation.bank.queries.around.sizes import Sized, parts, taken, window
from hov_donate.reconciliation.bank.rules.matching import RECORDED_WITHIN, Fitting
from hov_donate.reconciliation.bank.rules.references import Found, names_giver, noted_in


@dataclass(frozen=True)
class _Recorded:
    gift: OfflineGift
    order_reference: str | None
    giver: Identity | None

    def cited_in(self, text: str, named: Named) -> bool:
        """Whether a line has a reference of it: ours, its order's, or the bank's own."""
        ours = (self.gift.reference, self.order_reference)
        if any(named.references.get(it) is Found.WHOLE for it in ours if it):
            return True
        return noted_in(self.gift.bank_reference, text)


class Gifts:
    """Gifts by transfer or standing order that are still there, read at once for some lines."""

    def __init__(self, session: Session, lines: Sequence[BankLine], seal: IdentitySeal) -> None:
        """Of lines on which money came."""
        self._found: dict[Sized, list[_Recorded]] = defaultdict(list)
        rows = [
            row
            for some in parts({line.amount_minor for line in lines if line.amount_minor > 0})
            for row in session.execute(_recorded(lines, some))
        ]
        givers = known_givers(session, seal, [gift.details_id for gift, _ in rows])
        for gift, reference in rows:
            giver = givers.get(gift.details_id) if gift.details_id else None
            found = _Recorded(gift, reference, giver)
            self._found[gift.currency, gift.amount_minor].append(found)

    def fitting(self, line: BankLine, text: str, named: Named) -> list[Fitting]:
        """Those with the line's amount."""
        return [
            Fitting(
                it.gift.id,
                it.gift.received_on,
                cited=it.cited_in(text, named),
                named=it.giver is not None and names_giver(it.giver.name, text),
            )
            for it in self._found.get((line.currency, line.amount_minor), ())
        ]


def known_givers(
    session: Session, seal: IdentitySeal, details: Sequence[uuid.UUID | None]
) -> Mapping[uuid.UUID, Identity]:
    """Who some details are about, so that their names are known again on a statement."""
    found: dict[uuid.UUID, Identity] = {}
    for some in parts({it for it in details if it is not None}):
        found |= identities(session, seal, some)
    return found


def _recorded(lines: Sequence[BankLine], sizes: Sequence[int]) -> Select[OfflineGift, str | None]:
    return (
        select(OfflineGift, StandingOrder.reference)
        .outerjoin(StandingOrder, StandingOrder.id == OfflineGift.order_id)
        .where(
            OfflineGift.method.not_in(list(IN_THE_BOX)),
            OfflineGift.amount_minor.in_(sizes),
            OfflineGift.received_on.between(*window(lines, RECORDED_WITHIN)),
            OfflineGift.id.not_in(select(OfflineReversal.gift_id)),
            OfflineGift.id.not_in(taken(BankSettlement.gift_id)),
        )
        .order_by(OfflineGift.id)
    )
