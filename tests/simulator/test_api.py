"""What callers of the API meet: keys, parameters, lists, expansion, sessions."""

import time
from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import EXPANDED, ask, client_of, gift


def error_of(simulator: RunningSimulator, body: str, path: str = "/v1/checkout/sessions") -> Any:
    reply = ask(simulator, "POST", path, body)
    assert reply.status == 400
    assert reply.headers["Request-Id"].startswith("req_")
    return reply.json["error"]


@pytest.mark.parametrize("header", ["", "Bearer sk_live_abc", "Bearer nonsense", "Basic x"])
def test_only_test_keys_are_let_in(simulator: RunningSimulator, header: str) -> None:
    reply = ask(simulator, "GET", "/v1/balance", headers={"Authorization": header})
    assert reply.status == 401
    assert reply.json["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("header", ["Bearer rk_test_abc", "Basic c2tfdGVzdF94Og=="])
def test_restricted_keys_and_basic_auth_are_let_in(
    simulator: RunningSimulator, header: str
) -> None:
    reply = ask(simulator, "GET", "/v1/balance", headers={"Authorization": header})
    assert reply.status == 200


def test_another_version_of_the_api_is_refused(simulator: RunningSimulator) -> None:
    reply = ask(simulator, "GET", "/v1/balance", headers={"Stripe-Version": "2024-06-20"})
    assert reply.status == 400


def test_a_paid_session_tells_the_whole_story(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.payment_intent, session.customer) == (None, None)
    assert session.url == f"{simulator.url}/pay/{session.id}"
    outcome = simulator.control.pay(session.id)
    assert outcome["url"].endswith(f"/thanks?session_id={session.id}")
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": EXPANDED})
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    intent: Any = paid.payment_intent
    assert intent.metadata["reference"] == "R-1"
    movement = intent.latest_charge.balance_transaction
    assert (movement.amount, movement.fee, movement.net) == (2000, 50, 1950)
    assert intent.latest_charge.metadata["reference"] == "R-1"


def test_a_session_shows_its_items_only_when_asked(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    assert "line_items" not in session
    items = client.v1.checkout.sessions.line_items.list(session.id)
    assert items.data[0].description == "A gift"


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000008260003178", "insufficient_funds"),
    ],
)
def test_a_declined_card_leaves_the_session_open_for_another(
    simulator: RunningSimulator, client: stripe.StripeClient, card: str, reason: str
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    outcome = simulator.control.pay(session.id, card)
    assert (outcome["status"], outcome["decline_code"]) == ("declined", reason)
    seen = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    intent: Any = seen.payment_intent
    assert (seen.status, intent.status) == ("open", "requires_payment_method")
    assert intent.last_payment_error.decline_code == reason
    assert simulator.control.pay(session.id)["payment_intent"] == intent.id
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_who_is_refused_by_the_bank_can_try_again(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    outcome = simulator.control.pay(session.id, "4000002760003184", approve_3ds=False)
    assert outcome["decline_code"] == "payment_intent_authentication_failure"
    assert simulator.control.pay(session.id, "4000002760003184")["status"] == "paid"


def test_a_session_expires_by_itself(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift(expires_at=int(time.time()) + 1800))
    simulator.control.advance(1801)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    (event,) = client.v1.events.list({"types": ["checkout.session.expired"]}).data
    assert event.created == session.expires_at


def test_only_an_open_session_can_be_expired(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    assert client.v1.checkout.sessions.expire(session.id).url is None
    with pytest.raises(stripe.InvalidRequestError, match="expired"):
        client.v1.checkout.sessions.expire(session.id)


@pytest.mark.parametrize("seconds", [60, 25 * 3600])
def test_a_session_lives_between_half_an_hour_and_a_day(
    client: stripe.StripeClient, seconds: int
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(gift(expires_at=int(time.time()) + seconds))
    assert caught.value.param == "expires_at"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"payment_method_types": ["card"]}, "payment_method_types"),
        ({"invented": "x"}, "invented"),
        ({"payment_intent_data": {"invented": "x"}}, "payment_intent_data[invented]"),
        ({"adaptive_pricing": {"invented": "x"}}, "adaptive_pricing[invented]"),
    ],
)
def test_unknown_parameters_are_refused(
    client: stripe.StripeClient, more: dict[str, Any], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.create(gift(**more))
    assert (caught.value.code, caught.value.param) == ("parameter_unknown", param)


def test_brackets_may_come_raw_or_encoded(simulator: RunningSimulator) -> None:
    raw = "email=a%40example.org&metadata[a]=1&preferred_locales[]=es&preferred_locales[]=en"
    encoded = raw.replace("[", "%5B").replace("]", "%5D")
    for body in (raw, encoded):
        made = ask(simulator, "POST", "/v1/customers", body).json
        assert made["metadata"] == {"a": "1"}
        assert made["preferred_locales"] == ["es", "en"]


@pytest.mark.parametrize(
    "body", ["a[b=1", "mode[x]=1", "mode=payment&mode[x]=1", "line_items=x", "%ff", "[]=1"]
)
def test_broken_forms_are_refused_in_the_envelope(simulator: RunningSimulator, body: str) -> None:
    assert error_of(simulator, body)["type"] == "invalid_request_error"


def test_what_is_missing_is_named(simulator: RunningSimulator) -> None:
    error = error_of(simulator, "mode=payment")
    assert (error["code"], error["param"]) == ("parameter_missing", "line_items")


def test_an_unknown_object_is_missing(simulator: RunningSimulator) -> None:
    for path in ("checkout/sessions/cs_test_x", "refunds/re_x", "events/evt_x"):
        reply = ask(simulator, "GET", f"/v1/{path}")
        assert (reply.status, reply.json["error"]["code"]) == (404, "resource_missing")
    assert ask(simulator, "GET", "/v1/invented").json["error"]["type"] == "invalid_request_error"


def test_lists_come_in_pages_newest_first(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    made = [client.v1.customers.create({"email": f"{n}@example.org"}).id for n in range(7)]
    page = client.v1.customers.list({"limit": 3})
    assert [each.id for each in page.data] == made[:3:-1]
    assert page.has_more
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]
    before = client.v1.customers.list({"limit": 3, "ending_before": made[0]})
    assert [each.id for each in before.data] == made[3:0:-1]
    assert [each.id for each in before.auto_paging_iter()] == made[1:]
    for limit in (0, 101):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.customers.list({"limit": limit})


def test_movements_are_filtered(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    control = simulator.control
    control.make_stray_payment(1000, "gbp")
    control.advance(3 * 86400)
    (payout,) = control.run_payout()
    control.make_stray_payment(2000, "gbp")
    movements = client.v1.balance_transactions
    assert len(movements.list({"payout": payout["id"]}).data) == 2
    assert [each.amount for each in movements.list({"type": "charge"}).data] == [2000, 1000]
    assert len(movements.list({"source": payout["id"]}).data) == 1
    since = payout["created"]
    recent = movements.list({"created": {"gte": since}}).data
    assert [each.amount for each in recent] == [2000, -payout["amount"]]
    assert not movements.list({"created": {"gt": since + 10}}).data
    assert not movements.list({"currency": "usd"}).data
    first = movements.list({"type": "charge"}).data[0].id
    after = movements.list({"type": "charge", "starting_after": first})
    assert [each.amount for each in after.data] == [1000]


@pytest.mark.parametrize("card", ["4242424242424242", "4000002760003184"])
def test_the_card_that_paid_can_be_read(
    simulator: RunningSimulator, client: stripe.StripeClient, card: str
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    intent_id = simulator.control.pay(session.id, card)["payment_intent"]
    intent: Any = client.v1.payment_intents.retrieve(intent_id, {"expand": ["payment_method"]})
    assert (intent.payment_method.type, intent.payment_method.card.last4) == ("card", card[-4:])


@pytest.mark.parametrize(
    "path", ["payment_intent.latest_charge.payment_intent.latest_charge.refunds", "invented"]
)
def test_what_cannot_be_expanded_is_refused(
    simulator: RunningSimulator, client: stripe.StripeClient, path: str
) -> None:
    session = client.v1.checkout.sessions.create(gift())
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.retrieve(session.id, {"expand": [path]})


def test_refunds_are_on_a_charge_only_when_asked_for(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent_id = simulator.control.make_stray_payment(1000, "gbp")["id"]
    simulator.control.refund(intent_id, 300)
    paths = ["latest_charge.refunds.data.balance_transaction"]
    intent: Any = client.v1.payment_intents.retrieve(intent_id, {"expand": paths})
    assert intent.latest_charge.refunds.data[0].balance_transaction.amount == -300
    charge = client.v1.charges.retrieve(intent.latest_charge.id)
    assert "refunds" not in charge
    assert (charge.amount_refunded, charge.refunded) == (300, False)


def test_an_empty_value_takes_metadata_away(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"metadata": {"a": "1", "b": "2"}})
    changed: Any = client.v1.customers.update(customer.id, {"metadata": {"a": ""}})
    assert changed.metadata.to_dict() == {"b": "2"}


def test_state_survives_a_restart(tmp_path: Any) -> None:
    from hov_donate.simulator.serve import start  # noqa: PLC0415 - reads as the story goes

    file = tmp_path / "state.sqlite"
    first = start(state=file)
    client = client_of(first)
    session = client.v1.checkout.sessions.create(gift(), {"idempotency_key": "k"})
    first.control.pay(session.id)
    first.control.advance(5 * 86400)
    dump, now = first.control.dump(), first.control.now()
    # Not stopped: as if killed.
    second = start(state=file)
    assert second.control.dump() | {"now": ""} == dump | {"now": ""}
    assert second.control.now()[:10] == now[:10]
    again = client_of(second).v1.checkout.sessions.create(gift(), {"idempotency_key": "k"})
    assert again.id == session.id
    first.stop()
    second.stop()
