"""The pages that a payer and a tester see, without a browser."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import Answer, ask, gift

FORM = {
    "email": "donor@example.org",
    "number": "4242 4242 4242 4242",
    "expiry": "12/34",
    "cvc": "123",
    "name": "",
}


def path_of(url: str | None) -> str:
    return urlsplit(str(url)).path


def post(simulator: RunningSimulator, session: Any, **changed: str) -> Answer:
    return ask(simulator, "POST", path_of(session.url), FORM | changed)


@pytest.fixture
def session(client: stripe.StripeClient) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(gift())


def test_a_payer_gives_and_is_sent_back(
    simulator: RunningSimulator, client: stripe.StripeClient, session: Any
) -> None:
    page = ask(simulator, "GET", path_of(session.url))
    for text in ("no real money", "A gift", "Donate £20.00", "donor@example.org", "/donate"):
        assert text in page.body
    assert "script" not in page.body
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:1" in policy
    reply = post(simulator, session)
    assert reply.status == 303
    assert reply.headers["Location"].endswith(f"/thanks?session_id={session.id}")
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_pressing_twice_pays_once(simulator: RunningSimulator, session: Any) -> None:
    assert (
        post(simulator, session).headers["Location"] == post(simulator, session).headers["Location"]
    )
    assert len(simulator.control.dump()["charge"]) == 1
    again = ask(simulator, "GET", path_of(session.url))
    assert "The payment was made already" in again.body


def test_a_declined_card_is_told_and_what_was_typed_is_kept(
    simulator: RunningSimulator, session: Any
) -> None:
    reply = post(simulator, session, number="4000000000009995", name="Zoë")
    assert reply.status == 422
    assert 'role="alert"' in reply.body
    assert "insufficient funds" in reply.body
    assert 'value="Zoë"' in reply.body
    assert post(simulator, session).status == 303


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "4242"),
        ("number", "letters"),
        ("expiry", "12/20"),
        ("expiry", "13/34"),
        ("cvc", "12"),
    ],
)
def test_what_is_mistyped_is_pointed_at(
    simulator: RunningSimulator, session: Any, field: str, value: str
) -> None:
    reply = post(simulator, session, **{field: value})
    assert reply.status == 422
    assert f'href="#{field}"' in reply.body
    assert 'aria-invalid="true"' in reply.body
    assert not simulator.control.dump()["payment_intent"]


def test_an_e_mail_is_asked_for_when_none_is_known(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    asked = gift()
    del asked["customer_email"]
    session = client.v1.checkout.sessions.create(asked)
    assert post(simulator, session, email="").status == 422
    assert post(simulator, session, email="typed@example.org").status == 303
    details = client.v1.checkout.sessions.retrieve(session.id).customer_details
    assert details
    assert details.email == "typed@example.org"


@pytest.mark.parametrize(("answer", "status"), [("approve", "complete"), ("refuse", "open")])
def test_the_bank_asks_and_the_payer_answers(
    simulator: RunningSimulator, client: stripe.StripeClient, session: Any, answer: str, status: str
) -> None:
    bank = path_of(post(simulator, session, number="4000002760003184").headers["Location"])
    assert bank.startswith("/3ds/pi_")
    assert "Approve the payment" in ask(simulator, "GET", bank).body
    reply = ask(simulator, "POST", bank, {"answer": answer})
    assert reply.status == (303 if answer == "approve" else 422)
    assert client.v1.checkout.sessions.retrieve(session.id).status == status


def test_the_page_speaks_spanish_when_the_session_does(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(gift(locale="es", currency="eur"))
    page = ask(simulator, "GET", path_of(session.url)).body
    assert '<html lang="es">' in page
    assert "Donar 20,00" in page
    assert "ha sido rechazada" in post(simulator, session, number="4000000000000002").body


def test_the_page_takes_the_browsers_language_when_the_session_has_none(
    simulator: RunningSimulator, session: Any
) -> None:
    spanish = {"Accept-Language": "es-MX,es;q=0.9"}
    assert '<html lang="es">' in ask(simulator, "GET", path_of(session.url), None, spanish).body


def test_an_expired_page_says_so(
    simulator: RunningSimulator, client: stripe.StripeClient, session: Any
) -> None:
    client.v1.checkout.sessions.expire(session.id)
    for method in ("GET", "POST"):
        assert "Nothing was taken" in ask(simulator, method, path_of(session.url), FORM).body


def test_what_is_typed_into_a_page_cannot_become_markup(
    simulator: RunningSimulator, session: Any
) -> None:
    reply = post(simulator, session, name="<script>", number="1")
    assert "<script>" not in reply.body


def test_a_receipt_can_be_opened(simulator: RunningSimulator, session: Any) -> None:
    post(simulator, session)
    charge = simulator.control.dump()["charge"][0]
    page = ask(simulator, "GET", path_of(charge["receipt_url"]))
    assert "£20.00" in page.body
    assert "4242" in page.body


def test_pages_that_do_not_exist_are_not_found(simulator: RunningSimulator) -> None:
    for path in ("/pay/cs_test_x", "/3ds/pi_x", "/receipt/ch_x", "/nowhere"):
        assert ask(simulator, "GET", path).status == 404


def test_the_home_page_says_what_it_is(simulator: RunningSimulator, session: Any) -> None:
    page = ask(simulator, "GET", "/")
    assert page.status == 200
    assert "Simulator — no real money" in page.body
    assert simulator.token in page.body
    assert session.id[:24] in page.body


def verb(simulator: RunningSimulator, name: str, body: str = "{}", **headers: str) -> Answer:
    sent = {"Content-Type": "application/json", "X-Simulator-Token": simulator.token} | headers
    return ask(simulator, "POST", f"/_sim/{name}", body, sent)


def test_programs_control_it_with_json(simulator: RunningSimulator, session: Any) -> None:
    paid = verb(simulator, "pay", f'{{"session_id": "{session.id}"}}').json["result"]
    assert paid["status"] == "paid"
    intent = paid["payment_intent"]
    refund = verb(simulator, "refund", f'{{"payment_intent": "{intent}", "amount": 5}}')
    assert refund.json["result"]["amount"] == 5
    before = simulator.control.now()
    assert verb(simulator, "advance", '{"seconds": 86400}').json["result"] > before
    assert len(verb(simulator, "events").json["result"]) == 6


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("invented", "{}", 404),
        ("advance", "{}", 400),
        ("advance", '{"seconds": "x"}', 400),
        ("pay", '{"session_id": "cs_x"}', 400),
        ("resend", '{"event_id": "evt_x"}', 400),
        ("set_fault", '{"kind": "x"}', 400),
        ("__init__", "{}", 404),
    ],
)
def test_a_wrong_order_is_refused(
    simulator: RunningSimulator, name: str, body: str, status: int
) -> None:
    assert verb(simulator, name, body).status == status


def test_without_the_token_nobody_controls_it(simulator: RunningSimulator) -> None:
    assert verb(simulator, "reset", **{"X-Simulator-Token": "guessed"}).status == 403


def test_another_sites_name_for_this_machine_does_not_help(simulator: RunningSimulator) -> None:
    rebound = {"Host": "evil.example"}
    assert verb(simulator, "reset", **rebound).status == 403
    assert simulator.token not in ask(simulator, "GET", "/", headers=rebound).body


def test_forms_control_it_too(simulator: RunningSimulator) -> None:
    form = {"token": simulator.token, "kind": "500", "times": "1", "path": ""}
    assert ask(simulator, "POST", "/_sim/set_fault", form).status == 303
    assert ask(simulator, "GET", "/v1/balance").status == 500
    policy = {"token": simulator.token, "drop_types": "a b", "hold": "true", "delay": "0.5"}
    assert ask(simulator, "POST", "/_sim/set_webhook_policy", policy).status == 303


def test_a_person_disputes_a_payment_and_lets_it_be_won(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    intent = simulator.control.make_stray_payment(2000, "gbp")["id"]
    assert intent in ask(simulator, "GET", "/").body
    form = {"token": simulator.token, "amount": "500", "inquiry": "true"}
    opened = ask(simulator, "POST", "/_sim/open_dispute", form | {"payment_intent": intent})
    assert opened.status == 303
    (dispute,) = client.v1.disputes.list().data
    for name in ("escalate_inquiry", "win_dispute"):
        page = ask(simulator, "GET", "/").body
        assert dispute.id in page
        assert f'action="/_sim/{name}"' in page
        form = {"token": simulator.token, "dispute": dispute.id}
        assert ask(simulator, "POST", f"/_sim/{name}", form).status == 303
    seen = client.v1.disputes.retrieve(dispute.id)
    assert (seen.status, seen.amount) == ("won", 500)


def test_a_connection_is_kept_open(simulator: RunningSimulator) -> None:
    connection = HTTPConnection("127.0.0.1", simulator.port, timeout=5)
    headers = {"Authorization": f"Bearer {simulator.api_key}"}
    for _ in range(3):
        connection.request("GET", "/v1/account", headers=headers)
        reply = connection.getresponse()
        assert (reply.status, reply.will_close) == (200, False)
        reply.read()
    connection.close()
