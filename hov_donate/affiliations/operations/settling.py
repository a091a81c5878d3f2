"""Money settles invoices: from Stripe by itself, from credit when somebody says so."""

from collections.abc import Sequence

from hov_donate.affiliations.models import CreditUseKind, InvoicePayment
from hov_donate.affiliations.operations.bearing import bear_sent_back
from hov_donate.affiliations.operations.history import CALENDAR
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.moving import (
    carry_out,
    set_right,
    tell_moved,
    use_up,
)
from hov_donate.affiliations.queries.money import credit_of, owed
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.affiliations.rules.settling import Source, spend, use
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.money import Money


def settle_from_payment(work: UnitOfWork, *, payment_id: int, settings: Settings) -> None:
    """Let what is kept of a payment settle the invoice that it was asked for; the rest is credit.

    Read off the end: a second time in a row moves nothing. What is not for an affiliation is left.
    """
    asked = work.session.get(InvoicePayment, payment_id)
    if asked is None:
        return
    lock_affiliation(work, asked.affiliation_id)
    set_right(work, affiliation_id=asked.affiliation_id, settings=settings)
    tell_moved(work, [asked.affiliation_id])


def use_credit(
    work: UnitOfWork, *, affiliation_id: int, settings: Settings, actor: str = CALENDAR
) -> None:
    """Let credit settle what the affiliation owes in the same currency, the oldest first.

    What was sent back out of a sum that was not there comes before any invoice.
    """
    lock_affiliation(work, affiliation_id)
    bear_sent_back(work, affiliation_id=affiliation_id, settings=settings, actor=actor)
    sources, invoices = sources_of(work.session, affiliation_id), owed(work.session, affiliation_id)
    for currency in sorted({source.currency for source in sources}):
        moves = use(
            _in_currency(sources, currency),
            [
                (it.invoice.id, it.balance.owed_minor)
                for it in invoices
                if it.invoice.currency == currency
            ],
        )
        carry_out(work, affiliation_id=affiliation_id, moves=moves, settings=settings, actor=actor)


def give_credit(  # noqa: PLR0913 (whose, how much, said and done by whom)
    work: UnitOfWork,
    *,
    affiliation_id: int,
    amount: Money,
    words: str,
    actor: str,
    settings: Settings,
    seen: Money | None = None,
) -> None:
    """Credit is a gift, its payer says; `words` where and how.

    `seen` is the credit that the page showed: pressing twice then gives once. Raises
    MoneyRefusedError when there is not so much, or another sum than was seen.
    """
    lock_affiliation(work, affiliation_id)
    bear_sent_back(work, affiliation_id=affiliation_id, settings=settings, actor=actor)
    _check(work, affiliation_id, amount, seen)
    sources = _in_currency(sources_of(work.session, affiliation_id), amount.currency)
    for part in spend(sources, amount.minor):
        use_up(
            work,
            affiliation_id=affiliation_id,
            kind=CreditUseKind.GIVEN,
            part=part,
            words=words,
            actor=actor,
            settings=settings,
        )
    tell_moved(work, [affiliation_id])


def send_credit_back(  # noqa: PLR0913 (whose, how much, said and done by whom)
    work: UnitOfWork,
    *,
    affiliation_id: int,
    amount: Money,
    words: str,
    actor: str,
    settings: Settings,
    seen: Money | None = None,
) -> None:
    """Credit went back by bank to whoever paid it by transfer, cheque or in cash.

    What was paid at Stripe goes back there, by a refund. `seen` is the credit that the page showed:
    pressing twice then notes it once. Raises MoneyRefusedError when there is not so much of that
    kind, or another sum than was seen.
    """
    lock_affiliation(work, affiliation_id)
    bear_sent_back(work, affiliation_id=affiliation_id, settings=settings, actor=actor)
    _check(work, affiliation_id, amount, seen)
    sources = _in_currency(sources_of(work.session, affiliation_id), amount.currency)
    recorded = [source for source in sources if source.received_id is not None]
    parts = spend(recorded, amount.minor)
    if sum(minor for _, minor in parts) < amount.minor:
        raise MoneyRefusedError(MoneyFault.REFUND_AT_STRIPE)
    for part in parts:
        use_up(
            work,
            affiliation_id=affiliation_id,
            kind=CreditUseKind.SENT_BACK,
            part=part,
            words=words,
            actor=actor,
            settings=settings,
        )
    tell_moved(work, [affiliation_id])


def _check(work: UnitOfWork, affiliation_id: int, amount: Money, seen: Money | None) -> None:
    there = credit_of(work.session, affiliation_id).get(amount.currency, Money(0, amount.currency))
    if seen is not None and seen != there:
        raise MoneyRefusedError(MoneyFault.CREDIT_CHANGED)
    if amount.minor <= 0 or there < amount:
        raise MoneyRefusedError(MoneyFault.NOT_SO_MUCH_CREDIT)


def _in_currency(sources: Sequence[Source], currency: str) -> list[Source]:
    return [source for source in sources if source.currency == currency]
