"""What can be done with cash and cheques, and how paying them in is booked. Pure."""

from enum import StrEnum

from hov_donate.core.errors import UserError
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line

# Our own word, beside Stripe's categories; the batch's row is its source.
PAID_IN = "offline_paid_in"


class ItemKind(StrEnum):
    """What lies in the cash box."""

    CASH = "cash"
    CHEQUE = "cheque"


PLACES = {ItemKind.CASH: Account.CASH, ItemKind.CHEQUE: Account.CHEQUES}


class ItemState(StrEnum):
    """How far a sum has come on its way to the bank."""

    TO_BE_COUNTED = "to_be_counted"
    IN_THE_BOX = "in_the_box"
    IN_A_BATCH = "in_a_batch"
    PAID_IN = "paid_in"
    CLEARED = "cleared"
    GONE = "gone"


class BatchState(StrEnum):
    """What became of a batch."""

    MADE = "made"
    PAID_IN = "paid_in"
    UNDONE = "undone"


class BoxFault(StrEnum):
    """Why something cannot be done with what lies in the cash box."""

    COUNTED_ALREADY = "counted_already"
    COUNTED_BY_ONE = "counted_by_one"
    NOT_IN_THE_BOX = "not_in_the_box"
    NOT_COUNTED = "not_counted"
    NOTHING_CHOSEN = "nothing_chosen"
    SEVERAL_CURRENCIES = "several_currencies"
    NO_SUCH_ACCOUNT = "no_such_account"
    NOTES_DO_NOT_FIT = "notes_do_not_fit"
    IN_A_BATCH = "in_a_batch"
    NOT_OPEN = "not_open"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_IT_CAME = "before_it_came"
    BEFORE_PAID_IN = "before_paid_in"
    PAID_IN_OTHERWISE = "paid_in_otherwise"
    DIFFERENCE_WITHOUT_WORDS = "difference_without_words"
    DIFFERENCE_WITHOUT_CASH = "difference_without_cash"
    DIFFERENCE_TOO_LARGE = "difference_too_large"
    NOT_PAID_IN = "not_paid_in"
    NOT_A_CHEQUE = "not_a_cheque"


class BoxRefusedError(UserError):
    """It cannot be done; `fault` says why."""

    def __init__(self, fault: BoxFault) -> None:
        """The fault is the message too."""
        super().__init__(fault.value)
        self.fault = fault


def paid_in(cash: Money, cheques: Money, difference: Money) -> list[Line]:
    """The bank has it. `difference` is what the bank counted more of cash; less is negative.

    What is missing or too much is an adjustment: nobody's gift is changed by it.
    """
    lines = (
        Line(Account.BANK, cash + cheques + difference),
        Line(Account.CHEQUES, -cheques),
        Line(Account.CASH, -cash),
        Line(Account.ADJUSTMENTS, -difference),
    )
    return [line for line in lines if line.amount.minor]
