"""What went back of many gifts: refunds, each with the wish behind it, and disputes that were lost.

An entry is known by a number far above those of the gifts.
"""

from bench.spread import DISPUTED_EVERY, GIFTS, REFUNDED_EVERY

REFUND_ENTRIES, DISPUTE_ENTRIES = 100_000_000, 200_000_000
DISPUTE_FEE = 1500
# Disputes of so many last days are still to be answered.
OPEN_DAYS = 10
STAFF = "staff:1"


def _entries(which: str, first: int, category: str, prefix: str, fee: int) -> str:
    return f"""
        INSERT INTO ledger_entries (id, stripe_balance_transaction_id, reporting_category,
            source_id, payment_reference, occurred_at, booked_on, available_on, gross_minor,
            fee_minor, net_minor, currency, gift_minor, gift_currency, recorded_at)
        {GIFTS} SELECT {first} + n, 'txn_{prefix}' || n, '{category}', '{prefix}' || n, reference,
            moment, day, day, -settled, {fee}, -settled - {fee}, 'GBP', -given, code, moment
        FROM gifts WHERE {which}
    """


def _postings(which: str, first: int, account: str, fee: int) -> str:
    abroad = f"{which} AND code <> 'GBP'"
    fees = f"UNION ALL SELECT {first} + n, 'stripe_fees', {fee}, 'GBP', fund FROM gifts"
    return f"""
        INSERT INTO ledger_postings (entry_id, account, amount_minor, currency, fund)
        {GIFTS} SELECT {first} + n, 'stripe', -settled - {fee}, 'GBP', fund
        FROM gifts WHERE {which}
        {f"{fees} WHERE {which}" if fee else ""}
        UNION ALL SELECT {first} + n, '{account}', settled, 'GBP', fund
        FROM gifts WHERE {which} AND code = 'GBP'
        UNION ALL SELECT {first} + n, 'currency_exchange', settled, 'GBP', fund
        FROM gifts WHERE {abroad}
        UNION ALL SELECT {first} + n, 'currency_exchange', -given, code, fund
        FROM gifts WHERE {abroad}
        UNION ALL SELECT {first} + n, '{account}', given, code, fund FROM gifts WHERE {abroad}
    """


def _seals(which: str, first: int) -> str:
    return (
        f"INSERT INTO ledger_seals (entry_id) {GIFTS} SELECT {first} + n FROM gifts WHERE {which}"
    )


_REFUNDED = f"n % {REFUNDED_EVERY} = 0"
_DISPUTED = f"n % {REFUNDED_EVERY} <> 0 AND n % {DISPUTED_EVERY} = 0"
REFUNDED = (
    f"""
    INSERT INTO refunds (id, payment_id, stripe_refund_id, amount_minor, currency, status,
        created_at)
    {GIFTS} SELECT n, n, 're_' || n, given, code, 'succeeded', moment FROM gifts WHERE {_REFUNDED}
    """,
    f"""
    INSERT INTO refund_requests (id, form, payment_id, amount_minor, currency, reason, words,
        status, needs_another, asked_by, asked_at, decided_by, decided_at, decided_words, refusals,
        stripe_refund_id)
    {GIFTS} SELECT n, 'form' || n, n, given, code, 'asked_by_giver', '', 'sent', FALSE, '{STAFF}',
        moment, '{STAFF}', moment, '', 0, 're_' || n
    FROM gifts WHERE {_REFUNDED}
    """,
    _entries(_REFUNDED, REFUND_ENTRIES, "refund", "re_", 0),
    _postings(_REFUNDED, REFUND_ENTRIES, "donations_refunded", 0),
    _seals(_REFUNDED, REFUND_ENTRIES),
)
DISPUTED = (
    f"""
    INSERT INTO disputes (id, stripe_dispute_id, payment_id, stripe_payment_intent_id,
        amount_minor, currency, withdrawn_minor, status, reason, opened_at, evidence_due_by)
    {GIFTS} SELECT n, 'dp_' || n, n, 'pi_' || n, given, code, given,
        CASE WHEN days_ago < {OPEN_DAYS} THEN 'needs_response' ELSE 'lost' END, 'fraudulent',
        moment, moment
    FROM gifts WHERE {_DISPUTED}
    """,
    _entries(_DISPUTED, DISPUTE_ENTRIES, "dispute", "dp_", DISPUTE_FEE),
    _postings(_DISPUTED, DISPUTE_ENTRIES, "disputes", DISPUTE_FEE),
    _seals(_DISPUTED, DISPUTE_ENTRIES),
)
