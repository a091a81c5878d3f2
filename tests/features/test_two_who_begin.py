"""Two events about a new monthly gift at once: one begins it, the other lets go and comes again.

Both locks are taken in one order, the recurring payment first, or PostgreSQL would end one of them.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

import pytest

from hov_donate.contacts.sealing import Identity
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest, start_donation
from hov_donate.gateway.port import Interval, RemoteSubscription
from hov_donate.payments.operations import OutdatedReadError, apply_subscription
from hov_donate.payments.rules import Outcome
from tests.support.office import Office
from tests.support.words import GBP, NOON

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def asked(office: Office) -> str:
    """A monthly gift of which only the first instalment is known."""
    rosa = Identity("Rosa", "rosa@people.example")
    request = GiftRequest(new_reference(), GBP("5.00"), rosa, (), "en", Interval.MONTH)
    with office.database.writing() as work:
        start_donation(work, request=request, seal=office.parts.seal)
    return request.reference


def as_stripe_states_it(reference: str) -> RemoteSubscription:
    """It has just begun."""
    return RemoteSubscription(
        id="sub_new",
        reference=reference,
        installation=None,
        status="active",
        amount=GBP("5.00"),
        interval=Interval.MONTH,
        customer_id="cus_rosa",
        item_id="si_1",
        product_id="prod_1",
        started_at=NOON,
        next_charge_at=None,
        ended_at=None,
        end_reason=None,
        paused=False,
        paused_until=None,
        latest_invoice_id=None,
    )


def test_who_waited_for_the_first_instalment_holds_it_against_nobody(office: Office):
    remote = as_stripe_states_it(asked(office))

    def apply() -> Outcome:
        with office.database.writing() as work:
            return apply_subscription(work, remote=remote, seen=None)

    with ThreadPoolExecutor(1) as another:
        with office.database.writing() as work:
            apply_subscription(work, remote=remote, seen=None)
            second: Future[Outcome] = another.submit(apply)
            sleep(0.3)
            assert not second.done()
        with pytest.raises(OutdatedReadError, match="was begun"):
            second.result(10)
