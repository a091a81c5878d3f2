"""Why something cannot be done with an affiliation's money."""

from enum import StrEnum

from hov_donate.core.errors import UserError


class MoneyFault(StrEnum):
    """Why money cannot be moved so."""

    NOT_SO_MUCH_CREDIT = "not_so_much_credit"
    CREDIT_CHANGED = "credit_changed"
    REFUND_AT_STRIPE = "refund_at_stripe"
    NOTHING_LEFT_TO_CREDIT = "nothing_left_to_credit"
    MORE_THAN_INVOICED = "more_than_invoiced"
    MORE_THAN_OWED = "more_than_owed"
    MORE_THAN_CAME = "more_than_came"
    OTHER_CURRENCY = "other_currency"
    NOT_A_SUM = "not_a_sum"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_IT_CAME = "before_it_came"


class MoneyRefusedError(UserError):
    """Something that cannot be done with money; `fault` is what to decide and translate by."""

    def __init__(self, fault: MoneyFault) -> None:
        """The reason, as a code."""
        super().__init__(fault.value)
        self.fault = fault
