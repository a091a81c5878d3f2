"""The campaign: who asks for money, in which currencies, and what donors are told."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hov_donate.config.terms import (
    BankAccount,
    CurrencyTerms,
    Frequency,
    PaymentDays,
    account_faults,
    frequency_faults,
    is_currency,
    payment_faults,
    terms_faults,
)
from hov_donate.core.i18n import OFFICE_LANGUAGES, translated
from hov_donate.core.money import Money
from hov_donate.core.spans import YearBegin

DEFAULT_FILE = Path(__file__).with_name("campaign.toml")
LONGEST_VERSION = 20
# By itself a gift is large from so many times the largest sum that its currency offers.
LARGE_TIMES = 10
MONTH_AND_DAY = re.compile(r"(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|1\d|2[0-8])")


class CampaignError(ValueError):
    """The campaign file is not complete; the text names the key."""


@dataclass(frozen=True)
class Campaign:
    """The campaign's file, read and checked. Texts are keyed by language.

    `objectives` is what members accept when they join, word for word, by its version.
    Reports are by accounting years, and what was settled in `base_currency` is added up in it. A
    gift of so many whole units of its currency as `large_gift` says is a large one.
    """

    name: str
    legal_name: str
    address: tuple[str, ...]
    email: str
    time_zone: str
    languages: tuple[str, ...]
    mail_sender_name: str
    purpose: Mapping[str, str]
    tax_note: Mapping[str, str]
    objectives: Mapping[str, str]
    objectives_version: str
    bank_accounts: tuple[BankAccount, ...]
    currencies: Mapping[str, CurrencyTerms]
    frequencies: tuple[Frequency, ...]
    payment_days: PaymentDays
    year_begin: YearBegin
    base_currency: str
    large_gift: Mapping[str, int]
    refund_alone_up_to: Mapping[str, Money]

    @property
    def default_language(self) -> str:
        """The language of a reader of whom we know nothing."""
        return self.languages[0]

    @property
    def office_languages(self) -> tuple[str, ...]:
        """The campaign's languages in which the office is written; English where it has none."""
        spoken = tuple(tag for tag in self.languages if tag in OFFICE_LANGUAGES)
        return spoken or OFFICE_LANGUAGES[:1]

    @property
    def default_currency(self) -> str:
        """The currency of a reader of whom we know nothing."""
        return next(iter(self.currencies))


def read_campaign(path: Path = DEFAULT_FILE) -> Campaign:
    """Read and check a campaign file. Raises CampaignError naming what is missing or wrong."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        campaign = _build(data)
    except OSError as error:
        raise CampaignError(f"cannot read {path}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise CampaignError(f"{path} is not TOML: {error}") from error
    except KeyError as error:
        raise CampaignError(f"{path}: {error.args[0]} is missing") from error
    except TypeError as error:
        raise CampaignError(f"{path}: {error}") from error
    frequencies = frequency_faults(_named_frequencies(data))
    faults = [*_repeated(data), *frequencies, *_faults(campaign)]
    if faults:
        raise CampaignError("\n".join(f"{path}: {fault}" for fault in faults))
    return campaign


def _build(data: Mapping[str, Any]) -> Campaign:
    currencies = [_terms(row) for row in data["currencies"]]
    objectives = data["objectives"]
    return Campaign(
        name=data["name"],
        legal_name=data["legal_name"],
        address=tuple(data["address"]),
        email=data["email"],
        time_zone=data["time_zone"],
        languages=tuple(data["languages"]),
        mail_sender_name=data["mail_sender_name"],
        purpose=data["purpose"],
        tax_note=data["tax_note"],
        objectives=objectives,
        objectives_version=str(objectives["version"]),
        bank_accounts=tuple(BankAccount(**row) for row in data["bank_accounts"]),
        currencies={terms.code: terms for terms in currencies},
        frequencies=tuple(it for it in Frequency if it in _named_frequencies(data)),
        payment_days=PaymentDays(**data.get("payment_days", {})),
        year_begin=_year_begin(data.get("accounting_year_begins", "01-01")),
        base_currency=data["base_currency"],
        large_gift=_large_gifts(data, currencies),
        refund_alone_up_to=_alone_up_to(data),
    )


def _terms(row: Mapping[str, Any]) -> CurrencyTerms:
    return CurrencyTerms(row["code"], tuple(row["presets"]), row["minimum"], row["maximum"])


def _alone_up_to(data: Mapping[str, Any]) -> dict[str, Money]:
    """Up to which sums one person may give money back; more needs two. Raises CampaignError."""
    found = data.get("refunds", {}).get("alone_up_to", {})
    for code, amount in found.items():
        if not is_currency(code) or type(amount) is not int or amount < 0:
            raise CampaignError(
                f"refunds: alone_up_to {code} = {amount!r} is no sum of a currency: give GBP = 100"
            )
    return {code: Money.of_major(amount, code) for code, amount in found.items()}


def _year_begin(text: object) -> YearBegin:
    """Raises CampaignError. Every year has the day, and every quarter begins on it: 1 to 28."""
    found = MONTH_AND_DAY.fullmatch(str(text))
    if found is None:
        raise CampaignError(
            f"accounting_year_begins {text!r} is not a month and a day (1 to 28) like '04-06'"
        )
    return YearBegin(int(found["month"]), int(found["day"]))


def _large_gifts(data: Mapping[str, Any], terms: Iterable[CurrencyTerms]) -> Mapping[str, int]:
    """By currency, each for itself: as the file says, or by the sums that it offers."""
    by_itself = {each.code: LARGE_TIMES * _largest(each) for each in terms}
    return {**by_itself, **data.get("reports", {}).get("large_gift", {})}


def _named_frequencies(data: Mapping[str, Any]) -> list[str]:
    """All of them where the file is silent."""
    return [str(each) for each in data.get("frequencies", Frequency)]


def _largest(terms: CurrencyTerms) -> int:
    """Of the sums that are offered; those that are none are told of elsewhere."""
    return max((each for each in terms.presets if type(each) is int), default=1)


def _repeated(data: Mapping[str, Any]) -> Iterator[str]:
    times = Counter(row["code"] for row in data["currencies"])
    return (f"{code}: is there {n} times: keep one of them" for code, n in times.items() if n > 1)


def _faults(campaign: Campaign) -> Iterator[str]:
    yield from _text_faults(campaign)
    yield from payment_faults(campaign.payment_days)
    for terms in campaign.currencies.values():
        yield from terms_faults(terms)
    for code, whole in campaign.large_gift.items():
        if not is_currency(code) or type(whole) is not int or whole < 1:
            yield f"reports: large_gift {code} = {whole!r} is no currency with a sum from 1 on"
    for account in campaign.bank_accounts:
        yield from account_faults(account)
    if not is_currency(campaign.base_currency):
        yield f"base_currency {campaign.base_currency!r} is no currency: give its three capitals"
    if not campaign.languages or not campaign.currencies:
        yield "languages and currencies must not be empty"
    try:
        ZoneInfo(campaign.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        yield f"time_zone {campaign.time_zone!r} is not known: give one like Europe/London"


def _text_faults(campaign: Campaign) -> Iterator[str]:
    named = {
        "purpose": campaign.purpose,
        "tax_note": campaign.tax_note,
        "objectives": campaign.objectives,
    }
    for language in set(campaign.languages) - translated():
        yield f"languages: nothing is translated into {language!r}: leave it out"
    for key, texts in named.items():
        for language in campaign.languages:
            if language not in texts:
                yield f"{key} has no text for language {language}: add one"
    if not 0 < len(campaign.objectives_version) <= LONGEST_VERSION:
        yield f"objectives: version must have 1 to {LONGEST_VERSION} characters, like 2026-1"
