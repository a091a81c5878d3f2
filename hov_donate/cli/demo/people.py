"""Invented donors of the demo: who, what, when, and how it went."""

from collections.abc import Iterator
from dataclasses import dataclass

from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval
from hov_donate.ledger.rules import GENERAL_FUND

NAMES = (
    "Amina Okafor",
    "Beatriz Fuentes Ríos",
    "Chloé Lefèvre",
    "Dimitra Papadopoulou",
    "Ewa Wiśniewska",
    "Fatima Zahra",
    "Guðrún Jónsdóttir",
    "Hiroshi Tanaka",
    "Ingrid Söderberg",
    "Jamal Haddad",
    "Κώστας Γεωργίου",
    "Лариса Иванова",
    "María José Peña",
    "Nguyễn Thị Hoa",
    "Owen Llewellyn",
    "Priya Raman",
    "سلمى الخطيب",
    "Rosa Quiñones",
    "Siobhán O’Neill",
    "田中 花子",
    "Uğur Yıldız",  # noqa: RUF001 (a Turkish name)
    "Vera Horvat",
    "",
    "Zofia Łukasiewicz",
)
GIFTS = (
    ("GBP", 20, "en"),
    ("EUR", 25, "es"),
    ("GBP", 5, "en"),
    ("JPY", 3000, "en"),
    ("GBP", 50, "en"),
    ("EUR", 10, "es"),
    ("USD", 25, "en"),
    ("GBP", 10, "en"),
    ("MXN", 500, "es"),
    ("EUR", 50, "es"),
    ("SEK", 250, "en"),
    ("GBP", 120, "en"),
    ("ISK", 3000, "en"),
    ("CHF", 25, "en"),
)
# How most gifts go, with some of every trouble that a treasurer meets.
PAID, DECLINED_FIRST, LEFT_OPEN, REFUNDED = "paid", "declined_first", "left_open", "refunded"
STORIES = {
    7: DECLINED_FIRST,
    17: REFUNDED,
    29: LEFT_OPEN,
    38: DECLINED_FIRST,
    52: REFUNDED,
    63: LEFT_OPEN,
    67: REFUNDED,
    70: DECLINED_FIRST,
    73: LEFT_OPEN,
}
COUNT = 76
DAYS = 730
# Every so many gifts, somebody gives for the delegation alone.
DELEGATION, OF_WHICH_ONE = "delegation", 9


@dataclass(frozen=True)
class DemoGift:
    """One invented gift; with an account it is paid by debit, otherwise by card."""

    days_ago: float
    name: str
    email: str
    amount: Money
    language: str
    keeps_details: bool
    wants_news: bool
    story: str
    interval: Interval | None = None
    account: str = ""
    fund: str = GENERAL_FUND


def demo_gifts() -> Iterator[DemoGift]:
    """The gifts of two years, oldest first; the same every time."""
    for number in range(COUNT):
        currency, major, language = GIFTS[number % len(GIFTS)]
        yield DemoGift(
            days_ago=DAYS * (COUNT - number) / COUNT,
            name=NAMES[number % len(NAMES)],
            email=f"donor{number % len(NAMES) + 1}@people.example",
            amount=Money.of_major(major, currency),
            language=language,
            keeps_details=number % 5 != 3,
            wants_news=number % 3 == 0,
            story=STORIES.get(number, PAID),
            fund=DELEGATION if number % OF_WHICH_ONE == 4 else GENERAL_FUND,
        )
