"""A payer objects at their bank: the office answers with what the system holds, once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from hov_donate.gateway.port import AnswerLostError, GatewayUnavailableError
from hov_donate.gateway.stripe import StripeGateway
from hov_donate.payments.models import Dispute, DisputeAnswer
from hov_donate.payments.rules import DisputeStatus
from hov_donate.staff.rules import Permission
from hov_donate.web.parts import KEY
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.monthly import begun, instalments, months_later
from tests.support.office import Desk, treasurer_in, without
from tests.support.words import GBP


@pytest.fixture
def desk(house: House) -> Desk:
    return treasurer_in(house.site.app, house.parts.database)


def objected(house: House, intent: str) -> str:
    house.simulator.control.open_dispute(intent)
    house.let_everything_arrive()
    with house.parts.database.reading() as session:
        return session.scalars(
            select(Dispute.stripe_dispute_id).where(Dispute.stripe_payment_intent_id == intent)
        ).one()


def disputed_gift(house: House) -> str:
    payment = house.give("20", keep_details="yes")
    house.pay(payment)
    house.let_everything_arrive()
    return objected(house, house.intent_of(payment))


def status(house: House, dispute_id: str) -> DisputeStatus:
    with house.parts.database.reading() as session:
        return session.scalars(
            select(Dispute.status).where(Dispute.stripe_dispute_id == dispute_id)
        ).one()


def answer(desk: Desk, dispute_id: str, **fields: str):
    desk.get(f"/office/disputes/{dispute_id}/answer")
    filled = {"uncategorized_text": "She chose it herself.", "read": "yes", **fields}
    filled = {name: text for name, text in filled.items() if text != "untouched"}
    return desk.post(f"/office/disputes/{dispute_id}/answer", **filled)


def at_stripe(house: House, dispute_id: str) -> dict[str, Any]:
    found: dict[str, Any]
    [found] = [it for it in house.simulator.control.dump()["dispute"] if it["id"] == dispute_id]
    return found


def test_the_page_holds_what_the_system_knows_and_nothing_is_ticked(house, desk):
    dispute_id = disputed_gift(house)
    assert f"/office/disputes/{dispute_id}/answer" in desk.get("/office/disputes").text
    page = desk.get(f"/office/disputes/{dispute_id}/answer").text
    for words in (
        "rosa@people.example",
        "the payer filled in the form",
        "the payer ticked the box",
        "keeps my name",
        "paid on Stripe",
        "a letter (receipt)",
        "A voluntary gift",
    ):
        assert words in page, words
    assert " checked" not in page


def test_the_answer_goes_to_the_bank_and_no_second_one(house, desk):
    dispute_id = disputed_gift(house)
    assert answer(desk, dispute_id, customer_name="Rosa Quiñones").status_code == 303
    house.let_everything_arrive()
    told = at_stripe(house, dispute_id)
    assert told["evidence"]["uncategorized_text"] == "She chose it herself."
    assert told["evidence"]["customer_name"] == "Rosa Quiñones"
    assert told["evidence_details"]["submission_count"] == 1
    assert status(house, dispute_id) is DisputeStatus.UNDER_REVIEW
    answer(desk, dispute_id, uncategorized_text="Something else.")
    assert at_stripe(house, dispute_id)["evidence_details"]["submission_count"] == 1
    page = desk.get(f"/office/disputes/{dispute_id}/answer").text
    assert "It reads no other" in page
    assert "She chose it herself." in page
    all_is_well(house)


def test_a_good_answer_brings_the_money_back(house, desk):
    dispute_id = disputed_gift(house)
    answer(desk, dispute_id, uncategorized_text="winning_evidence")
    house.let_everything_arrive()
    assert status(house, dispute_id) is DisputeStatus.WON
    all_is_well(house)


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"read": "untouched"}, "Tick that you have read it"), ({"uncategorized_text": ""}, "Write")],
)
def test_nothing_is_sent_that_was_not_read_or_says_nothing(house, desk, fields, told):
    dispute_id = disputed_gift(house)
    reply = answer(desk, dispute_id, **fields)
    assert reply.status_code == 422
    assert told in reply.text
    assert at_stripe(house, dispute_id)["evidence_details"]["submission_count"] == 0


class Deaf(StripeGateway):
    """Stripe's answer to an answer gets lost on its way."""

    def answer_dispute(
        self, dispute_id: str, evidence: Mapping[str, str], *, idempotency_key: str
    ) -> None:
        super().answer_dispute(dispute_id, evidence, idempotency_key=idempotency_key)
        raise AnswerLostError("the line broke")


def test_an_answer_whose_reply_got_lost_is_sent_once(house, desk):
    dispute_id = disputed_gift(house)
    deaf = Deaf(secret_key=house.simulator.api_key, api_base=house.simulator.url, retries=0)
    app = house.site.app
    app.extensions[KEY] = replace(app.extensions[KEY], gateway=deaf)
    assert "Stripe did not answer" in answer(desk, dispute_id).text
    answer(desk, dispute_id)
    house.let_everything_arrive()
    assert at_stripe(house, dispute_id)["evidence_details"]["submission_count"] == 1
    assert status(house, dispute_id) is DisputeStatus.UNDER_REVIEW
    assert "It reads no other" in desk.get(f"/office/disputes/{dispute_id}/answer").text


class Silent(StripeGateway):
    """Stripe does not even tell how the dispute stands."""

    def payment_of_dispute(self, dispute_id: str) -> str | None:
        raise GatewayUnavailableError(f"nobody tells of {dispute_id}")


def test_while_stripe_is_silent_nothing_that_was_written_is_lost(house, desk):
    dispute_id = disputed_gift(house)
    silent = Silent(secret_key=house.simulator.api_key, api_base=house.simulator.url, retries=0)
    app = house.site.app
    app.extensions[KEY] = replace(app.extensions[KEY], gateway=silent)
    reply = answer(desk, dispute_id, uncategorized_text="An hour of a volunteer's work.")
    assert reply.status_code == 503
    assert "An hour of a volunteer&#39;s work." in reply.text


def test_what_was_written_is_sealed(house, desk):
    dispute_id = disputed_gift(house)
    answer(desk, dispute_id)
    with house.parts.database.reading() as session:
        kept = session.scalars(select(DisputeAnswer.sealed)).one()
    assert b"chose" not in kept


def test_of_a_monthly_gift_the_other_months_are_told(house, desk):
    begun(house, GBP("10.00"))
    months_later(house, 2)
    dispute_id = objected(house, house.intent_of(instalments(house)[1]))
    page = signed_in_again(house).get(f"/office/disputes/{dispute_id}/answer").text
    assert "2 other payments of it were not objected to" in page


def test_after_its_day_no_answer_is_taken(house, desk):
    dispute_id = disputed_gift(house)
    house.later(days=8)
    answer(signed_in_again(house), dispute_id)
    assert at_stripe(house, dispute_id)["evidence_details"]["submission_count"] == 0


def signed_in_again(house: House) -> Desk:
    desk = Desk(house.site.app.test_client())
    desk.sign_in()
    return desk


def test_who_may_not_answer_is_not_asked(house, desk):
    dispute_id = disputed_gift(house)
    with without(Permission.ANSWER_DISPUTES):
        assert desk.get(f"/office/disputes/{dispute_id}/answer").status_code == 403
        assert ">Answer it here</a>" not in desk.get("/office/disputes").text
    assert desk.get("/office/disputes/du_nobody/answer").status_code == 404
