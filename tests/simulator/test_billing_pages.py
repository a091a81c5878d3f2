"""The pages of an invoice and of the customer portal, without a browser."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.instalments import ALWAYS_ASKS, again, failing, latest, subscribe
from tests.simulator.support import Answer, ask, monthly
from tests.simulator.test_pages import path_of

BACK = "http://127.0.0.1:1/mine"
CARD = {"number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}


def visit(client: stripe.StripeClient, subscription: stripe.Subscription, flow: Any = None) -> str:
    asked: Any = {"customer": str(subscription.customer), "return_url": BACK}
    made = client.v1.billing_portal.sessions.create(asked | ({"flow_data": flow} if flow else {}))
    return path_of(made.url)


def new_card(simulator: RunningSimulator, portal: str, **changed: str) -> Answer:
    return ask(simulator, "POST", portal, CARD | {"action": "card"} | changed)


@pytest.mark.parametrize(("interval", "said"), [("month", "every month"), ("year", "every year")])
def test_a_page_says_how_often_it_will_be_paid(
    simulator: RunningSimulator, client: stripe.StripeClient, interval: str, said: str
) -> None:
    session = client.v1.checkout.sessions.create(monthly(interval=interval))
    page = path_of(session.url)
    assert said in ask(simulator, "GET", page).body
    typed = CARD | {"email": "donor@example.org", "name": ""}
    assert ask(simulator, "POST", page, typed).status == 303
    (begun,) = client.v1.subscriptions.list().data
    assert begun["items"].data[0].price.recurring.interval == interval


def test_a_payer_pays_an_invoice_on_its_page(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = failing(simulator)
    page = path_of(latest(client, subscription).hosted_invoice_url)
    shown = ask(simulator, "GET", page)
    for text in ("no real money", "£10.00", "A monthly gift", "Pay £10.00"):
        assert text in shown.body
    assert "script" not in shown.body
    wrong = ask(simulator, "POST", page, CARD | {"cvc": "1"})
    assert (wrong.status, 'href="#cvc"' in wrong.body) == (422, True)
    declined = ask(simulator, "POST", page, CARD | {"number": "4000000000009995"})
    assert (declined.status, "insufficient funds" in declined.body) == (422, True)
    paid = ask(simulator, "POST", page, CARD)
    assert (paid.status, path_of(paid.headers["Location"])) == (303, page)
    assert "This invoice is paid" in ask(simulator, "GET", page).body
    assert "This invoice is paid" in ask(simulator, "POST", page, CARD).body
    assert again(client, subscription).status == "active"


@pytest.mark.parametrize(("answer", "status"), [("approve", "active"), ("refuse", "past_due")])
def test_a_payer_confirms_an_instalment_at_the_bank(
    simulator: RunningSimulator, client: stripe.StripeClient, answer: str, status: str
) -> None:
    subscription = failing(simulator, ALWAYS_ASKS)
    page = path_of(latest(client, subscription).hosted_invoice_url)
    assert f'href="{page}/bank"' in ask(simulator, "GET", page).body
    assert "Approve the payment" in ask(simulator, "GET", f"{page}/bank").body
    reply = ask(simulator, "POST", f"{page}/bank", {"answer": answer})
    assert reply.status == (303 if answer == "approve" else 422)
    assert again(client, subscription).status == status
    late = ask(simulator, "POST", f"{page}/bank", {"answer": "approve"})
    assert path_of(late.headers["Location"]) == page


def test_a_draft_has_nothing_to_be_paid(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    pause: Any = {"behavior": "keep_as_draft"}
    client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    simulator.control.advance(32 * 86400)
    draft = latest(client, subscription)
    assert draft.hosted_invoice_url is None
    page = ask(simulator, "GET", f"/invoice/{draft.id}").body
    assert "Nothing is to be paid here" in page
    assert ask(simulator, "GET", f"/invoice/{draft.id}/bank").status == 404


def test_a_customer_changes_the_card_in_the_portal(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    portal = visit(client, subscription)
    page = ask(simulator, "GET", portal)
    for text in ("no real money", "A monthly gift", "every month", "visa ···· 4242", BACK):
        assert text in page.body
    refused = new_card(simulator, portal, number="4000000000000002")
    assert (refused.status, "Your card was declined" in refused.body) == (422, True)
    assert new_card(simulator, portal, expiry="01/20").status == 422
    assert new_card(simulator, portal, number="5555555555554444").status == 303
    assert "mastercard ···· 4444" in ask(simulator, "GET", portal).body
    changed: Any = client.v1.subscriptions.retrieve(
        subscription.id, {"expand": ["default_payment_method", "customer"]}
    )
    assert changed.default_payment_method.card.last4 == "4444"
    settings = changed.customer.invoice_settings
    assert settings.default_payment_method == changed.default_payment_method.id


def test_a_customer_cancels_in_the_portal_and_takes_it_back(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    portal = visit(client, subscription)
    asked = {"subscription": subscription.id, "action": "cancel"}
    assert ask(simulator, "POST", portal, asked).status == 303
    assert again(client, subscription).cancel_at_period_end
    assert "Do not cancel" in ask(simulator, "GET", portal).body
    ask(simulator, "POST", portal, asked | {"action": "keep"})
    assert not again(client, subscription).cancel_at_period_end


def test_nobody_cancels_another_persons_subscription(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    mine, yours = subscribe(simulator), subscribe(simulator)
    asked = {"subscription": yours.id, "action": "cancel"}
    ask(simulator, "POST", visit(client, mine), asked)
    assert not again(client, yours).cancel_at_period_end


def test_a_visit_for_one_thing_leads_back_when_it_is_done(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)
    after: Any = {"type": "redirect", "redirect": {"return_url": f"{BACK}?done"}}
    card = visit(client, subscription, {"type": "payment_method_update", "after_completion": after})
    page = ask(simulator, "GET", card)
    assert 'value="cancel"' not in page.body
    assert "form-action 'self' http://127.0.0.1:1" in page.headers["Content-Security-Policy"]
    assert new_card(simulator, card).headers["Location"] == f"{BACK}?done"
    cancel: Any = {"subscription": subscription.id}
    leave = visit(
        client, subscription, {"type": "subscription_cancel", "subscription_cancel": cancel}
    )
    assert 'name="number"' not in ask(simulator, "GET", leave).body
    with pytest.raises(stripe.InvalidRequestError):
        visit(client, subscribe(simulator), {
            "type": "subscription_cancel", "subscription_cancel": cancel,
        })  # fmt: skip


def test_the_portal_closes_after_an_hour(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    portal = visit(client, subscribe(simulator))
    simulator.control.advance(3601)
    page = ask(simulator, "GET", portal).body
    assert "This page is closed" in page
    assert BACK in page


def test_the_portal_speaks_spanish(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    portal = visit(client, subscribe(simulator))
    page = ask(simulator, "GET", portal, None, {"Accept-Language": "es"}).body
    assert "Sus pagos" in page
    assert "no es dinero real" in page


def test_a_person_lets_instalments_fail_and_pays_them_from_the_home_page(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    subscription = subscribe(simulator)

    def press(verb: str, **fields: str) -> int:
        page = ask(simulator, "GET", "/").body
        assert f'action="/_sim/{verb}"' in page
        return ask(simulator, "POST", f"/_sim/{verb}", fields | {"token": simulator.token}).status

    customer = str(subscription.customer)
    assert press("set_dunning", days="1 2", then="unpaid") == 303
    assert press("change_card", customer_id=customer, card="4000000000000341") == 303
    assert press("change_card", customer_id=customer, card="4000000000000002") == 400
    simulator.control.advance(35 * 86400)
    assert again(client, subscription).status == "unpaid"
    owed = latest(client, subscription)
    assert owed.id in ask(simulator, "GET", "/").body
    assert press("pay_invoice", invoice_id=owed.id, card="4242424242424242") == 303
    assert again(client, subscription).status == "active"
    assert press("cancel_subscription", subscription_id=subscription.id) == 303
    assert again(client, subscription).status == "canceled"
