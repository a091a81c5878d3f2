"""Balance transactions, payouts, balances."""

from hov_donate.core.money import Money
from hov_donate.gateway.port import (
    RemoteBalanceTransaction,
    RemoteEndpoint,
    RemotePayout,
)
from hov_donate.gateway.reading.basics import Json, expanded, id_of, moment, money

# What has a payer behind it, and where it says how much the payer gave or got.
AMOUNT_OF = {"charge": "amount_captured", "refund": "amount", "dispute": "amount"}
# A debit that failed after it succeeded: what was captured is captured no more.
CHARGE_FAILURE = "charge_failure"


def balance_transaction(
    data: Json, *, payment_id: str | None, given: Money | None
) -> RemoteBalanceTransaction:
    """A balance transaction whose payment and given amount are known from around it."""
    rate = data.get("exchange_rate")
    return RemoteBalanceTransaction(
        id=data["id"],
        reporting_category=data["reporting_category"],
        source_id=id_of(data.get("source")),
        payment_id=payment_id,
        created_at=moment(data["created"]),
        available_on=moment(data["available_on"]).date(),
        currency=data["currency"].upper(),
        gross_minor=data["amount"],
        fee_minor=data["fee"],
        net_minor=data["net"],
        given=given,
        exchange_rate=None if rate is None else repr(rate),
    )


def sourced(data: Json, source: Json, *, payment_id: str | None) -> RemoteBalanceTransaction:
    """A movement of a charge, refund or dispute; its sign tells which way the money went.

    The same whether it is read with its payment or found in a list.
    """
    kind = source["object"]
    if kind not in AMOUNT_OF:
        return balance_transaction(data, payment_id=None, given=None)
    failure = data["reporting_category"] == CHARGE_FAILURE
    amount = source["amount" if failure else AMOUNT_OF[kind]]
    sign = -1 if data["amount"] < 0 else 1
    given = money(sign * amount, source["currency"])
    return balance_transaction(data, payment_id=payment_id, given=given)


def listed_balance_transaction(data: Json) -> RemoteBalanceTransaction:
    """A balance transaction from a list, with its source expanded."""
    source = expanded(data.get("source"))
    if not source:
        return balance_transaction(data, payment_id=None, given=None)
    return sourced(data, source, payment_id=id_of(source.get("payment_intent")))


def payout(data: Json) -> RemotePayout:
    """A payout; Stripe itemises automatic ones only, some time after they were sent."""
    return RemotePayout(
        id=data["id"],
        amount=money(data["amount"], data["currency"]),
        status=data["status"],
        arrival_date=moment(data["arrival_date"]).date(),
        automatic=data["automatic"],
        itemised=data["reconciliation_status"] == "completed",
        created_at=moment(data["created"]),
        balance_transactions=tuple(
            balance_transaction(movement, payment_id=None, given=None)
            for key in ("balance_transaction", "failure_balance_transaction")
            if (movement := expanded(data.get(key)))
        ),
    )


def balances(data: Json) -> dict[str, Money]:
    """The whole balance by currency: available, pending and reserved."""
    found: dict[str, Money] = {}
    for part in ("available", "pending", "connect_reserved"):
        for row in data.get(part) or []:
            amount = money(row["amount"], row["currency"])
            found[amount.currency] = found.get(amount.currency, money(0, row["currency"])) + amount
    return found


def endpoint(data: Json) -> RemoteEndpoint:
    """A webhook endpoint."""
    return RemoteEndpoint(
        url=data["url"],
        enabled=data["status"] == "enabled",
        event_types=frozenset(data["enabled_events"]),
        api_version=data.get("api_version"),
    )
