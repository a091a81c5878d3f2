"""Money that comes to the campaign's account at Stripe, and that nobody had asked for so."""

from typing import Any

import stripe

from hov_donate.payments.queries import installation
from tests.support.house import House


def stamp(house: House, reference: str | None) -> dict[str, str]:
    with house.parts.database.reading() as session:
        ours = {"installation": installation(session)}
    return {**ours, "reference": reference} if reference else ours


def paid_elsewhere(
    house: House, amount: int, metadata: dict[str, str], *, monthly: bool = False
) -> None:
    """Someone opens and pays a page that our site did not open."""
    again: Any = {"recurring": {"interval": "month"}} if monthly else {}
    stamped: Any = {} if monthly else {"payment_intent_data": {"metadata": metadata}}
    client = stripe.StripeClient(
        house.simulator.api_key, base_addresses={"api": house.simulator.url}
    )
    page: Any = {
        "mode": "subscription" if monthly else "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "gbp",
                    "unit_amount": amount,
                    "product_data": {"name": "Something"},
                    **again,
                },
            }
        ],
        "metadata": metadata,
        **stamped,
        "success_url": "https://elsewhere.example/",
    }
    session = client.v1.checkout.sessions.create(page)
    house.simulator.control.pay(session.id)
    house.let_everything_arrive()


def stray(house: House, amount: int = 1500, currency: str = "gbp") -> str:
    """Money that says not what it is for; Stripe's id of its payment."""
    intent = house.simulator.control.make_stray_payment(amount, currency)
    house.let_everything_arrive()
    return str(intent["id"])
