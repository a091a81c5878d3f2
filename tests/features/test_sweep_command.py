"""`hov-donate sweep`: what it prints on its way and at its end, and with which status it ends."""

import re

from sqlalchemy import select

from hov_donate.cli.sweep import sweep
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.payments.models import Refund
from hov_donate.payments.rules import PaymentStatus, RefundStatus
from hov_donate.reconciliation.models import SweepRun
from tests.support.house import House


def give_unheard(house: House) -> None:
    """A gift is paid, and no event tells of it."""
    payment = house.give("20.00")
    house.simulator.control.set_webhook_policy(drop=1.0)
    house.pay(payment)
    house.let_everything_arrive()


def refund_unknown_to_stripe(house: House) -> None:
    """Books that came from another account, say: Stripe knows no such refund."""
    house.pay(house.give("20.00"))
    house.let_everything_arrive()
    with house.parts.database.writing() as work:
        work.session.add(
            Refund(
                payment_id=house.newest_payment().id,
                stripe_refund_id="re_unknown",
                amount_minor=500,
                currency="GBP",
                status=RefundStatus.PENDING,
                created_at=work.now,
            )
        )


def said(words: str, end: str) -> int:
    """The figure at the end of a line."""
    found = re.search(rf"^{words}: (\d+)$", end, re.MULTILINE)
    assert found is not None, end
    return int(found[1])


def sweeps(house: House) -> list[SweepRun]:
    with house.parts.database.reading() as session:
        return list(session.scalars(select(SweepRun).order_by(SweepRun.id)))


def test_a_gift_that_no_event_told_of_is_found_and_counted(shell, house):
    give_unheard(house)
    assert house.newest_payment().status is PaymentStatus.PENDING
    done = shell.type(sweep)
    assert house.newest_payment().status is PaymentStatus.PAID
    assert said("looked through", done.stdout) > 0
    assert said("stood otherwise here", done.stdout) > 0
    assert said("left to the worker", done.stdout) == 0
    assert done.exit_code == 0

    again = shell.type(sweep)
    assert said("stood otherwise here", again.stdout) == 0
    assert again.exit_code == 0


def test_how_far_it_is_stands_in_one_line_that_is_written_over(shell, house):
    give_unheard(house)
    done = shell.type(sweep)
    shown = [line.strip() for line in done.stderr.split("\r") if line.strip()]
    steps = [int(line.partition("/10 ")[0]) for line in shown]
    assert steps == sorted(steps)
    assert set(steps) == set(range(1, 11))
    assert shown[0].startswith("1/10 events: ")
    figures = "looked through", "stood otherwise here"
    last = ", ".join(f"{said(words, done.stdout)} {words}" for words in figures)
    assert shown[-1] == f"10/10 the balance: {last}"
    assert done.stderr.count("\n") == 1


def test_what_stripe_refuses_for_good_ends_it_with_1_until_staff_has_seen_to_it(shell, house):
    refund_unknown_to_stripe(house)
    for _ in range(2):
        done = shell.type(sweep)
        assert said("left to the worker", done.stdout) == 1
        assert "in the office, in the room “Stripe events”" in done.stdout
        assert done.exit_code == 1
    assert [run.failed for run in sweeps(house)] == [1, 1]
    with house.parts.database.reading() as session:
        failed = session.scalars(
            select(InboxEvent).where(InboxEvent.status == InboxStatus.FAILED)
        ).all()
    assert {event.object_id for event in failed} == {"re_unknown"}

    with house.parts.database.writing() as work:
        work.session.delete(work.session.scalars(select(Refund)).one())
    assert shell.type(sweep).exit_code == 0


def test_what_stripe_does_not_answer_now_is_left_to_the_worker(shell, house):
    give_unheard(house)
    house.simulator.control.set_fault("500", 1000, "checkout/sessions/cs_")
    done = shell.type(sweep)
    assert said("left to the worker", done.stdout) > 0
    assert done.exit_code == 1

    house.simulator.control.clear_faults()
    house.later(hours=1)
    assert house.newest_payment().status is PaymentStatus.PAID
    assert shell.type(sweep).exit_code == 0


def test_without_stripe_it_ends_with_2_and_a_later_one_goes_on(shell, house):
    give_unheard(house)
    house.simulator.control.set_fault("500", 1000, "disputes")
    done = shell.type(sweep)
    assert "Stopped: Stripe answers 500" in done.stderr
    assert "Nothing is lost; run it again to go on." in done.stderr
    assert done.stdout == ""
    assert done.exit_code == 2
    assert house.newest_payment().status is PaymentStatus.PAID

    house.simulator.control.clear_faults()
    later = shell.type(sweep)
    assert later.stderr.lstrip().startswith("4/10 disputes: ")
    assert later.exit_code == 0
    assert all(run.finished_at for run in sweeps(house))
