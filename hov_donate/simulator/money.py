"""Amounts as Stripe counts them: exponents, limits, fees and rates. Only integers come out."""

from decimal import ROUND_HALF_UP, Decimal

from hov_donate.simulator.errors import ApiError

ZERO_DECIMAL = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
})  # fmt: skip
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
WHOLE_UNITS_ONLY = frozenset({"isk", "ugx"})
LARGEST = 99_999_999

# Made-up but plausible: how much of each is one pound.
RATES = {
    "gbp": "1", "usd": "1.27", "eur": "1.17", "aed": "4.66", "ars": "1310", "aud": "1.93",
    "bdt": "152", "bhd": "0.479", "bif": "3650", "bgn": "2.29", "brl": "7.05", "cad": "1.74",
    "chf": "1.12", "clp": "1190", "cop": "5200", "czk": "29.4", "djf": "226", "dkk": "8.73",
    "gnf": "10950", "hkd": "9.93", "huf": "468", "idr": "20100", "ils": "4.68", "inr": "106",
    "isk": "176", "jod": "0.9", "jpy": "190", "kes": "164", "kmf": "576", "krw": "1720",
    "kwd": "0.39", "mad": "12.7", "mga": "5750", "mxn": "22.9", "myr": "5.9", "ngn": "1950",
    "nok": "13.7", "nzd": "2.1", "omr": "0.489", "php": "72", "pkr": "353", "pln": "5.05",
    "pyg": "9600", "ron": "5.83", "rub": "117", "rwf": "1740", "sar": "4.76", "sek": "13.4",
    "sgd": "1.71", "thb": "44.5", "tnd": "3.94", "try": "43", "twd": "41.2", "uah": "52.6",
    "ugx": "4700", "vnd": "32100", "vuv": "152", "xaf": "768", "xof": "768", "xpf": "140",
    "zar": "23.2",
}  # fmt: skip
PER_POUND = {code: Decimal(rate) for code, rate in RATES.items()}

# Smallest charge by the currency it settles in, in that currency's minor unit.
SMALLEST = {
    "aed": 200, "czk": 1500, "dkk": 250, "gbp": 30, "hkd": 400, "huf": 17500, "jpy": 50,
    "krw": 50, "mxn": 1000, "myr": 200, "nok": 300, "pln": 200, "ron": 200, "sek": 300,
    "thb": 1000,
}  # fmt: skip
USUAL_SMALLEST = 50

FEE_PER_THOUSAND = 15
FEE_FIXED = 20
# What happens to a payment later is converted at the rate of its own day.
REFUND_RATE_SHIFT = Decimal("0.993")
DISPUTE_RATE_SHIFT = Decimal("1.004")
REINSTATEMENT_RATE_SHIFT = Decimal("0.998")
RATE_STEP = Decimal("0.000001")


def exponent(currency: str) -> int:
    """How many decimals the amounts on the wire have."""
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def fee(amount: int) -> int:
    """1.5 % and 20 minor units; half a unit counts as one."""
    return (amount * FEE_PER_THOUSAND + 500) // 1000 + FEE_FIXED


def rate(source: str, target: str, *, shift: Decimal | int = 1) -> Decimal | None:
    """How much of `target` one `source` is worth; nothing when they are the same."""
    if source == target:
        return None
    found = PER_POUND[target] / PER_POUND[source] * shift
    return found.quantize(RATE_STEP, ROUND_HALF_UP) or RATE_STEP


def converted(amount: int, source: str, target: str, at: Decimal | None) -> int:
    """Minor units of `source` in minor units of `target`."""
    if at is None:
        return amount
    exact = (Decimal(amount) * at).scaleb(exponent(target) - exponent(source))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def check_currency(currency: str, param: str) -> str:
    """The code in lower case. Raises ApiError for one that is not offered."""
    code = currency.lower()
    if code not in PER_POUND:
        raise ApiError(f"Invalid currency: {currency}", param=param)
    return code


def check_chargeable(amount: int, currency: str, settlement: str, param: str) -> None:
    """Raises ApiError when no card could be charged this."""
    if amount > LARGEST:
        message = f"Amount must be no more than {shown(LARGEST, currency)}"
        raise ApiError(message, code="amount_too_large", param=param)
    _check_decimals(amount, currency, param)
    smallest = SMALLEST.get(settlement, USUAL_SMALLEST)
    if converted(amount, currency, settlement, rate(currency, settlement)) < smallest:
        message = (
            "The Checkout Session's total amount must convert to at least "
            f"{shown(smallest, settlement)}."
        )
        raise ApiError(message, code="amount_too_small", param=param)


def _check_decimals(amount: int, currency: str, param: str) -> None:
    if currency in WHOLE_UNITS_ONLY and amount % 100:
        raise ApiError(
            f"Invalid amount: {currency.upper()} has no decimals; the amount must end in 00.",
            code="invalid_charge_amount_no_decimal_compatible",
            param=param,
        )
    if currency in THREE_DECIMAL and amount % 10:
        message = f"Invalid integer: {amount}. The last digit must be 0."
        raise ApiError(message, code="parameter_invalid_integer", param=param)


def shown(amount: int, currency: str) -> str:
    """An amount for people: `20.00 GBP`."""
    places = exponent(currency)
    return f"{Decimal(amount).scaleb(-places):,.{places}f} {currency.upper()}"
