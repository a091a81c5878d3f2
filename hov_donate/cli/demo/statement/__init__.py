"""A statement of the demo's bank, ready to be brought in.

It shows all that the demo's books say happened at the bank since the first payout, and some that
they do not know yet. Once every line is settled, bank and books are the same to the penny.
"""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.cli.demo.offline import STEADY
from hov_donate.cli.demo.statement.camt import camt
from hov_donate.cli.demo.statement.planted import planted
from hov_donate.cli.demo.statement.shown import shown
from hov_donate.config import Settings
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerDailySum
from hov_donate.ledger.rules import booking_day
from hov_donate.reconciliation.bank.operations import open_account
from hov_donate.reconciliation.bank.queries.around import NEVER_ARRIVES
from hov_donate.reconciliation.models import Payout

FILE = "demo-statement.xml"
STAFF = "demo"


def write_demo_statement(settings: Settings, database: Database) -> Path:
    """Open the demo's bank account and write its statement beside the demo's data."""
    named, currency = settings.campaign.bank_accounts[0], settings.campaign.default_currency
    nothing = Money(0, currency)
    with database.writing() as work:
        open_account(
            work,
            name=named.bank,
            number=named.iban,
            opening=nothing,
            opening_on=None,
            actor=STAFF,
        )
    today = booking_day(database.clock.now(), settings.campaign.time_zone)
    seal = IdentitySeal(settings.identity_keys)
    with database.reading() as session:
        days = (_since(session, currency, today), today)
        told = [
            *shown(session, currency, days, seal),
            *planted(session, currency, today, STEADY),
        ]
        opening = _books_before(session, currency, days[0])
    file = settings.instance_folder / FILE
    lines = sorted(told, key=lambda line: line.on)
    file.write_text(camt(lines, named.iban, currency, opening, days), encoding="utf-8")
    return file


def _since(session: Session, currency: str, today: date) -> date:
    """The day before the first payout arrived."""
    first = session.scalar(
        select(func.min(Payout.arrival_date)).where(
            Payout.currency == currency, Payout.status.not_in(NEVER_ARRIVES)
        )
    )
    return (first or today) - timedelta(days=1)


def _books_before(session: Session, currency: str, since: date) -> int:
    """What stood at the bank before, as the books have it."""
    balance = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)
    query = select(balance).where(
        LedgerDailySum.account == Account.BANK,
        LedgerDailySum.currency == currency,
        LedgerDailySum.booked_on < since,
    )
    return int(session.scalar(query) or 0)
