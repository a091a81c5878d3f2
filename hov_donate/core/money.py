"""Money: whole minor units of one currency, never floats.

How many minor units make one major unit is Stripe's table, not ISO 4217's, because amounts travel
to and from Stripe in it. Source: docs.stripe.com/currencies (zero-decimal, special cases,
three-decimal). ISK and UGX are whole currencies that travel with two decimals, always `00`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from hov_donate.core.errors import HovDonateError

ZERO_DECIMAL = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
)
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
WHOLE_ON_TWO_DECIMALS = frozenset(["ISK", "UGX"])
# Stripe's smallest charge, where it names one: docs.stripe.com/currencies, minimum and maximum
# charge amounts. It holds for the currency in which the account settles, after conversion.
MINIMUM_CHARGE = {
    "USD": "0.50", "AED": "2", "ARS": "0.50", "AUD": "0.50", "BRL": "0.50", "CAD": "0.50",
    "CHF": "0.50", "COP": "0.50", "CZK": "15", "DKK": "2.50", "EUR": "0.50", "GBP": "0.30",
    "HKD": "4", "HUF": "175", "IDR": "0.50", "ILS": "0.50", "INR": "0.50", "JPY": "50",
    "KRW": "50", "MXN": "10", "MYR": "2", "NOK": "3", "NZD": "0.50", "PHP": "0.50", "PLN": "2",
    "RON": "2", "RUB": "0.50", "SEK": "3", "SGD": "0.50", "THB": "10", "ZAR": "0.50",
}  # fmt: skip
# At most eight digits of minor units, says the same page.
MAXIMUM_CHARGE_MINOR = 99_999_999


class CurrencyMismatchError(HovDonateError):
    """Two currencies met in one sum."""


def exponent(currency: str) -> int:
    """How many decimals the minor unit of `currency` stands behind the major one (JPY 0, EUR 2)."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def charge_step(currency: str) -> int:
    """The smallest amount, in minor units, by which charges may differ.

    ISK and UGX must end in `00`; three-decimal currencies must end in `0`.
    """
    if currency in WHOLE_ON_TWO_DECIMALS:
        return 100
    return 10 if currency in THREE_DECIMAL else 1


def minimum_charge(currency: str) -> int:
    """The least that Stripe charges, rounded up to whole units; 1 where it names no minimum."""
    return ceil(Decimal(MINIMUM_CHARGE.get(currency, 1)))


@dataclass(frozen=True, order=False)
class Money:
    """An amount in whole minor units of `currency` (an upper-case ISO 4217 code)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse floats, booleans and anything that does not look like a currency."""
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        if len(self.currency) != 3 or not (self.currency.isascii() and self.currency.isupper()):
            raise ValueError(f"not a currency code: {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        """The sum. Raises CurrencyMismatchError for two currencies."""
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """The difference. Raises CurrencyMismatchError for two currencies."""
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        """The same amount, the other way."""
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Whether this is less. Raises CurrencyMismatchError for two currencies."""
        return self.minor < self._same(other).minor

    def __le__(self, other: "Money") -> bool:
        """Whether this is no more. Raises CurrencyMismatchError for two currencies."""
        return self.minor <= self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} do not add up")
        return other

    @property
    def major(self) -> Decimal:
        """The amount in major units, exact: 12.34 for 1234 minor units of EUR."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @property
    def chargeable(self) -> bool:
        """Whether Stripe's charge step for this currency divides the amount."""
        return self.minor % charge_step(self.currency) == 0

    @classmethod
    def of_major(cls, amount: str | int | Decimal, currency: str) -> "Money":
        """Money from major units. Raises ValueError when there are more decimals than coins."""
        minor = Decimal(amount).scaleb(exponent(currency))
        if minor != minor.to_integral_value():
            raise ValueError(f"{amount} {currency} has more decimals than the currency")
        return cls(int(minor), currency)

    def __str__(self) -> str:
        """For logs: `GBP 12.34`."""
        return f"{self.currency} {self.major:.{exponent(self.currency)}f}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of `amounts`, all in `currency`; zero for none."""
    result = Money(0, currency)
    for amount in amounts:
        result += amount
    return result
