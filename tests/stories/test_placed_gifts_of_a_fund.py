"""Money that is placed onto a gift for a fund is that fund's, its fee and its exchange too."""

import random
from contextlib import suppress

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from hov_donate.app import build_worker
from hov_donate.cli import house as cli
from hov_donate.cli.ledger import ledger
from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.donations.placing import Giver, attach, give_back, make_gift
from hov_donate.donations.review.rules import ReviewRefusedError, ReviewState
from hov_donate.ledger import rules
from hov_donate.ledger.chart import Account
from hov_donate.ledger.funds import open_fund
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.queries import in_funds
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import CannotBePlacedError, PlacingFault
from hov_donate.payments.queries import payment_by_reference
from hov_donate.reconciliation.apart import BROUGHT_TOGETHER
from hov_donate.simulator.errors import ApiError
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.reviewing import accepts, decided_rule, reviews
from tests.support.strays import stray
from tests.support.words import EUR

SOMEBODY = "staff:1"
NAMES = {"en": "Delegation to Caracas", "es": "Delegación a Caracas"}
ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CURRENCIES = ("GBP", "EUR", "USD")


@pytest.fixture
def delegation(house: House) -> House:
    with house.parts.database.writing() as work:
        open_fund(work, code="delegation", names=NAMES, restricted=True)
    return house


def asked(house: House, amount: str, currency: str, fund: str = "delegation") -> Payment:
    page = house.donor.get(f"{house.site.url}/en/donate?fund={fund}").text
    chosen = {"fund": fund} if fund else {}
    answer = house.send(page, amount=amount, currency=currency, **chosen)
    assert answer.status_code == 303, answer.text
    return house.newest_payment()


def came(house: House, amount: Money) -> tuple[int, str]:
    """Money comes that says not what it is for: its number here, and its id at Stripe."""
    intent = stray(house, amount.minor, amount.currency.lower())
    [row] = [it for it in house.unmatched() if it.stripe_payment_intent_id == intent]
    return row.id, intent


def placed(house: House, unmatched_id: int, reference: str) -> Payment:
    made = attach(
        house.parts.giving, unmatched_id=unmatched_id, reference=reference, actor=SOMEBODY
    )
    house.let_everything_arrive()
    with house.parts.database.reading() as session:
        found = payment_by_reference(session, made)
    assert found is not None
    return found


def funds(house: House) -> dict[str, dict[str, Money]]:
    with house.parts.database.reading() as session:
        return {fund: dict(sums) for fund, sums in in_funds(session).items()}


def net(house: House, intents: list[str]) -> Money:
    """What payments left at Stripe, by Stripe's own words."""
    paid = [house.parts.gateway.read_payment(each) for each in intents]
    return Money(sum(it.net_minor for each in paid for it in each.balance_transactions), "GBP")


@pytest.mark.parametrize("currency", ["GBP", "EUR"])
def test_money_placed_onto_a_gift_brings_its_fee_and_exchange_into_the_gifts_fund(
    delegation, currency
):
    waiting = asked(delegation, "20", currency)
    number, intent = came(delegation, Money(2000, currency))
    placed(delegation, number, waiting.reference)
    assert funds(delegation) == {"delegation": delegation.stripes_balance()}
    all_is_well(delegation)
    delegation.simulator.control.refund(intent, 500)
    delegation.let_everything_arrive()
    assert funds(delegation) == {"delegation": {"GBP": net(delegation, [intent])}}
    all_is_well(delegation)


def test_money_for_a_gift_that_is_paid_makes_a_gift_for_the_same_fund(delegation):
    first = asked(delegation, "20", "EUR")
    delegation.pay(first)
    delegation.let_everything_arrive()
    number, _ = came(delegation, EUR(20))
    assert placed(delegation, number, first.reference).fund == "delegation"
    assert funds(delegation) == {"delegation": delegation.stripes_balance()}
    all_is_well(delegation)


@ONCE
def test_what_a_dispute_cost_while_nobody_knew_whose_it_was_is_the_funds_too(delegation):
    number, intent = came(delegation, EUR(30))
    dispute = delegation.simulator.control.open_dispute(intent)["id"]
    delegation.simulator.control.win_dispute(dispute)
    delegation.let_everything_arrive()
    placed(delegation, number, asked(delegation, "30", "EUR").reference)
    assert funds(delegation) == {"delegation": delegation.stripes_balance()}


@ONCE
def test_a_placed_gift_that_is_held_takes_all_of_it_along_when_it_is_accepted(delegation):
    decided_rule(delegation.parts.database, EUR("500"))
    waiting = asked(delegation, "800", "EUR")
    number, _ = came(delegation, EUR(800))
    assert placed(delegation, number, waiting.reference).held
    assert set(funds(delegation)) == {"general"}
    accepts(delegation, reviews(delegation.parts.database)[0])
    assert funds(delegation) == {"delegation": delegation.stripes_balance()}
    all_is_well(delegation)


@ONCE
def test_money_whose_failed_refund_is_half_booked_is_not_placed_yet(delegation, monkeypatch):
    number, intent = came(delegation, EUR(20))
    waiting = asked(delegation, "20", "EUR")
    refund = delegation.simulator.control.refund(intent)["id"]
    delegation.simulator.control.fail_refund(refund)
    delegation.let_everything_arrive()
    whole = delegation.parts.gateway.read_payment(intent)
    half = tuple(it for it in whole.balance_transactions if "failure" not in it.reporting_category)
    assert len(half) < len(whole.balance_transactions)
    with monkeypatch.context() as patched:
        reads = type(delegation.parts.gateway)
        patched.setattr(
            reads,
            "read_payment",
            lambda *_: type(whole)(**{**vars(whole), "balance_transactions": half}),
        )
        with pytest.raises(CannotBePlacedError) as told:
            attach(
                delegation.parts.giving,
                unmatched_id=number,
                reference=waiting.reference,
                actor=SOMEBODY,
            )
    assert told.value.fault is PlacingFault.NOT_BOOKED_YET
    placed(delegation, number, waiting.reference)
    assert funds(delegation) == {"delegation": delegation.stripes_balance()}


def command(house: House, name: str):
    def never(*_: object, **__: object):
        raise AssertionError

    given = cli.House(
        settings=lambda: house.parts.settings,
        open_database=lambda _: house.parts.database,
        parts=never,
        worker=build_worker,
    )
    return CliRunner().invoke(ledger, [name], obj=given)


def test_what_was_left_behind_once_is_named_and_brought_together_by_a_command(
    delegation, monkeypatch
):
    waiting = asked(delegation, "20", "EUR")
    number, _ = came(delegation, EUR(20))
    with monkeypatch.context() as as_it_was_once:
        as_it_was_once.setattr(rules, "along", lambda *_: [])
        placed(delegation, number, waiting.reference)
    assert set(funds(delegation)["delegation"]) == {"EUR"}
    told = command(delegation, "verify")
    assert told.exit_code == 1
    gift = f"gift {waiting.reference} for delegation"
    assert f"{gift}: EUR 20.00 of currency_exchange stands on general" in told.stdout
    assert f"{gift}: GBP 0.46 of stripe_fees" in told.stdout
    done = command(delegation, "bring-together")
    assert done.stdout == f"gift {waiting.reference}: brought into delegation\n"
    assert funds(delegation) == {"delegation": delegation.stripes_balance()}
    again = command(delegation, "verify")
    assert (again.stdout, again.exit_code) == ("", 0)
    assert command(delegation, "bring-together").stdout == ""
    with delegation.parts.database.reading() as session:
        entries = session.scalars(
            select(LedgerEntry).where(LedgerEntry.reporting_category == BROUGHT_TOGETHER)
        ).all()
    assert [it.payment_reference for it in entries] == [waiting.reference]
    all_is_well(delegation)


def some_life(house: House, chance: random.Random) -> None:
    """Somebody gives, money comes, is placed or sent back, and what banks do is done to it."""
    amount = Money(chance.choice([900, 2000, 60_000]), chance.choice(CURRENCIES))
    typed = str(amount.minor // 100)
    fund = chance.choice(["delegation", "delegation", ""])
    waiting = asked(house, typed, amount.currency, fund)
    if chance.random() < 0.4:
        house.pay(waiting)
        house.let_everything_arrive()
        intent = house.intent_of(waiting)
    else:
        number, intent = came(house, amount)
        upset(house, intent, chance)
        with suppress(CannotBePlacedError):
            if chance.random() < 0.7:
                placed(house, number, waiting.reference)
            else:
                giver = Giver(Identity("Ada", "ada@people.example"), "en")
                make_gift(house.parts.giving, unmatched_id=number, giver=giver, actor=SOMEBODY)
    upset(house, intent, chance)
    house.let_everything_arrive()


def upset(house: House, intent: str, chance: random.Random) -> None:
    """A refund, one that fails, or a dispute; or nothing. Stripe may not let it be."""
    control = house.simulator.control
    with suppress(ApiError):
        match chance.choice(["nothing", "refund", "part", "failed", "won", "lost"]):
            case "refund":
                control.refund(intent)
            case "part":
                control.refund(intent, 300)
            case "failed":
                control.fail_refund(control.refund(intent)["id"])
            case "won":
                control.win_dispute(control.open_dispute(intent)["id"])
            case "lost":
                control.lose_dispute(control.open_dispute(intent)["id"])
            case _:
                pass
    house.let_everything_arrive()


def decide_all(house: House) -> None:
    """Whatever waits is accepted, or goes back."""
    for review in reviews(house.parts.database):
        if review.state is ReviewState.WAITING:
            with suppress(ReviewRefusedError):
                accepts(house, review)
    for each in house.unmatched():
        if each.resolved_at is None:
            with suppress(Exception):
                give_back(house.parts.giving, unmatched_id=each.id, actor=SOMEBODY)
                give_back(house.parts.giving, unmatched_id=each.id, actor="staff:2")
    house.let_everything_arrive()
    house.reconcile()


@ONCE
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_every_fund_has_what_its_gifts_left(delegation, seed):
    chance = random.Random(seed)  # noqa: S311 (no secret)
    decided_rule(delegation.parts.database, EUR("500"))
    for _ in range(6):
        some_life(delegation, chance)
    decide_all(delegation)
    with delegation.parts.database.reading() as session:
        gifts = session.scalars(select(Payment).where(Payment.fund == "delegation")).all()
        waiting = session.scalars(text("SELECT 1 FROM payments WHERE held")).all()
    ours = [it.stripe_payment_intent_id for it in gifts if not it.held]
    found = funds(delegation)
    left = net(delegation, [each for each in ours if each])
    assert found.get("delegation", {}) == ({"GBP": left} if left.minor else {})
    if not waiting and not delegation.books(Account.UNMATCHED_PAYMENTS):
        assert set(found.get("general", {})) <= {"GBP"}
    assert command(delegation, "verify").stdout == ""
