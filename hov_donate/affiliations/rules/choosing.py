"""Paying another sum than the scale's, where it lets the payer choose."""

from dataclasses import dataclass
from enum import StrEnum

from hov_donate.affiliations.rules.scale import Mode
from hov_donate.core.errors import UserError
from hov_donate.core.money import Money


class ChoiceFault(StrEnum):
    """Why a sum cannot be chosen."""

    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    OTHER_CURRENCY = "other_currency"


class ChoiceRefusedError(UserError):
    """The scale does not take this sum; `fault` says why, `fee` is what it asks for."""

    def __init__(self, fault: ChoiceFault, fee: Money) -> None:
        """Why not, and what would do."""
        super().__init__(f"the scale does not take this sum: {fault}; it asks for {fee}")
        self.fault = fault
        self.fee = fee


@dataclass(frozen=True)
class Choice:
    """What is paid: the fee, and what the payer gives on top of it."""

    fee: Money
    gift: Money | None = None


def choose(mode: Mode, fee: Money, chosen: Money | None, *, surplus_is_gift: bool) -> Choice:
    """The fee and the gift of a payer who wants to pay `chosen`; the scale's fee for None.

    A suggestion may be gone below and above, a minimum above only, a fixed fee neither way. What
    is over the scale's fee is a gift where the payer says so, which any mode allows, and otherwise
    simply the fee that is paid. Raises ChoiceRefusedError.
    """
    if chosen is None or chosen == fee:
        return Choice(fee)
    if chosen.currency != fee.currency:
        raise ChoiceRefusedError(ChoiceFault.OTHER_CURRENCY, fee)
    if chosen < fee:
        if mode is not Mode.SUGGESTED or chosen.minor <= 0:
            raise ChoiceRefusedError(ChoiceFault.TOO_LITTLE, fee)
        return Choice(chosen)
    if surplus_is_gift:
        return Choice(fee, chosen - fee)
    if mode is Mode.FIXED:
        raise ChoiceRefusedError(ChoiceFault.TOO_MUCH, fee)
    return Choice(chosen)


def choose_again(mode: Mode, fee: Money, before: Money | None) -> Money:
    """The fee of who chose a sum before: the same where the scale still takes it, or else its own.

    A gift is given once: it is not asked for again.
    """
    try:
        return choose(mode, fee, before, surplus_is_gift=False).fee
    except ChoiceRefusedError:
        return fee
