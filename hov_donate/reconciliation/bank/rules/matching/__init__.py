"""What a line may be. Pure: from the line and what might fit it, with the reasons.

Nothing is ever booked from here: a person confirms. Of invoices that are found in two equally good
ways neither is proposed; of money outside Stripe each is, as possible.
"""

from hov_donate.reconciliation.bank.rules.kinds import Reason, Surety
from hov_donate.reconciliation.bank.rules.matching.dated import (
    charges,
    payouts,
    sent_back,
)
from hov_donate.reconciliation.bank.rules.matching.facts import (
    ARRIVES_WITHIN,
    RECORDED_WITHIN,
    STRIPE,
    Around,
    Dated,
    Fitting,
    Owed,
    Proposal,
    Seen,
)
from hov_donate.reconciliation.bank.rules.matching.invoices import invoices
from hov_donate.reconciliation.bank.rules.matching.outside import (
    BATCH,
    BOUNCE,
    CHEQUE,
    GIFT,
    ORDER,
    TRANSFER,
    outside,
)

__all__ = [
    "ARRIVES_WITHIN",
    "RECORDED_WITHIN",
    "STRIPE",
    "Around",
    "Dated",
    "Fitting",
    "Owed",
    "Proposal",
    "Seen",
    "propose",
]


def propose(line: Seen, around: Around) -> list[Proposal]:
    """What a line may be, the likeliest first; none when nothing is known of it.

    Of what is equally likely, a batch whose slip the line's words number comes first, then what is
    recorded already.
    """
    if line.minor == 0:
        return []
    before = [
        *outside(line, TRANSFER, around.recorded, doubtful=False),
        *outside(line, GIFT, around.gifts, doubtful=False),
    ]
    doubtful = bool(before)
    found = [
        *payouts(line, around.payouts),
        *before,
        *outside(line, BATCH, around.batches, doubtful=doubtful),
        *outside(line, BOUNCE, around.bounces, doubtful=False),
        *invoices(line, around.owed, doubtful=doubtful),
        *outside(line, ORDER, around.expected, doubtful=doubtful),
        *sent_back(line, around.sent_back),
        *outside(line, CHEQUE, around.cheques, doubtful=False),
        *charges(line),
    ]
    return sorted(
        found, key=lambda it: (list(Surety).index(it.surety), Reason.SLIP_NUMBER not in it.reasons)
    )
