"""Bank accounts that can be debited, and the numbers that make something special happen.

Facts: docs.stripe.com/payments/sepa-debit/accept-a-payment and docs.stripe.com/testing. Payers
never hear of a failure on the page: banks tell of it days later.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hov_donate.simulator.clock import DAY

CARD, SEPA, BACS = "card", "sepa_debit", "bacs_debit"
CURRENCIES = {SEPA: "eur", BACS: "gbp"}
# A SEPA debit takes less than 10,000 euros.
SEPA_LIMIT = 1_000_000

SOON, LATER, USUALLY = 5, 180, 5 * DAY

FAILURES = {
    "debit_not_authorized": "The customer has not authorised this debit at their bank.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
}


@dataclass(frozen=True)
class Ending:
    """How a debit ends, and after how many seconds."""

    after: int = USUALLY
    failure: str | None = None
    disputed: bool = False


ENDINGS = {
    "AT611904300234573201": Ending(SOON),
    "AT321904300235473204": Ending(LATER),
    "AT861904300235473202": Ending(SOON, "insufficient_funds"),
    "AT051904300235473205": Ending(LATER, "insufficient_funds"),
    "AT591904300235473203": Ending(SOON, disputed=True),
    "10880000012345": Ending(SOON),
    "10880090012345": Ending(LATER),
    "10880033333335": Ending(SOON, "debit_not_authorized"),
    "10880093333335": Ending(LATER, "debit_not_authorized"),
    "10880022222227": Ending(SOON, "insufficient_funds"),
    "10880092222227": Ending(LATER, "insufficient_funds"),
    "10880055555559": Ending(LATER, disputed=True),
}


@dataclass(frozen=True)
class Account:
    """What the payer typed: an IBAN, or a British sort code and account number."""

    number: str
    sort_code: str = ""

    @property
    def scheme(self) -> str:
        """Which kind of debit reaches it."""
        return BACS if self.sort_code else SEPA

    @property
    def ending(self) -> Ending:
        """What becomes of a debit; an unlisted number is simply good."""
        return ENDINGS.get(self.sort_code + self.number, Ending())

    @property
    def is_valid(self) -> bool:
        """Whether such an account can exist."""
        if self.scheme == BACS:
            return bool(re.fullmatch("[0-9]{6} [0-9]{8}", f"{self.sort_code} {self.number}"))
        return _is_iban(self.number)


def cleaned(text: str) -> str:
    """A number as typed, without spaces and dashes."""
    return re.sub(r"[\s-]", "", text).upper()


def _is_iban(number: str) -> bool:
    """ISO 13616: the check digits make the whole leave 1 when divided by 97."""
    if not re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", number):
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def eligible(
    allowed: Iterable[str] | None, excluded: Iterable[str], currency: str, amount: int
) -> list[str]:
    """The ways to pay so much: those allowed, or cards only, as far as the currency has them."""
    wanted = [CARD] if allowed is None else list(allowed)
    out = set(excluded)
    return [
        kind
        for kind in (CARD, SEPA, BACS)
        if kind in wanted and kind not in out and _reaches(kind, currency, amount)
    ]


def _reaches(kind: str, currency: str, amount: int) -> bool:
    if kind == SEPA and amount >= SEPA_LIMIT:
        return False
    return CURRENCIES.get(kind, currency) == currency
