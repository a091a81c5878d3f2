"""The page that tells whether everything is in step, and what to do when it is not."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from hov_donate.core.jobs import ScheduledJob
from hov_donate.core.money import Money
from hov_donate.inbox.models import InboxStatus
from hov_donate.office.watching import HEIGHT, bars
from hov_donate.outbox.models import OutboxStatus
from hov_donate.payments.rules import DisputeStatus
from hov_donate.reconciliation.models import SweepStep
from hov_donate.reports.queries import RunShown
from hov_donate.wiring.jobs import SWEEP
from tests.support.office import NOON, Desk, Office
from tests.support.watched import (
    ago,
    check,
    dispute,
    event,
    letter,
    look,
    payout,
    put,
    sweep,
    unmatched,
)

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def lights(page: str) -> dict[str, str]:
    """Each matter of the table and the word for how it stands."""
    table = page.partition("Everything that is watched")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {
        html.unescape(name): re.sub(r"<[^>]+>", "", row.partition("</td>")[0]).strip()
        for name, row in rows
    }


def test_a_fresh_installation_is_in_order_and_says_what_has_not_happened(office: Office) -> None:
    page = office.signed_in().get("/office/watch").text
    assert set(lights(page).values()) == {"In order"}
    assert len(lights(page)) == 18
    assert "Nothing is lost, and everything is in order." in page
    assert "What to do:" not in page
    assert page.count("Nothing yet") >= 8
    assert 'aria-current="page">Nothing is lost' in page


LOOK, NOW = "Needs a look", "Needs you now"
WRONG: list[tuple[str, Callable[[], list[object]], str]] = [
    (
        "The worker",
        lambda: [ScheduledJob(name="watch", finished_at=ago(minutes=20))],
        "Needs a look",
    ),
    ("The worker", lambda: [ScheduledJob(name="watch", finished_at=ago(hours=2))], NOW),
    ("Stripe's way to us", lambda: [look(enabled=False)], NOW),
    ("Stripe's way to us", lambda: [look(present=False)], NOW),
    ("Stripe's way to us", lambda: [look(missing="refund.failed")], LOOK),
    ("Stripe's way to us", lambda: [look(right_version=False)], LOOK),
    ("Stripe's way to us", lambda: [look(looked_at=ago(hours=2))], LOOK),
    ("Stripe's events waiting", lambda: [event(InboxStatus.WAITING, ago(hours=1))], LOOK),
    (
        "Stripe's events waiting",
        lambda: [event(InboxStatus.WAITING, ago(hours=5))],
        NOW,
    ),
    ("Stripe's events that failed", lambda: [event(InboxStatus.FAILED)], LOOK),
    (
        "Stripe's events that failed",
        lambda: [event(InboxStatus.FAILED, ago(days=2))],
        NOW,
    ),
    ("Looking through everything", lambda: [sweep(finished_at=ago(days=2))], LOOK),
    ("Looking through everything", lambda: [sweep(finished_at=ago(days=5))], NOW),
    ("What the last look found", lambda: [sweep(differed=3)], LOOK),
    ("What the last look found", lambda: [sweep(differed=3, failed=1)], LOOK),
    ("Checking the books against Stripe", lambda: check(1, ago(hours=5)), LOOK),
    ("Checking the books against Stripe", lambda: check(1, ago(hours=30)), NOW),
    ("Our books and Stripe's balance", lambda: check(1, NOON, -150), LOOK),
    ("What affiliates owe", lambda: check(1, NOON, owed=5), LOOK),
    (
        "Our books and Stripe's balance",
        lambda: [row for ago_ in (0, 1, 2) for row in check(3 - ago_, ago(hours=ago_), -150)],
        NOW,
    ),
    ("Money that matches nothing", lambda: [unmatched()], LOOK),
    ("Money that matches nothing", lambda: [unmatched(ago(days=15))], NOW),
    ("Disputes to answer", lambda: [dispute(DisputeStatus.NEEDS_RESPONSE)], LOOK),
    (
        "Disputes to answer",
        lambda: [dispute(DisputeStatus.NEEDS_RESPONSE, NOON + timedelta(days=2))],
        NOW,
    ),
    ("Payouts to the bank", lambda: [payout(1, "failed")], NOW),
    (
        "Letters waiting",
        lambda: [letter(OutboxStatus.WAITING, created_at=ago(hours=1))],
        "Needs a look",
    ),
    (
        "Letters waiting",
        lambda: [letter(OutboxStatus.WAITING, created_at=ago(hours=7))],
        NOW,
    ),
    ("Letters that failed", lambda: [letter(OutboxStatus.FAILED)], LOOK),
    (
        "Letters that failed",
        lambda: [letter(OutboxStatus.FAILED, number) for number in range(10)],
        NOW,
    ),
]


@ONCE
@pytest.mark.parametrize(("matter", "rows", "state"), WRONG)
def test_what_is_wrong_is_told_with_what_to_do(office: Office, matter, rows, state) -> None:
    put(office, *rows())
    page = office.signed_in().get("/office/watch").text
    assert lights(page)[matter] == state
    assert "What to do:" in page


def test_everything_at_once_is_told_on_each_engine(office: Office) -> None:
    put(
        office,
        ScheduledJob(name="watch", finished_at=ago(minutes=20)),
        look(enabled=False),
        event(InboxStatus.WAITING, ago(hours=1)),
        event(InboxStatus.FAILED),
        dispute(DisputeStatus.NEEDS_RESPONSE, NOON),
        payout(1, "failed"),
        unmatched(),
        letter(OutboxStatus.WAITING, 1, ago(hours=1)),
        letter(OutboxStatus.FAILED, 2),
        sweep(differed=3),
        *check(1, ago(hours=5), 7, owed=3),
    )
    found = lights(office.signed_in().get("/office/watch").text)
    assert {name for name, state in found.items() if state == "In order"} == {
        "Stripe's events arriving",
        "Looking through everything",
        "Movements of unknown kinds",
        "Monthly and yearly gifts",
        "Recurring gifts that should end",
    }


@ONCE
def test_a_payout_that_failed_is_forgiven_once_a_later_one_arrives(office: Office) -> None:
    put(office, payout(1, "failed", ago(days=2)), payout(2, "paid", ago(days=1)))
    assert lights(office.signed_in().get("/office/watch").text)["Payouts to the bank"] == "In order"


@ONCE
def test_a_dispute_that_is_under_review_needs_nobody(office: Office) -> None:
    put(office, dispute(DisputeStatus.UNDER_REVIEW, NOON), dispute(DisputeStatus.LOST, number=2))
    assert lights(office.signed_in().get("/office/watch").text)["Disputes to answer"] == "In order"


def test_gifts_that_no_event_told_of_are_noticed_the_next_day(office: Office) -> None:
    office.gift(Money(2000, "GBP"))
    desk = office.signed_in()
    arriving = "Stripe's events arriving"
    assert lights(desk.get("/office/watch").text)[arriving] == "In order"
    office.clock.advance(timedelta(days=1))
    desk = Desk(office.browser())
    desk.sign_in()
    assert lights(desk.get("/office/watch").text)[arriving] == "Needs a look"
    put(office, event(InboxStatus.APPLIED, office.clock.now()))
    assert lights(desk.get("/office/watch").text)[arriving] == "In order"


def test_the_last_event_of_each_kind_is_listed_and_kinds_that_never_came(office: Office) -> None:
    put(
        office,
        event(InboxStatus.APPLIED, ago(days=9), "payout.paid"),
        event(InboxStatus.APPLIED, ago(days=2), "payout.paid"),
        event(InboxStatus.APPLIED, ago(days=1), "refund.created"),
    )
    page = office.signed_in().get("/office/watch").text
    came = page.partition("When Stripe last told us of each")[2].partition("</table>")[0]
    assert came.index("refund.created") < came.index("payout.paid")
    assert "22 Nov" in came
    assert "15 Nov" not in came
    assert "refund.failed" in page.partition("Kinds that have never come")[2]


def test_the_button_asks_a_worker_and_the_page_shows_how_far_it_is(office: Office) -> None:
    desk = office.signed_in()
    desk.get("/office/watch")
    assert desk.post("/office/watch/sweep").status_code == 303
    assert "begins as soon as a worker is free" in desk.get("/office/watch").text
    with office.database.writing() as work:
        job = work.session.get_one(ScheduledJob, SWEEP)
        assert job.started_at is None
        job.started_at = work.now
    put(office, sweep(finished_at=None, step=SweepStep.DISPUTES, differed=2))
    page = re.sub(r"\s+", " ", desk.get("/office/watch").text)
    assert "Under way: Disputes (step 4 of 10). Looked at: 40. Differed: 2" in page
    assert "begins as soon as" not in page


@ONCE
def test_the_button_wants_the_token_of_the_page_and_a_signed_in_person(office: Office) -> None:
    desk = office.signed_in()
    desk.token = "forged"
    assert desk.post("/office/watch/sweep").status_code == 400
    answer = office.browser().get("/office/watch")
    assert answer.status_code == 303
    assert "/office/sign-in" in answer.headers["Location"]


@ONCE
def test_checks_are_drawn_with_their_table_behind(office: Office) -> None:
    put(office, *check(1, ago(hours=7)), *check(2, ago(hours=6)), *check(3, NOON, 150))
    page = office.signed_in().get("/office/watch").text
    assert page.count("<rect class=") == 2
    table = page.partition("The same as a table")[2].partition("</table>")[0]
    assert "360 minutes" in table
    assert "60 minutes" in table
    assert "£1.50" in table


@ONCE
def test_the_picture_keeps_short_waits_beside_long_ones(office: Office) -> None:
    long, short = timedelta(hours=100), timedelta(minutes=1)
    drawn = bars([RunShown(NOON, long, ()), RunShown(NOON, short, ())])
    assert [(bar.high, bar.late) for bar in drawn] == [(1, False), (HEIGHT, True)]
    assert [bar.left for bar in drawn] == sorted(bar.left for bar in drawn)


@ONCE
def test_what_is_most_urgent_stands_at_the_top(office: Office) -> None:
    put(office, event(InboxStatus.FAILED), payout(1, "failed"))
    page = office.signed_in().get("/office/watch").text
    top = page.partition('<ul class="lights">')[2].partition("</ul>")[0]
    assert re.findall(r"<h2>(.*?)</h2>", top) == [
        "Payouts to the bank",
        "Stripe&#39;s events that failed",
    ]
