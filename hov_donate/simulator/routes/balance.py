"""/v1/balance, /v1/balance_transactions, /v1/payouts and /v1/account."""

from collections import Counter
from typing import Any

from hov_donate.simulator.objects.endpoints import account
from hov_donate.simulator.routes.route import Call, Route, listing, reading
from hov_donate.simulator.schema import READING

Json = dict[str, Any]


def balance(call: Call) -> Json:
    """What is there now, by currency: available, and still pending."""
    world, now = call.world, call.world.clock.now()
    available: Counter[str] = Counter({world.settlement: 0})
    pending: Counter[str] = Counter({world.settlement: 0})
    for row in world.store.table("balance_transaction").rows.values():
        into = available if row["available_on"] <= now else pending
        into[row["currency"]] += row["net"]
    return {
        "object": "balance",
        "available": _rows(available),
        "livemode": False,
        "pending": _rows(pending),
    }


def _rows(sums: Counter[str]) -> list[Json]:
    return [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(sums.items())
    ]


def read_account(call: Call) -> Json:
    """Whose key it is."""
    return account(call.world.settlement)


MOVEMENTS = "/v1/balance_transactions"
ROUTES = [
    Route("GET", "/v1/balance", balance, READING),
    Route("GET", "/v1/account", read_account, READING),
    listing(MOVEMENTS, "balance_transaction", "source", "type", "currency", payout="_payout"),
    reading(MOVEMENTS, "balance_transaction", "balance_transaction"),
    listing("/v1/payouts", "payout", "status", spans=("created", "arrival_date")),
    reading("/v1/payouts", "payout", "payout"),
]
