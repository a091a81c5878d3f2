"""The ledger narrowed to what a figure is made of, and walked to its end."""

import re
from datetime import date, timedelta

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerFund
from hov_donate.ledger.operations import NewEntry
from hov_donate.ledger.rules import Line
from hov_donate.office.queries import walking
from hov_donate.office.queries.ledger import Wanted
from hov_donate.office.queries.paging import Place
from hov_donate.office.queries.walking import entries
from hov_donate.reports.rules.figures import RECEIVED_ON
from tests.support.booked import at_stripe, book, elsewhere
from tests.support.office import Office
from tests.support.words import EUR, GBP

DAY = date(2026, 11, 1)
NOTHING = GBP(0)


def gift(pounds: int, day: date = DAY, account: Account = Account.DONATIONS) -> NewEntry:
    return at_stripe(account, GBP(pounds), NOTHING, day=day)


def walked(office: Office, wanted: Wanted, *, size: int = 3) -> list[int]:
    """Pounds of each entry from the newest to the oldest, and the same pages back."""
    with office.database.reading() as session:
        pages = [entries(session, wanted, Place(), size)]
        while pages[-1].older:
            pages.append(entries(session, wanted, Place(before=pages[-1].older), size))
        back = pages[-1]
        for page in pages[-2::-1]:
            assert back.newer
            back = entries(session, wanted, Place(after=back.newer), size)
            assert [it.head.id for it in back.rows] == [it.head.id for it in page.rows]
        assert back.newer is None
        return [it.head.gross_minor // 100 for page in pages for it in page.rows]


def test_entries_are_walked_by_their_day_also_those_posted_late(office: Office) -> None:
    book(office.database, *(gift(pounds, DAY + timedelta(pounds // 2)) for pounds in range(1, 9)))
    book(office.database, gift(100, DAY))
    assert walked(office, Wanted()) == [8, 7, 6, 5, 4, 3, 2, 100, 1]
    assert walked(office, Wanted(span=Span(DAY, DAY + timedelta(1)))) == [3, 2, 100, 1]


def test_an_account_is_walked_alike_whether_it_is_rare_or_not(office: Office, monkeypatch) -> None:
    for day in range(70):
        on = DAY - timedelta(day)
        book(office.database, gift(day + 1, on), gift(200, on, Account.RECURRING_DONATIONS))
    wanted = Wanted((Account.DONATIONS,), "GBP")
    rare = walked(office, wanted, size=20)
    assert rare == list(range(1, 71))
    monkeypatch.setattr(walking, "RARE", 0)
    assert walked(office, wanted, size=20) == rare


def test_the_entries_of_a_figure_add_up_to_it(office: Office) -> None:
    book(
        office.database,
        at_stripe(Account.DONATIONS, GBP("17.20"), GBP("0.46"), EUR(20), day=DAY),
        at_stripe(Account.DONATIONS, EUR(10), EUR(0), day=DAY),
        gift(5),
        gift(7, DAY - timedelta(1)),
        elsewhere(Line(Account.RECEIVABLES, GBP(9)), Line(Account.DONATIONS, GBP(-9)), day=DAY),
    )
    desk = office.signed_in()
    given = desk.get("/office/ledger?account=donations&currency=EUR&month=2026-11").text
    assert shown(given) == {"€30.00"}
    assert given.count("txn_") == 2
    accounts = "&".join(f"account={account.value}" for account in RECEIVED_ON)
    received = desk.get(f"/office/ledger?{accounts}&settled=GBP&month=2026-11").text
    assert shown(received) == {"£22.20"}
    assert received.count("txn_") == 2


def shown(page: str) -> set[str]:
    """The credits of the accounts that a page adds up."""
    return set(
        re.findall(r'data-label="Credits" class="number"><bdi class="amount">([^<]+)<', page)
    )


def test_days_that_are_none_are_told_and_what_was_typed_stays(office: Office) -> None:
    answer = office.signed_in().get("/office/ledger?from=2026-11-02&to=2026-11-01")
    assert answer.status_code == 422
    assert 'href="#to"' in answer.text
    assert "The last day must not be before the first" in answer.text
    assert 'value="2026-11-02"' in answer.text


def test_a_fund_of_its_own_is_told_apart(office: Office) -> None:
    with office.database.writing() as work:
        fund = LedgerFund(code="flood", names={"en": "Flood relief"}, restricted=True)
        work.session.add(fund)
    lent = at_stripe(Account.DONATIONS, GBP(30), Money(0, "GBP"), fund="flood", day=DAY)
    book(office.database, gift(5), lent)
    page = office.signed_in().get("/office/ledger?fund=flood").text
    assert "Flood relief" in page
    assert "£30.00" in page
    assert "£5.00" not in page
