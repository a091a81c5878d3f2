"""A statement of the demo's bank, ready to be brought in: it fits the demo's payouts and invoices.

With one pair of twins, references that lost a character, a sum for two invoices, and one line that
is like nothing here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    CreditUse,
    CreditUseKind,
    Invoice,
    InvoiceBalance,
    MoneyMethod,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.config import Settings
from hov_donate.contacts.models import Organisation
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
# So many affiliates paid by transfer of late, and nobody has looked.
PAYING = 8


@dataclass(frozen=True)
class Told:
    """A line as the bank tells it; `minor` is negative when money went."""

    on: date
    minor: int
    who: str
    words: str


@dataclass(frozen=True)
class Asked:
    """What an affiliate owes."""

    name: str
    reference: str
    number: str
    owed: int


# What a payer makes of an invoice's reference and number, and what the bank leaves of it.
WRITTEN: tuple[Callable[[Asked], str], ...] = (
    lambda it: it.reference,
    lambda it: it.number,
    lambda it: it.reference[1:],
    lambda it: it.reference[:-1],
    lambda it: f"Ref {it.reference.lower()}",
)


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
    with database.reading() as session:
        since = _since(session, currency, today)
        lines = sorted(_lines(session, currency, since, today), key=lambda line: line.on)
        opening = _books_before(session, currency, since)
    file = settings.instance_folder / FILE
    file.write_text(_camt(lines, named.iban, currency, opening, (since, today)), encoding="utf-8")
    return file


def _since(session: Session, currency: str, today: date) -> date:
    """The day before the first payout arrived."""
    first = session.scalar(
        select(func.min(Payout.arrival_date)).where(
            Payout.currency == currency, Payout.status.not_in(NEVER_ARRIVES)
        )
    )
    return (first or today) - timedelta(days=1)


def _lines(session: Session, currency: str, since: date, today: date) -> Iterator[Told]:
    yield from _payouts(session, currency, today)
    yield from _recorded(session, currency, since, today)
    yield from _sent_back(session, currency, since, today)
    yield from _paying(_owed(session, currency), today)
    for _twin in range(2):
        yield Told(today - timedelta(days=9), 1000, "R Alvarez", "Standing order solidarity")
    yield Told(today - timedelta(days=6), 4250, "Quinn & Daughters", "Thank you for the evening")
    yield Told(today - timedelta(days=5), -18_640, "Red Letter Press", "Leaflets, invoice 2291")
    yield Told(today - timedelta(days=2), -600, "Example Bank", "Account charges")


def _payouts(session: Session, currency: str, today: date) -> Iterator[Told]:
    rows = session.scalars(
        select(Payout).where(
            Payout.currency == currency,
            Payout.status.not_in(NEVER_ARRIVES),
            Payout.arrival_date <= today,
        )
    )
    for payout in rows:
        yield Told(payout.arrival_date, payout.amount_minor, "STRIPE PAYMENTS UK LTD", "STRIPE")


def _recorded(session: Session, currency: str, since: date, today: date) -> Iterator[Told]:
    """Transfers that the treasurer recorded from the bank's page."""
    rows = session.scalars(
        select(MoneyReceived).where(
            MoneyReceived.method == MoneyMethod.BANK_TRANSFER,
            MoneyReceived.currency == currency,
            MoneyReceived.received_on.between(since, today),
            MoneyReceived.id.not_in(select(MoneyReversal.received_id)),
        )
    )
    for came in rows:
        yield Told(came.received_on, came.amount_minor, came.payer.upper(), "Affiliation")


def _sent_back(session: Session, currency: str, since: date, today: date) -> Iterator[Told]:
    rows = session.execute(
        select(CreditUse.at, func.sum(CreditUse.amount_minor))
        .where(CreditUse.kind == CreditUseKind.SENT_BACK, CreditUse.currency == currency)
        .group_by(CreditUse.affiliation_id, CreditUse.at)
    )
    for at, minor in rows:
        if since <= at.date() <= today:
            yield Told(at.date(), -int(minor), "Returned to payer", "Credit")


def _owed(session: Session, currency: str) -> list[Asked]:
    taken = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
    rows = session.execute(
        select(Invoice, InvoiceBalance.amount_minor - taken)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.currency == currency, taken < InvoiceBalance.amount_minor)
        .order_by(Invoice.id.desc())
        .limit(PAYING)
    ).all()
    names = _names(session, [invoice.affiliation_id for invoice, _ in rows])
    return [
        Asked(
            names.get(invoice.affiliation_id, "A member"),
            invoice.reference,
            invoice.full_number,
            owed,
        )
        for invoice, owed in rows
    ]


def _names(session: Session, affiliation_ids: Sequence[int]) -> dict[int, str]:
    """What organisations are called, by their affiliation."""
    rows = session.execute(
        select(Affiliation.id, Organisation)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Affiliation.id.in_(affiliation_ids))
    )
    return {key: organisation.full_name for key, organisation in rows}


def _paying(owed: Sequence[Asked], today: date) -> Iterator[Told]:
    """Two in one sum and one in part, then some as they should and some with something lost.

    As many as there are invoices that wait.
    """
    days = (today - timedelta(days=number) for number in range(12, 3, -1))
    if len(owed) > 1:
        first, second = owed[:2]
        words = f"{first.number} {second.number}"
        yield Told(next(days), first.owed + second.owed, "Regional office", words)
    for it in owed[2:3]:
        yield Told(next(days), it.owed // 2, it.name, it.reference)
    for it, written in zip(owed[3:], WRITTEN, strict=False):
        yield Told(next(days), it.owed, it.name, written(it))


def _books_before(session: Session, currency: str, since: date) -> int:
    """What stood at the bank before, as the books have it."""
    balance = func.sum(LedgerDailySum.debit_minor - LedgerDailySum.credit_minor)
    query = select(balance).where(
        LedgerDailySum.account == Account.BANK,
        LedgerDailySum.currency == currency,
        LedgerDailySum.booked_on < since,
    )
    return int(session.scalar(query) or 0)


def _camt(
    lines: Sequence[Told], iban: str, currency: str, opening: int, days: tuple[date, date]
) -> str:
    """CAMT.053.001.08, as far as our reader goes."""
    closing = opening + sum(line.minor for line in lines)
    balances = _balance("OPBD", opening, currency, days[0]) + _balance(
        "CLBD", closing, currency, days[1]
    )
    entries = "".join(_entry(line, currency) for line in lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>\n'
        f"<Acct><Id><IBAN>{''.join(iban.split())}</IBAN></Id><Ccy>{currency}</Ccy></Acct>\n"
        f"{balances}{entries}</Stmt></BkToCstmrStmt></Document>\n"
    )


def _balance(kind: str, minor: int, currency: str, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(minor, currency)}"
        f"<Dt><Dt>{on}</Dt></Dt></Bal>\n"
    )


def _entry(line: Told, currency: str) -> str:
    party = "Dbtr" if line.minor > 0 else "Cdtr"
    return (
        f"<Ntry>{_amount(line.minor, currency)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.on}</Dt></BookgDt><NtryDtls><TxDtls><RltdPties><{party}><Pty>"
        f"<Nm>{escape(line.who)}</Nm></Pty></{party}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.words)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def _amount(minor: int, currency: str) -> str:
    size = Money(abs(minor), currency).major
    direction = "CRDT" if minor >= 0 else "DBIT"
    return f'<Amt Ccy="{currency}">{size}</Amt><CdtDbtInd>{direction}</CdtDbtInd>'
