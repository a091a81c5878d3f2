"""Each sort that a list offers is an index's, with every filter that may go along with it."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import RenewalOutcome
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.money import Money
from hov_donate.donations.offline.rules import GiftMethod
from hov_donate.donations.review.rules import Pile
from hov_donate.office.affiliates.lists import AFFILIATES, INVOICES, RECEIVED
from hov_donate.office.affiliates.queries import invoices, listing, received, renewals
from hov_donate.office.bank.listing import LINES
from hov_donate.office.bank.queries.listing import Wanted, lines
from hov_donate.office.listings import LISTINGS
from hov_donate.office.lists.declared import Listing
from hov_donate.office.lists.gifts import GIFTS, RECURRING, REFUNDS
from hov_donate.office.lists.returned import PAYOUTS
from hov_donate.office.offline.lists import OFFLINE
from hov_donate.office.offline.queries import Search as OfflineSearch
from hov_donate.office.offline.queries import offline_gifts
from hov_donate.office.queries import reconciliation, recurring, refunds
from hov_donate.office.queries.gifts import Search, gifts
from hov_donate.office.queries.paging import Order, Place
from hov_donate.office.review.listing import REVIEWS
from hov_donate.office.review.queries import queue
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from hov_donate.payments.rules.refunding import RefundRequestStatus
from tests.support.office import Office

TODAY = date(2026, 11, 24)
Read = Callable[[Session, Place], object]


def some_gifts(**asked: Any) -> Read:
    return lambda session, place: gifts(session, None, Search(**asked), place)


def some_recurring(**asked: Any) -> Read:
    search = recurring.Search(**asked)
    return lambda session, place: recurring.recurring_gifts(session, search, place)


def some_refunds(status: RefundRequestStatus | None = None) -> Read:
    return lambda session, place: refunds.wishes(session, status, place)


def some_offline(**asked: Any) -> Read:
    return lambda session, place: offline_gifts(session, None, OfflineSearch(**asked), place)


def some_reviews(pile: Pile | None = None) -> Read:
    return lambda session, place: queue(session, pile, place, TODAY)


def some_affiliates(**asked: Any) -> Read:
    search = listing.Search(**asked)
    return lambda session, place: listing.affiliates(session, None, search, place)


def some_invoices(asking: invoices.Asking | None = None) -> Read:
    wanted = invoices.Wanted(asking=asking)
    return lambda session, place: invoices.invoices(session, None, wanted, TODAY, place)


def some_lines(**asked: Any) -> Read:
    return lambda session, place: lines(session, Wanted(**asked), place)


def some_items(session: Session, place: Place) -> object:
    which = renewals.Asked(RenewalOutcome.RENEWS)
    return renewals.planned(session, 1, which, place, size=50)


# Each list with a sort of its own, and the filters that go along with it; and those that are long,
# as they stand by themselves.
CASES: list[tuple[Listing[Any, Any], str, Read]] = [
    (GIFTS, "amount", some_gifts()),
    (GIFTS, "amount", some_gifts(status=PaymentStatus.PAID)),
    (GIFTS, "amount", some_gifts(currency="GBP")),
    (GIFTS, "amount", some_gifts(status=PaymentStatus.PAID, currency="GBP")),
    (GIFTS, "begun", some_gifts()),
    (GIFTS, "begun", some_gifts(status=PaymentStatus.PAID)),
    (GIFTS, "begun", some_gifts(currency="GBP")),
    (GIFTS, "begun", some_gifts(status=PaymentStatus.PAID, currency="GBP")),
    (GIFTS, "begun", some_gifts(since=TODAY, until=TODAY)),
    (GIFTS, "begun", some_gifts(amount=Money(2500, "GBP"), since=TODAY)),
    (GIFTS, "begun", some_gifts(amount=Money(2500, "GBP"), status=PaymentStatus.PAID)),
    (RECURRING, "begun", some_recurring()),
    (RECURRING, "begun", some_recurring(status=SubscriptionStatus.ACTIVE)),
    (RECURRING, "amount", some_recurring()),
    (RECURRING, "amount", some_recurring(status=SubscriptionStatus.ACTIVE)),
    (RECURRING, "next", some_recurring()),
    (REFUNDS, "amount", some_refunds()),
    (REFUNDS, "amount", some_refunds(RefundRequestStatus.SENT)),
    (OFFLINE, "came", some_offline()),
    (OFFLINE, "came", some_offline(method=GiftMethod.CHEQUE)),
    (OFFLINE, "came", some_offline(since=TODAY, until=TODAY)),
    (OFFLINE, "amount", some_offline()),
    (OFFLINE, "amount", some_offline(currency="GBP")),
    (REVIEWS, "decide_by", some_reviews()),
    *((REVIEWS, "decide_by", some_reviews(pile)) for pile in Pile),
    (AFFILIATES, "paid", some_affiliates()),
    (AFFILIATES, "paid", some_affiliates(status=AffiliationStatus.ARREARS)),
    (INVOICES, "due", some_invoices()),
    (INVOICES, "due", some_invoices(invoices.Asking.OWED)),
    (INVOICES, "due", some_invoices(invoices.Asking.OVERDUE)),
    (INVOICES, "number", some_invoices(invoices.Asking.OWED)),
    (RECEIVED, "came", received.received),
    (RECEIVED, "amount", received.received),
    (PAYOUTS, "arrival", reconciliation.payouts),
    (PAYOUTS, "amount", reconciliation.payouts),
    (LINES, "booked", some_lines()),
    (LINES, "booked", some_lines(account_id=1)),
    (LINES, "booked", some_lines(since=TODAY, until=TODAY)),
    (LISTINGS["renewal-items"], "number", some_items),
]


def order_of(it: Listing[Any, Any], code: str, *, down: bool) -> Order:
    (sort,) = (sort for sort in it.sorts if sort.code == code)
    return Order(sort.by, down)


class Watched:
    """The questions that a database is asked, and how it would answer them."""

    def __init__(self, office: Office) -> None:
        self.database, self.engine = office.database, office.database.engine
        self.on_postgres = self.engine.dialect.name == "postgresql"

    def plans(self, read: Read, place: Place) -> Iterator[str]:
        """How each page is found, whatever else is looked up for its rows."""
        asked: list[tuple[str, Any]] = []

        def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
            asked.append((statement, parameters))

        event.listen(self.engine, "before_cursor_execute", note)
        with self.database.reading() as session:
            read(session, place)
        event.remove(self.engine, "before_cursor_execute", note)
        explain = "EXPLAIN " if self.on_postgres else "EXPLAIN QUERY PLAN "
        with self.engine.connect() as connection:
            if self.on_postgres:
                # Empty tables are read whole by nature; this tells whether an index has the order.
                for way in ("seqscan", "sort", "incremental_sort", "bitmapscan"):
                    connection.execute(text(f"SET LOCAL enable_{way} = off"))
            for statement, parameters in asked:
                if "page_key" in statement:
                    rows = connection.exec_driver_sql(explain + statement, parameters)
                    yield "\n".join(str(row[-1]) for row in rows)


@pytest.fixture
def watched(office: Office) -> Watched:
    return Watched(office)


def test_an_index_has_the_order_of_every_sort_either_way(watched: Watched) -> None:
    for it, code, read in CASES:
        for down in (True, False):
            place = Place(order=order_of(it, code, down=down))
            found = list(watched.plans(read, place))
            assert found, it.code
            sorted_by_hand = [plan for plan in found if re.search("TEMP B-TREE|Sort", plan)]
            assert sorted_by_hand == [], (it.code, code, sorted_by_hand)


def test_a_page_begins_within_the_index_and_not_at_its_top(office: Office) -> None:
    watched = Watched(office)
    for amount in (1000, 2500, 2500):
        office.gift(Money(amount, "GBP"))
    with office.database.reading() as session:
        key = session.scalars(select(Payment.id).order_by(Payment.id)).first()
    place = Place(before=key, order=order_of(GIFTS, "amount", down=True))
    (plan,) = watched.plans(some_gifts(status=PaymentStatus.PAID), place)
    within = r"Index Cond:.*ROW\(" if watched.on_postgres else r"_by_status \(.*<\(\?,"
    assert re.search(within, plan), plan


def test_no_sort_with_columns_is_left_untried() -> None:
    tried = {(it.code, code) for it, code, _ in CASES}
    assert {
        (it.code, sort.code) for it in LISTINGS.values() for sort in it.sorts if sort.by
    } <= tried


def test_every_list_can_be_turned_round() -> None:
    assert all(not it.sorts[0].by for it in LISTINGS.values())
    assert all(len({sort.code for sort in it.sorts}) == len(it.sorts) for it in LISTINGS.values())
