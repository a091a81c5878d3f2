"""A gift is counted in its country, or no longer; staff hide a country, or show it again."""

from sqlalchemy import update

from hov_donate.campaign.map.models import CountedGift, GiftCount, HiddenCountry
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentPurpose


def count_gift(work: UnitOfWork, *, payment_id: int) -> None:
    """Count a gift in the country of its card or account while any of its money is ours.

    A monthly gift is one gift, by its first payment. Called again, it changes nothing. The caller
    holds the payment's row.
    """
    payment = work.session.get_one(Payment, payment_id)
    counted = work.session.get(CountedGift, payment_id)
    country = payment.country if _stands(payment) else None
    if counted is None and country is not None:
        work.session.add(CountedGift(payment_id=payment_id, country=country))
        _add(work, country, 1)
    elif counted is not None and country is None:
        work.session.delete(counted)
        _add(work, counted.country, -1)


def hide_country(work: UnitOfWork, *, country: str, reason: str, actor: str) -> None:
    """Show a country nowhere, from now on; of one that is hidden already the first reason stays."""
    connection = work.session.connection()
    row = {"country": country, "reason": reason, "hidden_at": work.now, "hidden_by": actor}
    connection.execute(insert_ignoring_twins(connection, HiddenCountry.__table__), row)


def show_country(work: UnitOfWork, *, country: str) -> bool:
    """Show a country again. Whether it was hidden."""
    hidden = work.session.get(HiddenCountry, country, with_for_update=True)
    if hidden is not None:
        work.session.delete(hidden)
        work.session.flush()
    return hidden is not None


def _stands(payment: Payment) -> bool:
    first = not payment.is_later_instalment
    return payment.purpose is PaymentPurpose.DONATION and first and payment.kept.minor > 0


def _add(work: UnitOfWork, country: str, gifts: int) -> None:
    """Add to a country's count; whoever does so holds its row until the commit."""
    connection = work.session.connection()
    nothing = {"country": country, "gifts": 0}
    connection.execute(insert_ignoring_twins(connection, GiftCount.__table__), nothing)
    work.session.execute(
        update(GiftCount).where(GiftCount.country == country).values(gifts=GiftCount.gifts + gifts)
    )
    work.session.flush()
