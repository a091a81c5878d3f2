"""What may be given in a currency, and where a transfer goes: tables of the campaign file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from babel.numbers import list_currencies

from hov_donate.core.money import MAXIMUM_CHARGE_MINOR, exponent, minimum_charge

PRESETS = 4
MOST_PAYMENT_DAYS = 366


class Frequency(StrEnum):
    """How often a gift may be given; in the order of the page."""

    ONCE = "once"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class BankAccount:
    """Where a transfer goes."""

    holder: str
    bank: str
    iban: str
    bic: str
    currencies: str


@dataclass(frozen=True)
class PaymentDays:
    """Within how many days an invoice is to be paid.

    A branch agrees to it at its meeting and sends a cheque in a quarter: that is not late.
    """

    organisations: int = 90
    members: int = 30


@dataclass(frozen=True)
class CurrencyTerms:
    """What may be given in a currency, in whole currency units."""

    code: str
    presets: tuple[int, ...]
    minimum: int
    maximum: int


def is_currency(code: object) -> bool:
    """Whether something is the code of a currency, in capitals."""
    return bool(re.fullmatch("[A-Z]{3}", str(code))) and code in list_currencies()


def terms_faults(terms: CurrencyTerms) -> Iterator[str]:
    """What is wrong with a currency, each with what to do."""
    if not is_currency(terms.code):
        yield (f"currencies: code {terms.code!r} is no currency: give its three capitals, like GBP")
    elif any(type(amount) is not int for amount in _amounts(terms)):
        yield (
            f"{terms.code}: minimum, maximum and presets are in whole units: give numbers "
            "without quotes and decimals, like 20"
        )
    else:
        yield from _limit_faults(terms)
        yield from _preset_faults(terms)


def _amounts(terms: CurrencyTerms) -> tuple[int, ...]:
    return (*terms.presets, terms.minimum, terms.maximum)


def _limit_faults(terms: CurrencyTerms) -> Iterator[str]:
    least = minimum_charge(terms.code)
    most = int(MAXIMUM_CHARGE_MINOR // 10 ** exponent(terms.code))
    if terms.minimum < least:
        yield f"{terms.code}: minimum is less than can be charged: give {least} or more"
    if terms.maximum > most:
        yield f"{terms.code}: maximum is more than can be charged: give {most} or less"
    if terms.maximum < terms.minimum:
        yield f"{terms.code}: maximum is below minimum: give a larger maximum"


def _preset_faults(terms: CurrencyTerms) -> Iterator[str]:
    if len(terms.presets) != PRESETS:
        yield f"{terms.code}: presets must be four amounts"
    if list(terms.presets) != sorted(set(terms.presets)):
        yield f"{terms.code}: presets must be different and rise: put them in order, each once"
    if any(not terms.minimum <= preset <= terms.maximum for preset in terms.presets):
        yield f"{terms.code}: presets must be amounts between minimum and maximum"


def frequency_faults(frequencies: Sequence[str]) -> Iterator[str]:
    """What is wrong with how often may be given, with what to do."""
    if not frequencies or len(set(frequencies)) < len(frequencies):
        yield "frequencies: give one or more, each once"
    for unknown in sorted(set(frequencies) - set(Frequency)):
        yield f"frequencies: {unknown!r} is not known: give {', '.join(Frequency)}"


def payment_faults(days: PaymentDays) -> Iterator[str]:
    """What is wrong with the days to pay in, with what to do."""
    for name, number in vars(days).items():
        if type(number) is not int or not 0 <= number <= MOST_PAYMENT_DAYS:
            yield f"payment_days: {name} is no number of days up to {MOST_PAYMENT_DAYS}: give 30"


def account_faults(account: BankAccount) -> Iterator[str]:
    """What is wrong with a bank account, with what to do."""
    if not _iban_holds(account.iban):
        yield (
            f"bank_accounts: iban {account.iban!r} has a typing mistake (its check digits do not "
            "agree): copy it again from the bank"
        )


def _iban_holds(iban: str) -> bool:
    """ISO 13616: the number after moving four characters and reading letters as 10 to 35."""
    plain = "".join(str(iban).split())
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", plain):
        return False
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1
