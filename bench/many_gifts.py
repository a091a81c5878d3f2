"""Two years of gifts, as many as wanted, put into a database by itself; none of it is timed.

Payments, entries with their postings and seals, monthly gifts, consents, events and letters;
refunds and disputes; in statements of a hundred thousand gifts each.
"""

from datetime import date

from sqlalchemy import insert, text

from bench.adding_up import added_up_at_the_end
from bench.beside import BESIDE, PAYOUTS, put_branches
from bench.many_returned import DISPUTED, REFUNDED
from bench.spread import (
    AT_ONCE,
    BEGINS_EVERY,
    DISPUTED_EVERY,
    ENDED_EVERY,
    FUND,
    GIFTS,
    REFUNDED_EVERY,
    prepare,
)
from hov_donate.ledger.models import LedgerFund
from hov_donate.web.parts import Parts

FEE = 50
GIVEN = (
    f"""
    INSERT INTO consents (contact_id, details_id, purpose, wording, wording_version, language,
        given_at)
    {GIFTS} SELECT contact_id, details_id, CASE WHEN n % 12 = 8 THEN 'news' ELSE 'keep_details' END,
        'Keep my name.', '1', 'en', moment FROM gifts WHERE n % 4 = 0
    """,
    f"""
    INSERT INTO subscriptions (id, reference, stripe_subscription_id, stripe_customer_id, purpose,
        details_id, amount_minor, currency, interval, status, stripe_status, started_at, ended_at,
        next_charge_at, version)
    {GIFTS} SELECT n, 'S' || n, 'sub_' || n, 'cus_' || n, 'donation', details_id, given, code,
        'month', CASE WHEN n % {ENDED_EVERY} = 0 THEN 'ended' ELSE 'active' END, 'active', moment,
        CASE WHEN n % {ENDED_EVERY} = 0 THEN moment END,
        CASE WHEN n % {ENDED_EVERY} <> 0 THEN next_at END, 0
    FROM gifts WHERE n % {BEGINS_EVERY} = 0
    """,
    f"""
    INSERT INTO payments (id, reference, purpose, details_id, amount_minor, currency, fund, status,
        refunded_minor, disputed_minor, lost_minor, version, created_at, paid_at,
        stripe_payment_intent_id, stripe_charge_id)
    {GIFTS} SELECT n, reference, 'donation', details_id, given, code, fund,
        CASE WHEN n % {REFUNDED_EVERY} = 0 THEN 'refunded'
            WHEN n % {DISPUTED_EVERY} = 0 THEN 'charged_back' ELSE 'paid' END,
        CASE WHEN n % {REFUNDED_EVERY} = 0 THEN given ELSE 0 END, 0,
        CASE WHEN n % {REFUNDED_EVERY} <> 0 AND n % {DISPUTED_EVERY} = 0 THEN given ELSE 0 END,
        1, moment, moment, 'pi_' || n, 'ch_' || n
    FROM gifts
    """,
    f"""
    INSERT INTO donations (id, payment_id, language, created_at)
    {GIFTS} SELECT n, n, 'en', moment FROM gifts
    """,
    f"""
    INSERT INTO inbox_events (stripe_event_id, type, object_type, object_id, api_version,
        created_at, received_at, status, attempts, next_attempt_at, settled_at)
    {GIFTS} SELECT 'evt_' || n, 'checkout.session.completed', 'checkout.session', 'cs_' || n,
        'none', moment, moment, 'applied', 1, moment, moment
    FROM gifts
    """,
    f"""
    INSERT INTO outbox_messages (kind, object_id, details_id, language, status, attempts,
        next_attempt_at, created_at, settled_at)
    {GIFTS} SELECT 'receipt', reference, details_id, 'en', 'sent', 1, moment, moment, moment
    FROM gifts
    """,
    f"""
    INSERT INTO ledger_entries (id, stripe_balance_transaction_id, reporting_category, source_id,
        payment_reference, occurred_at, booked_on, available_on, gross_minor, fee_minor, net_minor,
        currency, gift_minor, gift_currency, recorded_at)
    {GIFTS} SELECT n, 'txn_' || n, 'charge', 'ch_' || n, reference, moment, day, day,
        settled, {FEE}, settled - {FEE}, 'GBP', given, code, moment
    FROM gifts
    """,
    f"""
    INSERT INTO ledger_postings (entry_id, account, amount_minor, currency, fund)
    {GIFTS} SELECT n, 'stripe', settled - {FEE}, 'GBP', fund FROM gifts
    UNION ALL SELECT n, 'stripe_fees', {FEE}, 'GBP', fund FROM gifts
    UNION ALL SELECT n, account, -settled, 'GBP', fund FROM gifts WHERE code = 'GBP'
    UNION ALL SELECT n, 'currency_exchange', -settled, 'GBP', fund FROM gifts WHERE code <> 'GBP'
    UNION ALL SELECT n, 'currency_exchange', given, code, fund FROM gifts WHERE code <> 'GBP'
    UNION ALL SELECT n, account, -given, code, fund FROM gifts WHERE code <> 'GBP'
    """,
    f"INSERT INTO ledger_seals (entry_id) {GIFTS} SELECT n FROM gifts",
)


def seed(parts: Parts, count: int, last_day: date) -> None:
    """So many gifts in the two years that end on a day, and what an office has beside them."""
    engine = parts.database.engine
    put_branches(parts)
    with engine.begin() as connection:
        fund = {"code": FUND, "names": {"en": "Relief"}, "restricted": True}
        connection.execute(insert(LedgerFund), fund)
        prepare(connection, parts.seal, count, last_day)
    with added_up_at_the_end(engine):
        for first in range(1, count + 1, AT_ONCE):
            chunk = {"first": first, "last": min(first + AT_ONCE - 1, count)}
            with engine.begin() as connection:
                for statement in (*GIVEN, *REFUNDED, *DISPUTED, *BESIDE):
                    connection.execute(text(statement), chunk)
        with engine.begin() as connection:
            for statement in PAYOUTS:
                connection.execute(text(statement))
    if engine.dialect.name == "postgresql":
        # It would come to it by itself, in a while; SQLite never does.
        with engine.connect() as connection:
            analyse = connection.execution_options(isolation_level="AUTOCOMMIT")
            analyse.execute(text("ANALYZE"))
