"""The first room: money beside the year before, givers, what needs a person, and the proof."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from hov_donate.gateway.port import Interval
from hov_donate.ledger.chart import Account
from hov_donate.ledger.rules import Line
from hov_donate.office.look import ROOMS
from hov_donate.office.menu import GROUPS, HOME
from hov_donate.office.queries.home import to_do
from hov_donate.payments.models import Dispute, Subscription
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import DisputeStatus, SubscriptionStatus
from hov_donate.reconciliation.models import BalanceComparison, Payout, ReconciliationRun
from hov_donate.reports.queries.facts import facts
from hov_donate.staff.rules import Permission
from tests.support.booked import at_stripe, book, elsewhere
from tests.support.office import NOON, Office, without
from tests.support.words import EUR, GBP

NOVEMBER, MARCH = date(2026, 11, 3), date(2026, 3, 3)
LAST_YEAR, LATE_LAST_YEAR = date(2025, 11, 3), date(2025, 11, 25)
FIGURE = re.compile(r'href="(/office/ledger\?[^"]+)"><bdi class="amount">([^<]+)<')
CELL = r'data-label="{}" class="number"><bdi class="amount">([^<]+)<'


def two_years(office: Office) -> None:
    """Gifts and fees of this year and the last, settled in pounds but for one."""
    fee = GBP("0.50")
    book(
        office.database,
        at_stripe(Account.DONATIONS, GBP(20), fee, day=NOVEMBER),
        at_stripe(Account.DONATIONS, GBP("17.20"), fee, EUR(20), day=NOVEMBER),
        at_stripe(Account.RECURRING_DONATIONS, GBP(5), fee, day=MARCH),
        at_stripe(Account.DONATIONS, EUR(30), EUR(1), day=MARCH),
        at_stripe(Account.DONATIONS_REFUNDED, GBP(-4), GBP(0), EUR("-4.60"), day=NOVEMBER),
        at_stripe(Account.DONATIONS, GBP(11), fee, day=LAST_YEAR),
        at_stripe(Account.DONATIONS, GBP(900), fee, day=LATE_LAST_YEAR),
        elsewhere(
            Line(Account.RECEIVABLES, GBP(63)), Line(Account.AFFILIATION_FEES, GBP(-63)), day=MARCH
        ),
        elsewhere(Line(Account.BANK, GBP(63)), Line(Account.RECEIVABLES, GBP(-63)), day=NOVEMBER),
    )


def tile(page: str, name: str) -> str:
    """The text of a tile, tags taken out."""
    found = page.split(f'aria-labelledby="tile-{name}"')[1].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(found)).split())


def minor(shown: str) -> int:
    return int(re.sub(r"[^\d-]", "", html.unescape(shown).replace("−", "-")))


def test_this_month_and_this_year_stand_beside_as_many_days_of_the_last(office: Office) -> None:
    two_years(office)
    page = office.signed_in().get("/office/").text
    month, year = tile(page, "1"), tile(page, "2")
    assert "November 2026" in month
    assert "£100.20 received, as settled in GBP" in month
    assert "year before: £11.00 ( + £89.20 )" in month
    assert "Returned £4.00 Fees £1.00 Net £95.20" in month
    assert "Donations, once £20.00 Donations, recurring £0.00" in month
    assert "Accounting year 2026" in year
    assert "£105.20 received" in year
    assert "Affiliations £63.00 Members £0.00" in year
    assert "Kept in EUR, not converted: €30.00" in year


def test_every_figure_leads_to_the_rows_that_add_up_to_it(office: Office) -> None:
    two_years(office)
    desk = office.signed_in()
    figures = set(FIGURE.findall(desk.get("/office/").text))
    assert len(figures) > 40
    for address, shown in figures:
        answer = desk.get(html.unescape(address))
        assert answer.status_code == 200
        sums = answer.text.partition("Entries, the newest day first")[0]
        balance = sum(minor(it) for it in re.findall(CELL.format("Balance"), sums))
        assert abs(balance) == abs(minor(shown)), (address, shown)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("year=2025", "£911.00"),
        ("quarter=2026-1", "£5.00"),
        ("month=2025-11", "£911.00"),
        ("from=2025-11-03&to=2025-11-03", "£11.00"),
        ("month=2031-01", "£0.00"),
    ],
)
def test_other_days_are_asked_for_in_the_address(office: Office, asked: str, shown: str) -> None:
    two_years(office)
    page = office.signed_in().get(f"/office/?{asked}").text
    assert f"{shown} received" in tile(page, "1")
    assert "tile-2" not in page


def test_days_that_are_none_are_told_at_their_field(office: Office) -> None:
    answer = office.signed_in().get("/office/?from=2026-11-31&to=2026-12-01")
    assert answer.status_code == 422
    assert 'href="#from"' in answer.text
    assert "Enter a day as year, month and day" in answer.text
    assert "November 2026" in tile(answer.text, "1")


def test_a_picture_has_its_numbers_in_a_table_and_runs_with_the_language(office: Office) -> None:
    two_years(office)
    page = office.signed_in().get("/office/").text
    picture = page.partition('aria-labelledby="money-title money-desc"')[2].partition("</svg>")[0]
    assert picture.count('class="before"') == 12
    assert picture.count('class="now"') == 11
    table = page.partition("Money received by month")[2].partition("</table>")[0]
    assert "November 2026: £100.20" in html.unescape(picture)
    assert "£911.00" in table
    assert "style=" not in page


def test_books_without_anything_say_what_will_come(office: Office) -> None:
    page = office.signed_in().get("/office/").text
    assert "Each month gets a bar from its first gift on" in page
    assert "The line begins with the first monthly gift" in page
    assert "Nothing has come in yet in these days" in page
    assert "Nothing has been compared yet" in page
    assert "£0.00 received" in tile(page, "1")


def test_who_may_not_see_the_books_sees_no_figure(office: Office) -> None:
    two_years(office)
    desk = office.signed_in()
    with without(Permission.SEE_LEDGER):
        page = desk.get("/office/").text
    assert "What needs a person" in page
    assert "£" not in page


def monthly(office: Office, number: int, begun: datetime, ended: datetime | None = None) -> str:
    reference = office.gift(GBP(5))
    with office.database.writing() as work:
        payment = payment_by_reference(work.session, reference)
        assert payment is not None
        status = SubscriptionStatus.ENDED if ended else SubscriptionStatus.ACTIVE
        work.session.add(
            Subscription(
                reference=reference,
                stripe_subscription_id=f"sub_{number}",
                stripe_customer_id="cus_1",
                purpose=payment.purpose,
                details_id=payment.details_id,
                amount_minor=500,
                currency="GBP",
                interval=Interval.MONTH,
                status=status,
                stripe_status=status.value,
                started_at=begun,
                ended_at=ended,
            )
        )
    return reference


def test_monthly_givers_gained_and_lost_lead_to_who_they_are(office: Office) -> None:
    march, november = (datetime(2026, month, 5, tzinfo=UTC) for month in (3, 11))
    old = monthly(office, 1, datetime(2024, 1, 1, tzinfo=UTC))
    new = monthly(office, 2, november)
    lost = monthly(office, 3, march, november)
    desk = office.signed_in()
    page = desk.get("/office/").text
    found = tile(page, "givers")
    assert "Monthly givers 2 monthly gifts" in found
    assert "Gained: November 2026 1 Lost: November 2026 1" in found
    assert "Gained: Accounting year 2026 2 Lost: Accounting year 2026 1" in found
    days = "interval=month&from=2026-11-01&to=2026-11-24"
    for moved, who in {"running": {old, new}, "begun": {new}, "ended": {lost}}.items():
        listed = desk.get(f"/office/recurring?moved={moved}&{days}").text
        assert {it for it in (old, new, lost) if f"/office/recurring/{it}" in listed} == who


def checked(office: Office, stripe: int, ours: int) -> None:
    with office.database.writing() as work:
        run = ReconciliationRun(since=NOON, started_at=NOON, finished_at=NOON)
        work.session.add(run)
        work.session.flush()
        work.session.add(
            BalanceComparison(run_id=run.id, currency="GBP", stripe_minor=stripe, ledger_minor=ours)
        )


def test_the_proof_line_says_what_agrees_and_what_was_not_compared(office: Office) -> None:
    checked(office, 2000, 2000)
    page = office.signed_in().get("/office/").text
    assert "Stripe and books agree to the penny as of 24 Nov 2026, 12:00:00." in page
    assert "The bank has not been compared yet." in page


def test_the_proof_line_names_what_differs(office: Office) -> None:
    checked(office, 2000, 1950)
    with office.database.writing() as work:
        work.session.add(
            Payout(
                stripe_payout_id="po_1",
                amount_minor=100,
                currency="GBP",
                status="paid",
                arrival_date=NOON.date(),
                created_at=NOON,
                items=1,
                items_minor=99,
            )
        )
    page = " ".join(office.signed_in().get("/office/").text.split())
    assert 'balance less our books: <bdi class="amount">£0.50</bdi>' in page
    assert "Payouts that do not add up: 1" in page
    assert "agree to the penny" not in page


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (timedelta(days=9), "within 9 days"),
        (timedelta(days=1), "within a day"),
        (timedelta(hours=2), "answered today"),
        (-timedelta(days=2), "should have been answered by 22 November 2026"),
    ],
)
def test_a_dispute_tells_how_long_there_is_to_answer(
    office: Office, after: timedelta, told: str
) -> None:
    disputed(office, DisputeStatus.NEEDS_RESPONSE, NOON + after)
    assert told in office.signed_in().get("/office/").text


def test_an_appeal_is_to_be_answered_as_a_dispute_is(office: Office) -> None:
    """Told by the first room and by what is watched alike; what the bank reads waits for nobody."""
    disputed(office, DisputeStatus.APPEAL_NEEDS_RESPONSE, NOON + timedelta(days=3))
    disputed(office, DisputeStatus.APPEAL_UNDER_REVIEW, NOON + timedelta(days=1))
    page = office.signed_in().get("/office/").text
    assert "The first must be answered within 3 days." in page
    with office.database.reading() as session:
        told, watched = to_do(session, NOON), facts(session, NOON, "Europe/London")
    assert (told.disputes_to_answer, told.first_answer_by) == (1, NOON + timedelta(days=3))
    assert (watched.disputes, watched.answer_by) == (1, told.first_answer_by)


def disputed(office: Office, status: DisputeStatus, due: datetime) -> None:
    """A gift that its giver's bank disputes, to be answered by then."""
    reference = office.gift(GBP(20))
    with office.database.writing() as work:
        payment = payment_by_reference(work.session, reference)
        assert payment is not None
        work.session.add(
            Dispute(
                stripe_dispute_id=f"du_{reference}",
                payment_id=payment.id,
                stripe_payment_intent_id=f"pi_{reference}",
                amount_minor=2000,
                currency="GBP",
                status=status,
                reason="fraudulent",
                opened_at=NOON,
                evidence_due_by=due,
            )
        )


def test_every_room_belongs_to_a_group_of_the_menu() -> None:
    assert {endpoint for endpoint, _, _ in ROOMS} - {HOME} == set(GROUPS)


def test_the_rooms_of_a_group_stand_open_within_it(office: Office) -> None:
    menu = office.signed_in().get("/office/reconciliation").text
    menu = menu.partition('<nav class="rooms"')[2].partition("</nav>")[0]
    beside = menu.partition("</details>")[2].rpartition('class="on-shelf"')[2]
    assert '<a href="/office/ledger">Ledger</a>' in beside
    assert 'aria-current="page">Reconciliation</a>' in beside
    assert beside.count("<details") == 0
    assert menu.count("<summary>") == 5
