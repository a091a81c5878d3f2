"""What donors, staff and Stripe do to a gift that comes again, in the words of stories."""

from sqlalchemy import select

from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.payments import processes as payments
from hov_donate.payments.models import ObjectStatusChange, Payment, Subscription
from hov_donate.payments.rules import PaymentStatus
from tests.support.agreement import letters
from tests.support.house import House
from tests.support.words import EUR

FAILING_CARD = "4000000000000341"
SEPA, SEPA_FAILING = "AT611904300234573201", "AT861904300235473202"


def begun(house: House, amount: Money, interval: Interval = Interval.MONTH) -> Payment:
    """A gift that comes again, with its first instalment paid."""
    payment = house.give_every(interval, amount)
    house.pay(payment)
    house.let_everything_arrive()
    return house.payment(payment)


def standing(house: House) -> Subscription:
    """How the one recurring gift stands here."""
    with house.parts.database.reading() as session:
        return session.scalars(select(Subscription)).one()


def at_stripe(house: House) -> str:
    """How it stands at Stripe, in Stripe's word."""
    [subscription] = house.simulator.control.dump()["subscription"]
    return str(subscription["status"])


def instalments(house: House) -> list[Payment]:
    """Every payment, oldest first."""
    with house.parts.database.reading() as session:
        return list(session.scalars(select(Payment).order_by(Payment.created_at, Payment.id)))


def how_they_stand(house: House) -> list[PaymentStatus]:
    """The status of each, oldest first."""
    return [each.status for each in instalments(house)]


def months_later(house: House, months: int = 1) -> None:
    """Some months go by, with a day's grace for each to be charged."""
    for _ in range(months):
        ends = standing(house).next_charge_at
        assert ends is not None
        passed = ends - house.clock.now()
        house.later(seconds=passed.total_seconds() + 26 * 3600)


def change_card(house: House, card: str) -> None:
    """Give another card on the page of Stripe for customers."""
    house.simulator.control.change_card(standing(house).stripe_customer_id, card)
    house.let_everything_arrive()


def change_amount(house: House, amount: Money) -> None:
    """Take another amount from the next instalment on."""
    payments.change_amount(
        house.parts.database,
        house.parts.gateway,
        reference=standing(house).reference,
        amount=amount,
        key=str(amount.minor),
    )
    house.let_everything_arrive()


def cancel(house: House, actor: str, reason: str = "") -> None:
    """End it, as the donor or as staff."""
    payments.cancel(
        house.parts.database,
        house.parts.gateway,
        reference=standing(house).reference,
        actor=actor,
        reason=reason,
    )
    house.let_everything_arrive()


def steps(house: House) -> list[tuple[str, str, str | None]]:
    """Every step of the recurring gift: where to, by whom, why."""
    with house.parts.database.reading() as session:
        rows = session.scalars(
            select(ObjectStatusChange)
            .where(ObjectStatusChange.stripe_id == standing(house).stripe_subscription_id)
            .order_by(ObjectStatusChange.id)
        )
        return [(row.to_status, row.actor, row.reason) for row in rows]


def about(house: House, kind: str) -> set[str]:
    """What the letters of a kind are about, sent or dropped."""
    return {object_id for each, object_id in letters(house) if each == kind}


def sent(house: House, kind: MailKind) -> list[str]:
    """What letters of a kind that were sent are about."""
    with house.parts.database.reading() as session:
        rows = session.scalars(
            select(OutboxMessage.object_id).where(
                OutboxMessage.kind == kind, OutboxMessage.status == OutboxStatus.SENT
            )
        )
        return list(rows)


def by_debit(house: House, account: str) -> Payment:
    """Begin a gift that comes again and is debited."""
    payment = house.give_every(Interval.MONTH, EUR("10.00"))
    house.simulator.control.pay_by_debit(house.session_of(payment), account)
    house.let_everything_arrive()
    return payment
