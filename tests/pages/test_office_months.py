"""The treasurer's month end: the proof, the closing, and two people who open it again."""

import re
from datetime import UTC, date, datetime

import pytest

from hov_donate.closing.models import MonthClosing
from hov_donate.core.spans import Span
from hov_donate.ledger.queries import closed_until
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.reconciliation.models import Payout
from hov_donate.staff.rules import Permission
from tests.support.affiliates import Affiliates
from tests.support.months import check_the_books
from tests.support.office import Desk, Office, member_in, without
from tests.support.words import EUR, GBP

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECOND = "second@campaign.example"


@pytest.fixture
def desk(office: Office) -> Desk:
    """November, with a gift in two currencies and a payout; it is the first of December."""
    office.gift(GBP(100))
    office.gift(EUR(20))
    keep(office, payout())
    office.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    desk = office.signed_in()
    check_the_books(office.database)
    return desk


def payout(**more) -> Payout:
    told = {
        "stripe_payout_id": "po_1",
        "amount_minor": 500,
        "currency": "GBP",
        "status": "paid",
        "arrival_date": date(2026, 11, 27),
        "created_at": datetime(2026, 11, 24, 13, tzinfo=UTC),
        "items": 1,
        "items_minor": 500,
    }
    return Payout(**{**told, **more})


def keep(office: Office, *rows: object) -> None:
    with office.database.writing() as work:
        work.session.add_all(rows)


def seen_on(desk: Desk) -> str:
    page = desk.get("/office/months/2026-11").text
    return page.partition('name="seen" value="')[2].partition('"')[0]


def close(desk: Desk) -> str:
    return desk.post("/office/months/2026-11/close", seen=seen_on(desk)).location


def second(office: Office) -> Desk:
    return member_in(office.app, office.database, email=SECOND)


def closings(office: Office) -> int:
    with office.database.reading() as session:
        return session.query(MonthClosing).count()


def test_the_proof_reads_from_opening_to_closing_in_every_currency(desk: Desk):
    page = desk.get("/office/proof?month=2026-11").text
    for words in ("Opening balance", "Gifts and other payments", "Fees and tax on fees"):
        assert words in page
    assert page.count("It adds up, every day.") == 2
    assert "£98.30" in page
    assert "not on a statement yet" in page


def test_every_figure_of_the_proof_leads_to_the_entries_that_make_it(desk: Desk, office: Office):
    where = "currency=GBP&from=2026-11-01&to=2026-11-30"
    link = f"/office/proof/entries?row=charges&{where}"
    assert link.replace("&", "&amp;") in desk.get("/office/proof?month=2026-11").text
    page = desk.get(link).text
    assert page.count("txn_") == 1
    assert "£100.00" in page
    fees = desk.get(f"/office/proof/entries?row=fees&{where}").text
    assert fees.count("txn_") == 1
    refunds = desk.get(f"/office/proof/entries?row=refunds&{where}").text
    assert "No entry makes this figure" in refunds
    assert desk.get(f"/office/proof/entries?row=nonsense&{where}").status_code == 404


def test_a_single_day_is_proved_as_well(desk: Desk):
    page = desk.get("/office/proof?day=2026-11-24").text
    assert "24 November 2026" in page
    assert page.count("It adds up.") == 2
    assert desk.get("/office/proof?day=nonsense&month=2026-99").status_code == 200


def test_a_difference_to_stripe_is_shown_with_what_it_may_come_from(desk: Desk, office: Office):
    check_the_books(office.database, off=GBP("98.30"))
    page = desk.get("/office/proof").text
    assert "Where the difference of £98.30 may come from" in page
    assert "Entries of just that size" in page
    assert "Currencies whose proof differs: <strong>1</strong>" in desk.get("/office/").text


def test_the_proof_is_printed_with_lines_for_two_signatures(desk: Desk):
    answer = desk.get("/office/proof.pdf?month=2026-11")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert desk.get("/office/proof.pdf?month=2019-01").status_code == 404


@ONCE
def test_a_closed_month_has_its_proof_on_paper_even_when_stripe_held_nothing(office: Office):
    house = Affiliates(office.database, office.parts.settings, office.parts.seal)
    house.invoice(house.branch())
    office.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    desk = office.signed_in()
    assert desk.get("/office/proof.pdf?month=2026-11").status_code == 404
    check_the_books(office.database)
    close(desk)
    assert desk.get("/office/proof.pdf?month=2026-11").data.startswith(b"%PDF")


def test_a_month_is_closed_after_a_look_at_what_it_takes(desk: Desk, office: Office):
    assert "Months to close: <strong>1</strong>" in desk.get("/office/").text
    assert "Close November 2026" in desk.get("/office/months/2026-11").text
    assert close(desk).endswith("/office/months/2026-11")
    page = desk.get("/office/months/2026-11").text
    assert "The month is closed." in page
    assert "The books still say what was frozen then." in page
    assert "Months to close: " not in desk.get("/office/").text
    with office.database.reading() as session:
        assert closed_until(session) == date(2026, 11, 30)


def test_a_month_that_lacks_something_says_what_to_do_and_has_no_button(desk: Desk, office: Office):
    keep(office, payout(stripe_payout_id="po_2", items_minor=499))
    page = desk.get("/office/months/2026-11").text
    assert "Payouts whose items are another sum: 1" in page
    assert "Close November 2026" not in page
    desk.post("/office/months/2026-11/close", seen="x")
    assert "The month was not closed" in desk.get("/office/months/2026-11").text
    assert closings(office) == 0


def test_what_was_booked_meanwhile_has_to_be_seen_first(desk: Desk, office: Office):
    seen = seen_on(desk)
    office.clock.moment = datetime(2026, 11, 30, 12, tzinfo=UTC)
    office.gift(GBP(5))
    office.clock.moment = datetime(2026, 12, 1, 9, 1, tzinfo=UTC)
    check_the_books(office.database)
    desk.post("/office/months/2026-11/close", seen=seen)
    assert "Something was booked meanwhile" in desk.get("/office/months/2026-11").text
    assert closings(office) == 0


def test_a_late_gift_says_in_the_ledger_for_which_day_it_is(desk: Desk, office: Office):
    close(desk)
    office.clock.moment = datetime(2026, 11, 30, 12, tzinfo=UTC)
    office.gift(GBP(5))
    office.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert "late, for:" in desk.get("/office/ledger").text


def test_whoever_records_money_is_told_before_that_the_day_is_closed(desk: Desk):
    assert "are closed" not in desk.get("/office/received/record").text
    close(desk)
    page = desk.get("/office/received/record").text
    assert "Months up to 30 November 2026 are closed" in page


def test_two_people_open_a_month_again_and_both_are_told(desk: Desk, office: Office):
    close(desk)
    other = second(office)
    desk.get("/office/months/2026-11/reopen")
    wrong = desk.post("/office/months/2026-11/reopen", reason="", minute="")
    assert wrong.status_code == 422
    assert "Write why the month has to be opened again" in wrong.text
    desk.post("/office/months/2026-11/reopen", reason="A cheque twice", minute="12/2026, 4")
    page = desk.get("/office/months/2026-11").text
    assert "You asked for it yourself" in page
    desk.post("/office/months/2026-11/agree", request="1")
    assert "another person has to agree" in desk.get("/office/months/2026-11").text
    assert "asks to open again: <strong>1</strong>" in other.get("/office/").text
    assert "A cheque twice" in other.get("/office/months/2026-11").text
    other.post("/office/months/2026-11/agree", request="1")
    assert "Earlier closings that were taken back" in desk.get("/office/months/2026-11").text
    with office.database.reading() as session:
        assert closed_until(session) is None
        letters = session.query(OutboxMessage).filter_by(kind=MailKind.MONTH_REOPENING).all()
        assert sorted(it.object_id for it in letters) == [
            "1/asked/2",
            "1/reopened/1",
            "1/reopened/2",
        ]


def test_a_campaign_with_one_treasurer_is_told_who_could_agree(desk: Desk):
    close(desk)
    assert "An administrator could" in desk.get("/office/months/2026-11").text


def test_who_may_not_close_or_reopen_finds_no_way_to_it(desk: Desk, office: Office):
    with without(Permission.CLOSE_MONTH):
        assert "Close November 2026" not in desk.get("/office/months/2026-11").text
        assert desk.post("/office/months/2026-11/close", seen="x").status_code == 403
    close(desk)
    with without(Permission.REOPEN_MONTH):
        assert "Ask to open" not in desk.get("/office/months/2026-11").text
        assert desk.get("/office/months/2026-11/reopen").status_code == 403
        assert desk.post("/office/months/2026-11/agree", request="1").status_code == 403


@ONCE
@pytest.mark.parametrize("month", ["0001-01", "0000-01", "1969-12", "3000-01", "9999-12"])
def test_months_of_other_ages_are_none(desk: Desk, month: str):
    assert desk.get(f"/office/months/{month}").status_code == 404
    assert desk.get(f"/office/proof.pdf?month={month}").status_code == 404
    for asked in (f"month={month}", f"day={month}-01", f"day={month}-31"):
        shown = desk.get(f"/office/proof?{asked}")
        assert shown.status_code == 200
        assert re.search(r"<h1>[^<]*December 2026", shown.text)
    for month in ("1970-01", "2999-12"):
        assert desk.get(f"/office/months/{month}").status_code == 200


def test_a_month_that_is_none_is_not_found(desk: Desk):
    for path in ("2026-13", "nonsense", "0000-01"):
        assert desk.get(f"/office/months/{path}").status_code == 404


@pytest.fixture
def history(office: Office) -> Desk:
    """Two years of which no month is closed: a gift in each, seen from the first of December."""
    for month in Span(date(2024, 12, 1), date(2026, 11, 1)).months():
        office.clock.moment = datetime(month.first.year, month.first.month, 9, 12, tzinfo=UTC)
        office.gift(GBP(10))
    office.clock.moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
    desk = office.signed_in()
    check_the_books(office.database)
    return desk


def sent_from(page: str) -> dict[str, str]:
    """What the page that asks before closing many months sends."""
    return {
        name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("last", "seen")
    }


@ONCE
def test_two_years_are_closed_with_one_press_after_a_look_at_each_month(
    history: Desk, office: Office
):
    assert '<option value="2026-11">November 2026</option>' in history.get("/office/months").text
    page = history.get("/office/months/together?last=2026-10").text
    assert "23 months wait, and none of them lacks anything." in page
    assert "November 2026" not in page
    history.post("/office/months/together", **sent_from(page))
    page = history.get("/office/months").text
    assert "23 months are closed, up to October 2026." in page
    assert page.count("/office/proof.pdf?month=") == 23
    assert "Close all months up to" not in page
    assert closings(office) == 23


@ONCE
def test_what_the_first_month_that_cannot_be_closed_lacks_is_told_before(
    history: Desk, office: Office
):
    keep(office, payout(stripe_payout_id="po_2", items_minor=499))
    page = history.get("/office/months/together?last=2026-11").text
    assert "23 months can be closed now, one after another." in page
    assert "The first that cannot: November 2026" in page
    assert page.count("Payouts whose items are another sum: 1") == 1
    sent = sent_from(page)
    assert sent["last"] == "2026-10"
    history.post("/office/months/together", last="2026-11", seen=sent["seen"])
    page = history.get("/office/months").text
    assert "The next month lacks something" in page
    assert closings(office) == 23
    page = history.get("/office/months/together?last=2026-11").text
    assert "None can be closed yet" in page
    assert "<button" not in page.partition("<main")[2]


@ONCE
def test_many_months_are_closed_only_as_they_were_seen(history: Desk, office: Office):
    sent = sent_from(history.get("/office/months/together?last=2026-11").text)
    office.clock.moment = datetime(2025, 2, 3, 12, tzinfo=UTC)
    office.gift(GBP(5))
    office.clock.moment = datetime(2026, 12, 1, 9, 1, tzinfo=UTC)
    check_the_books(office.database)
    history.post("/office/months/together", **sent)
    page = history.get("/office/months").text
    assert "2 months are closed, up to January 2025." in page
    assert "Something was booked meanwhile." in page
    history.post("/office/months/together", last="2026-11", seen="nonsense")
    assert closings(office) == 2


@ONCE
@pytest.mark.parametrize("asked", ["", "?last=2026-13", "?last=2019-01"])
def test_nothing_to_close_together_leads_back_to_the_months(desk: Desk, asked: str):
    assert desk.get(f"/office/months/together{asked}").location == "/office/months"
