"""Transfers for invoices that staff recorded, and that are on no line yet."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import MoneyMethod, MoneyReceived, MoneyReversal
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.queries.around.sizes import Sized, parts, taken, window
from hov_donate.reconciliation.bank.rules.matching import RECORDED_WITHIN, Fitting
from hov_donate.reconciliation.bank.rules.references import names_giver, noted_in


class Received:
    """Transfers for invoices that are still there, read at once for some lines."""

    def __init__(self, session: Session, lines: Sequence[BankLine]) -> None:
        """Of lines on which money came."""
        self._found: dict[Sized, list[MoneyReceived]] = defaultdict(list)
        for some in parts({line.amount_minor for line in lines if line.amount_minor > 0}):
            rows = session.scalars(
                select(MoneyReceived)
                .where(
                    MoneyReceived.method == MoneyMethod.BANK_TRANSFER,
                    MoneyReceived.amount_minor.in_(some),
                    MoneyReceived.received_on.between(*window(lines, RECORDED_WITHIN)),
                    MoneyReceived.id.not_in(select(MoneyReversal.received_id)),
                    MoneyReceived.id.not_in(taken(BankSettlement.received_id)),
                )
                .order_by(MoneyReceived.id)
            )
            for came in rows:
                self._found[came.currency, came.amount_minor].append(came)

    def fitting(self, line: BankLine, text: str) -> list[Fitting]:
        """Those with the line's amount."""
        return [
            Fitting(
                came.id,
                came.received_on,
                cited=noted_in(came.bank_reference, text),
                named=names_giver(came.payer, text),
            )
            for came in self._found.get((line.currency, line.amount_minor), ())
        ]
