"""Invented lives of gifts: monthly and yearly ones, debits, and money that turns round."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.cli.demo.people import PAID, DemoGift
from hov_donate.core.money import Money
from hov_donate.gateway.port import Interval


class Turn(StrEnum):
    """What happens to a gift some days after it was made."""

    CARD_STOPS_WORKING = "card_stops_working"
    DONOR_CANCELS = "donor_cancels"
    HALF_IS_REFUNDED = "half_is_refunded"
    BANK_ASKS = "bank_asks"
    BANK_DECIDES_FOR_DONOR = "bank_decides_for_donor"


@dataclass(frozen=True)
class Life:
    """A gift and what became of it: each turn so many days before today."""

    gift: DemoGift
    turns: tuple[tuple[float, Turn], ...] = ()


# IBANs that the simulator takes for: paid after five days; failed after five seconds.
PAYS, FAILS = "DE89370400440532013000", "AT861904300235473202"


def demo_lives() -> Iterator[Life]:
    """The gifts whose story goes on, the same every time."""
    yield Life(_gift(702, "Gwen Adeyemi", 5, "GBP", Interval.MONTH))
    yield Life(_gift(655, "Rafael Prieto", 20, "EUR", Interval.MONTH), ((390, Turn.DONOR_CANCELS),))
    yield Life(_gift(510, "Ana Sofia Duarte", 7, "GBP", Interval.MONTH))
    yield Life(_gift(401, "Thandiwe Nkosi", 60, "GBP", Interval.YEAR))
    yield Life(
        _gift(480, "Noor Rahimi", 35, "GBP"),
        ((470, Turn.BANK_ASKS), (440, Turn.BANK_DECIDES_FOR_DONOR)),
    )
    yield Life(_gift(118, "Bronwen Parry", 10, "GBP", Interval.MONTH))
    yield Life(_gift(99, "Νίκη Αλεξίου", 15, "EUR", Interval.MONTH, language="es"))
    yield Life(_gift(84, "佐藤 健", 1000, "JPY", Interval.MONTH))
    yield Life(_gift(81, "Lucía Ferrer", 120, "EUR", Interval.YEAR, language="es"))
    yield Life(_gift(111, "Оксана Шевченко", 8, "GBP", Interval.MONTH), ((42, Turn.DONOR_CANCELS),))
    yield Life(
        _gift(64, "Tomás Ó Briain", 12, "GBP", Interval.MONTH), ((20, Turn.CARD_STOPS_WORKING),)
    )
    yield Life(_gift(30.2, "Jürgen Weiß", 40, "EUR", account=FAILS))
    yield Life(_gift(1.4, "Anneke de Vries", 60, "EUR", account=PAYS))
    yield Life(_gift(47, "يوسف منصور", 80, "GBP"), ((44, Turn.HALF_IS_REFUNDED),))
    yield Life(
        _gift(72, "Idris Bello", 30, "GBP"),
        ((61, Turn.BANK_ASKS), (40, Turn.BANK_DECIDES_FOR_DONOR)),
    )
    yield Life(_gift(16, "Meera Krishnan", 45, "GBP"), ((6, Turn.BANK_ASKS),))


def _gift(  # noqa: PLR0913 (a row of a table)
    days_ago: float,
    name: str,
    major: int,
    currency: str,
    interval: Interval | None = None,
    *,
    language: str = "en",
    account: str = "",
) -> DemoGift:
    return DemoGift(
        days_ago=days_ago,
        name=name,
        email=f"life{days_ago:.0f}@people.example",
        amount=Money.of_major(major, currency),
        language=language,
        keeps_details=True,
        wants_news=False,
        story=PAID,
        interval=interval,
        account=account,
    )
