"""Lists as a reconciler reads them: by time, by type, page after page."""

from typing import Any

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import Receiver, gift

DAY = 86400


def stray(simulator: RunningSimulator) -> str:
    return str(simulator.control.make_stray_payment(1000, "gbp")["id"])


def test_events_are_found_by_the_time_they_were_made(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    stray(simulator)
    simulator.control.advance(DAY)
    second = stray(simulator)
    since = client.v1.events.list({"limit": 1}).data[0].created
    recent = client.v1.events.list({"created": {"gte": since - 60}}).data
    assert {each.data.object["id"] for each in recent if "intent" in each.type} == {second}
    assert len(client.v1.events.list({"created": {"lt": since - 60}}).data) == 3
    assert not client.v1.events.list({"created": {"gt": since + 60}}).data
    assert client.v1.events.list({"created": {"lte": since}}).data[0].id == recent[0].id


def test_events_are_found_by_type(simulator: RunningSimulator, client: stripe.StripeClient) -> None:
    stray(simulator)
    types = ["charge.succeeded", "payment_intent.created"]
    found = client.v1.events.list({"types": types}).data
    assert [each.type for each in found] == types
    assert client.v1.events.list({"type": "charge.succeeded"}).data[0].id == found[0].id
    assert client.v1.events.retrieve(found[0].id).type == "charge.succeeded"


@pytest.mark.parametrize(
    "asked", [{"type": "a", "types": ["b"]}, {"types": [f"t{n}" for n in range(21)]}]
)
def test_events_of_too_many_types_are_refused(client: stripe.StripeClient, asked: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.events.list(asked)
    assert caught.value.param == "types"


def test_events_are_remembered_for_thirty_days(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    stray(simulator)
    old = client.v1.events.list().data[0].id
    simulator.control.advance(30 * DAY + 1)
    assert not client.v1.events.list({"created": {"gte": 0}}).data
    with pytest.raises(stripe.InvalidRequestError, match="No such event"):
        client.v1.events.retrieve(old)


def test_events_are_read_on_from_the_last_one_known(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    for _ in range(5):
        stray(simulator)
    newest_first = [each.id for each in client.v1.events.list({"limit": 4}).auto_paging_iter()]
    assert len(newest_first) == 15
    page = client.v1.events.list({"ending_before": newest_first[-1], "limit": 4})
    assert [each.id for each in page.auto_paging_iter()] == newest_first[-2::-1]
    after = client.v1.events.list({"starting_after": newest_first[9]}).data
    assert [each.id for each in after] == newest_first[10:]


def test_events_that_did_not_arrive_are_found(
    simulator: RunningSimulator, receiver: Receiver, client: stripe.StripeClient
) -> None:
    simulator.control.set_webhook_policy(drop_types=["charge.succeeded"])
    stray(simulator)
    assert simulator.control.wait_idle(5)
    lost = client.v1.events.list({"delivery_success": False}).data
    assert [each.type for each in lost] == ["charge.succeeded"]
    assert len(client.v1.events.list({"delivery_success": True}).data) == 2


def test_sessions_are_found_by_what_became_of_them(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    paid = client.v1.checkout.sessions.create(gift(customer_creation="always"))
    intent = simulator.control.pay(paid.id)["payment_intent"]
    still_open = client.v1.checkout.sessions.create(gift())
    sessions = client.v1.checkout.sessions
    customer = str(sessions.retrieve(paid.id).customer)
    asked: list[tuple[Any, list[str]]] = [
        ({"status": "complete"}, [paid.id]),
        ({"status": "open"}, [still_open.id]),
        ({"payment_intent": intent}, [paid.id]),
        ({"customer": customer}, [paid.id]),
        ({"subscription": "sub_none"}, []),
        ({"created": {"gte": paid.created}}, [still_open.id, paid.id]),
        ({"created": {"lt": paid.created}}, []),
    ]
    for filters, ids in asked:
        assert [each.id for each in sessions.list(filters).data] == ids, filters


def test_payments_charges_and_refunds_are_found(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    first, second = stray(simulator), stray(simulator)
    simulator.control.refund(first, 400)
    (refund,) = client.v1.refunds.list({"payment_intent": first}).data
    charge = str(refund.charge)
    assert [each.id for each in client.v1.payment_intents.list().data] == [second, first]
    assert not client.v1.payment_intents.list({"customer": "cus_none"}).data
    assert [each.id for each in client.v1.charges.list({"payment_intent": first}).data] == [charge]
    assert [each.id for each in client.v1.refunds.list({"charge": charge}).data] == [refund.id]
    assert not client.v1.refunds.list({"payment_intent": second}).data
    assert not client.v1.refunds.list({"created": {"gt": refund.created}}).data
    movements = client.v1.balance_transactions.list({"source": refund.id}).data
    assert [each.amount for each in movements] == [-400]


def test_payouts_are_found_by_their_day(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    stray(simulator)
    simulator.control.advance(3 * DAY)
    (payout,) = simulator.control.run_payout()
    arrives = payout["arrival_date"]
    asked: list[tuple[Any, int]] = [
        ({"arrival_date": {"gte": arrives, "lt": arrives + DAY}}, 1),
        ({"arrival_date": {"gt": arrives}}, 0),
        ({"arrival_date": arrives}, 1),
        ({"status": "paid"}, 1),
        ({"status": "failed"}, 0),
        ({"created": {"lte": payout["created"]}}, 1),
    ]
    for filters, count in asked:
        assert len(client.v1.payouts.list(filters).data) == count, filters
