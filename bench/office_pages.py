"""The pages of the office that are measured: rooms, lists, searches and reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Engine, text

from bench.beside import OFFLINE_EVERY
from bench.spread import REFERENCE, WANTED_GIVER, email_of
from hov_donate.office.queries.paging import PER_PAGE
from hov_donate.reports.catalogue import REPORTS

GROWTH, LIST_MS, OF_HELLO = 1.5, 15.0, 0.2
# Those that list gifts, or what became of some: they read what they list.
LISTING = {
    "refund-register",
    "dispute-register",
    "year-edge-gifts",
    "large-gifts",
    "thank-you-list",
}


@dataclass(frozen=True)
class Page:
    """A page by its address. `shows` is on it when it is there; `aim` as of a `Figure`.

    `beside_hello` compares it with a page of bare Flask too.
    """

    name: str
    address: str
    shows: str
    aim: float | None = GROWTH
    aim_of: str = "ratio, at most"
    beside_hello: bool = False


@dataclass(frozen=True)
class Listed:
    """A list: where it is, narrowed in which ways, and what tells where its last page begins."""

    name: str
    path: str
    narrowed: dict[str, str]
    last: str


def _by_id(table: str, where: str = "TRUE") -> str:
    order = f"SELECT id FROM {table} WHERE {where} ORDER BY id"
    return f"{order} LIMIT 1 OFFSET {PER_PAGE}"


# On every report that was read to its end.
CHECKSUM = "Checksum"
LAST_OF_AUDIT = f"SELECT number FROM audit_log ORDER BY number LIMIT 1 OFFSET {PER_PAGE}"
LEDGER_LAST = f"SELECT id FROM ledger_entries ORDER BY booked_on, id LIMIT 1 OFFSET {PER_PAGE}"
LISTS = (
    Listed(
        "gifts",
        "gifts",
        {
            "refunded": "status=refunded",
            "currency": "currency=SEK",
            "of_a_sum": "currency=EUR&amount=20",
            "by_sum": "sort=amount&currency=GBP",
        },
        _by_id("payments"),
    ),
    Listed(
        "ledger",
        "ledger",
        {
            "account": "account=donations",
            "currency": "account=recurring_donations&currency=SEK",
            "rare": "account=disputes",
            "fund": "fund=relief",
            "settled": "account=donations&currency=EUR&settled=GBP",
            "month": "account=stripe_fees&month={month}",
        },
        LEDGER_LAST,
    ),
    Listed("recurring", "recurring", {"ended": "status=ended"}, _by_id("subscriptions")),
    Listed("refunds", "refunds", {"sent": "status=sent"}, _by_id("refund_requests")),
    Listed("disputes", "disputes", {}, _by_id("disputes", "status = 'lost'")),
    Listed(
        "offline",
        "offline",
        {"cheques": "method=cheque", "gone": "state=gone"},
        _by_id("offline_gifts"),
    ),
    Listed("bank_lines", "bank/lines", {"settled": "status=settled"}, _by_id("bank_lines")),
    Listed("events", "inbox", {"failed": "status=failed"}, _by_id("inbox_events")),
    Listed("letters", "outbox", {"failed": "status=failed"}, _by_id("outbox_messages")),
    Listed("affiliates", "affiliates", {"active": "status=active"}, _by_id("affiliations")),
    Listed("invoices", "invoices", {}, _by_id("affiliation_invoices")),
    Listed("audit", "audit", {"searches": "kind=searched"}, LAST_OF_AUDIT),
)
OFFLINE = OFFLINE_EVERY * 2
SEARCHES = {
    "gift_by_reference": (f"gifts?q={REFERENCE.lower()}", REFERENCE[:4]),
    "gift_by_email": (f"gifts?q={email_of(WANTED_GIVER)}", REFERENCE[:4]),
    "gift_by_stripe_id": (f"gifts?q=ch_{WANTED_GIVER * 4}", REFERENCE[:4]),
    "gift_of_nobody": ("gifts?q=nobody@example.org", "No gift was found"),
    "offline_by_email": (f"offline?q={email_of(OFFLINE // 4)}", "</table>"),
    "offline_by_cheque": (f"offline?q=Q{OFFLINE}", "</table>"),
    "affiliate_by_name": ("affiliates?q=Branch+117", "Branch 117"),
}
ROOMS = {
    "gift": (f"gifts/{REFERENCE}", REFERENCE[:4]),
    "funds": ("funds", "Relief"),
    "reconciliation": ("reconciliation", "</table>"),
    "proof": ("proof?month={month}", "</table>"),
    "proof_entries": (
        "proof/entries?row=refunds&currency=GBP&from={month}-01&to={month}-28",
        "</h1>",
    ),
    "months": ("months", "</h1>"),
    "watch": ("watch", "</h1>"),
    "attempts": ("attempts", "</h1>"),
    "bank": ("bank", "Bench"),
}


def pages(today: date) -> Iterator[Page]:
    """Every page save the last ones of lists, as they are asked for on a day."""
    month = f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    yield Page("dashboard", "/office/", "settled in GBP", beside_hello=True)
    for listed in LISTS:
        for name, query in {"first": "", **listed.narrowed}.items():
            address = f"/office/{listed.path}?{query.format(month=month)}"
            of_list = f"list_{listed.name}_{name}"
            yield Page(of_list, address, "</h1>", LIST_MS, "value, at most", name == "first")
    for name, (path, shows) in SEARCHES.items():
        yield Page(f"search_{name}", f"/office/{path}", shows, beside_hello=True)
    for name, (path, shows) in ROOMS.items():
        yield Page(f"room_{name}", f"/office/{path.format(month=month)}", shows, beside_hello=True)
    days = f"from={today - timedelta(days=364)}&to={today}"
    for code in REPORTS:
        aim = None if code in LISTING else GROWTH
        yield Page(f"report_{code}", f"/office/reports/{code}?{days}", CHECKSUM, aim)


def last_pages(engine: Engine) -> Iterator[tuple[str, Page]]:
    """The last page of each list that has more than one, after the name of its first page."""
    for listed in LISTS:
        with engine.connect() as connection:
            key = connection.execute(text(listed.last)).scalar()
        if key is not None:
            address = f"/office/{listed.path}?before={key}"
            yield f"list_{listed.name}_first", Page(f"list_{listed.name}_last", address, "</h1>")
