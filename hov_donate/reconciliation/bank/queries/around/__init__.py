"""What might fit a batch of lines, read at once."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.queries.around.dated import payouts, sent_back
from hov_donate.reconciliation.bank.queries.around.gifts import Gifts
from hov_donate.reconciliation.bank.queries.around.invoices import Bills, Named
from hov_donate.reconciliation.bank.queries.around.orders import Orders
from hov_donate.reconciliation.bank.queries.around.paid_in import Batches, Cheques
from hov_donate.reconciliation.bank.queries.around.received import Received
from hov_donate.reconciliation.bank.queries.around.sizes import NEVER_ARRIVES, taken
from hov_donate.reconciliation.bank.rules.matching import Around

__all__ = ["NEVER_ARRIVES", "around", "taken"]


def around(
    session: Session, lines: Sequence[BankLine], texts: Mapping[int, str], seal: IdentitySeal
) -> dict[int, Around]:
    """What might fit each line, by its key; `texts` are its words, opened."""
    named = {line.id: Named.by(texts.get(line.id, "")) for line in lines}
    bills, orders = Bills(session, lines, named), Orders(session, lines, named, seal)
    gifts, batches = Gifts(session, lines, seal), Batches(session, lines, texts)
    cheques, transfers = Cheques(session, lines), Received(session, lines)
    arriving, returned = payouts(session, lines), sent_back(session, lines)
    found = {}
    for line in lines:
        size, text = (line.currency, line.amount_minor), texts.get(line.id, "")
        found[line.id] = Around(
            payouts=arriving.get(size, ()),
            owed=bills.owed(line, text),
            recorded=transfers.fitting(line, text),
            sent_back=returned.get(size, ()),
            batches=batches.fitting(line, text),
            gifts=gifts.fitting(line, text, named[line.id]),
            expected=orders.fitting(line, text, named[line.id]),
            cheques=cheques.there(line, text),
            bounces=cheques.bounced(line, text),
        )
    return found
