"""What a treasurer does about an affiliation's credit, each step in a transaction of its own."""

import pytest

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import CreditReason, ReversalReason
from hov_donate.affiliations.queries.money import overdrawn_of
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.core.money import Money
from tests.support.affiliates import TODAY, TREASURER, Affiliates


def refused(fault: MoneyFault):
    """Money is refused, and why."""
    return pytest.raises(MoneyRefusedError, match=fault.value)


def credit(affiliates: Affiliates, invoice, amount=None, reason=CreditReason.VOID):
    """A credit note, of all that is left of an invoice unless a sum is said."""
    with affiliates.database.writing() as work:
        return operations.credit_invoice(
            work,
            invoice=invoice,
            amount=amount,
            reason=reason,
            words="Agreed by telephone.",
            actor=TREASURER,
            settings=affiliates.settings,
        )


def use_credit(affiliates: Affiliates, branch) -> None:
    """Credit settles what is owed."""
    with affiliates.database.writing() as work:
        operations.use_credit(work, affiliation_id=branch.id, settings=affiliates.settings)


def give_credit(affiliates: Affiliates, branch, amount, seen=None) -> None:
    """Credit is a gift."""
    with affiliates.database.writing() as work:
        operations.give_credit(
            work,
            affiliation_id=branch.id,
            amount=amount,
            words="Their letter of today",
            actor=TREASURER,
            settings=affiliates.settings,
            seen=seen,
        )


def send_back(affiliates: Affiliates, branch, amount) -> None:
    """Credit went back by bank."""
    with affiliates.database.writing() as work:
        operations.send_credit_back(
            work,
            affiliation_id=branch.id,
            amount=amount,
            words="To their account",
            actor=TREASURER,
            settings=affiliates.settings,
        )


def overdrawn(affiliates: Affiliates, branch) -> dict[str, Money]:
    """What is owed without an invoice."""
    with affiliates.database.reading() as session:
        return overdrawn_of(session, branch.id)


def reverse(affiliates: Affiliates, came, on=TODAY) -> None:
    """A sum that was recorded is not there after all."""
    with affiliates.database.writing() as work:
        operations.reverse_money(
            work,
            received_id=came.id,
            reason=ReversalReason.BOUNCED,
            on=on,
            words="Returned unpaid",
            actor=TREASURER,
            settings=affiliates.settings,
        )
