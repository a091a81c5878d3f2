"""The page on which a payer gives leave to debit a bank account."""

import pytest
import stripe

from hov_donate.simulator.serve import RunningSimulator
from tests.simulator.support import ask
from tests.simulator.test_debits import DAY, USUAL, opened, read
from tests.simulator.test_pages import path_of


def test_a_payer_chooses_the_bank_account_on_the_page(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = opened(client)
    path = path_of(session.url)
    page = ask(simulator, "GET", path).body
    assert f'href="{path}?method=sepa_debit"' in page
    assert 'name="number"' in page
    page = ask(simulator, "GET", f"{path}?method=sepa_debit").body
    assert "you allow the site to debit this account" in page
    assert 'name="number"' not in page
    form = {"email": "donor@example.org", "iban": "DE89 3704 0044 0532 0130 00", "name": "Zoë"}
    reply = ask(simulator, "POST", f"{path}?method=sepa_debit", form)
    assert reply.status == 303
    assert reply.headers["Location"].endswith(f"/thanks?session_id={session.id}")
    charge = read(client, session.id).payment_intent.latest_charge
    assert charge.billing_details.name == "Zoë"
    mandate = charge.payment_method_details.sepa_debit.mandate
    assert mandate[-12:].upper() in ask(simulator, "GET", f"/mandate/{mandate}").body
    simulator.control.advance(5 * DAY)
    assert "···· 3000" in ask(simulator, "GET", f"/receipt/{charge.id}").body


@pytest.mark.parametrize(
    ("currency", "method", "changed", "wrong"),
    [
        ("eur", "sepa_debit", {"iban": "DE00370400440532013000"}, "iban"),
        ("eur", "sepa_debit", {"name": ""}, "name"),
        ("gbp", "bacs_debit", {"sort_code": ""}, "sort_code"),
        ("gbp", "bacs_debit", {"account_number": "123"}, "account_number"),
    ],
)
def test_a_mistyped_account_is_pointed_at(
    simulator: RunningSimulator,
    client: stripe.StripeClient,
    currency: str,
    method: str,
    changed: dict[str, str],
    wrong: str,
) -> None:
    session = opened(client, currency)
    form = {
        "email": "donor@example.org",
        "iban": USUAL,
        "sort_code": "10-88-00",
        "account_number": "00012345",
        "name": "Zoë",
    }
    reply = ask(simulator, "POST", f"{path_of(session.url)}?method={method}", form | changed)
    assert reply.status == 422
    assert f'href="#{wrong}"' in reply.body
    assert not simulator.control.dump()["payment_intent"]


def test_a_way_to_pay_that_is_not_offered_cannot_be_chosen(
    simulator: RunningSimulator, client: stripe.StripeClient
) -> None:
    session = opened(client, "usd")
    page = ask(simulator, "GET", f"{path_of(session.url)}?method=sepa_debit").body
    assert 'name="number"' in page
    with pytest.raises(Exception, match="does not take"):
        simulator.control.pay_by_debit(session.id, USUAL)
