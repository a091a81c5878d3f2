"""What may be in the way of settling a line, whichever feature records its money."""

from hov_donate.affiliations.rules.refusals import MoneyRefusedError
from hov_donate.cashbox.rules import BoxRefusedError
from hov_donate.donations.offline.rules import OfflineRefusedError
from hov_donate.reconciliation.bank.rules.kinds import LineRefusedError

# Each has its `fault`, to decide and translate by.
REFUSALS = (LineRefusedError, MoneyRefusedError, OfflineRefusedError, BoxRefusedError)
