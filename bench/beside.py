"""What an office has beside its gifts online, in proportion to them.

A bank's lines, money that matched nothing, gifts outside Stripe. Of payouts and branches there are
as many, however many gifts there are.
"""

from sqlalchemy import text

from bench import affiliates
from bench.spread import GIFTS
from hov_donate.core.money import Money
from hov_donate.reconciliation.bank.operations import open_account
from hov_donate.web.parts import Parts

PAYOUT_ENTRIES = 300_000_000
SENT, STAFF, BRANCHES = 1_000, "staff:1", 200
LINES_EVERY, OFFLINE_EVERY, UNMATCHED_EVERY = 43, 53, 1999
# What nobody has dealt with is of so many last days.
OPEN_DAYS = 10
PAYOUTS = (
    f"""
    INSERT INTO payouts (id, stripe_payout_id, amount_minor, currency, status, arrival_date,
        created_at, items, items_minor)
    SELECT number + 1, 'po_' || number, {SENT}, 'GBP', 'paid', day, moment, 1, {SENT}
    FROM bench_days
    """,
    f"""
    INSERT INTO ledger_entries (id, stripe_balance_transaction_id, reporting_category, source_id,
        occurred_at, booked_on, available_on, gross_minor, fee_minor, net_minor, currency,
        recorded_at)
    SELECT {PAYOUT_ENTRIES} + number, 'txn_po_' || number, 'payout', 'po_' || number, moment, day,
        day, {-SENT}, 0, {-SENT}, 'GBP', moment
    FROM bench_days
    """,
    f"""
    INSERT INTO ledger_postings (entry_id, account, amount_minor, currency)
    SELECT {PAYOUT_ENTRIES} + number, 'stripe', {-SENT}, 'GBP' FROM bench_days
    UNION ALL SELECT {PAYOUT_ENTRIES} + number, 'payouts_in_transit', {SENT}, 'GBP' FROM bench_days
    """,
    f"INSERT INTO ledger_seals (entry_id) SELECT {PAYOUT_ENTRIES} + number FROM bench_days",
)
BESIDE = (
    f"""
    INSERT INTO bank_lines (id, account_id, import_id, booked_on, amount_minor, currency,
        fingerprint, ordinal, bank_id, status)
    {GIFTS} SELECT n, 1, 1, day, given, 'GBP', 'line' || n, 1, '',
        CASE WHEN days_ago < {OPEN_DAYS} THEN 'open' ELSE 'settled' END
    FROM gifts WHERE n % {LINES_EVERY} = 0
    """,
    f"""
    INSERT INTO offline_gifts (id, form, reference, method, amount_minor, currency, fund,
        received_on, giver, details_id, language, collected_at, bank_reference, cheque_number,
        words, recorded_by, recorded_at)
    {GIFTS} SELECT n, 'offline' || n, 'B' || n,
        CASE WHEN n % 2 = 0 THEN 'cheque' ELSE 'bank_transfer' END, given, 'GBP', fund, day,
        'known', details_id, 'en', '', '', CASE WHEN n % 2 = 0 THEN 'Q' || n ELSE '' END, '',
        '{STAFF}', moment
    FROM gifts WHERE n % {OFFLINE_EVERY} = 0
    """,
    f"""
    INSERT INTO unmatched_payments (id, stripe_payment_intent_id, reason, amount_minor, currency,
        noticed_at, resolved_at, resolution, resolved_by)
    {GIFTS} SELECT n, 'pi_unmatched_' || n, 'not_ours', given, code, moment,
        CASE WHEN days_ago >= {OPEN_DAYS} THEN moment END,
        CASE WHEN days_ago >= {OPEN_DAYS} THEN 'went_back' END,
        CASE WHEN days_ago >= {OPEN_DAYS} THEN '{STAFF}' END
    FROM gifts WHERE n % {UNMATCHED_EVERY} = 0
    """,
)
A_FILE = """
    INSERT INTO bank_imports (id, account_id, sha256, form, status, fresh, known, alike, swapped,
        came_minor, went_minor, cursor, matched, looked_at, looked_by)
    VALUES (1, :account_id, '', 'csv', 'done', 0, 0, 0, FALSE, 0, 0, 0, 0, CURRENT_TIMESTAMP,
        :staff)
"""


def put_branches(parts: Parts) -> None:
    """Branches, and an account at a bank with a file of its lines; both have the key 1."""
    affiliates.seed(parts, BRANCHES)
    with parts.database.writing() as work:
        account = open_account(
            work,
            name="Bench",
            number="",
            opening=Money(0, "GBP"),
            opening_on=None,
            actor=STAFF,
        )
        work.session.execute(text(A_FILE), {"account_id": account.id, "staff": STAFF})
    with parts.database.engine.begin() as connection:
        affiliates.put_counters_right(connection)
