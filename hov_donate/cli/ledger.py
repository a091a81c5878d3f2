"""`hov-donate ledger verify`: reckon the books anew from their postings and compare everything."""

import sys
from collections.abc import Iterator, Mapping

import click
from sqlalchemy.orm import Session

from hov_donate.affiliations.queries.receivables import receivables
from hov_donate.cli.house import House, pass_house
from hov_donate.closing.queries.freezing import closings_that_differ
from hov_donate.core.money import Money
from hov_donate.donations.review.queries import held_money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.monthly import months_that_differ
from hov_donate.ledger.movements import movements_that_differ
from hov_donate.ledger.queries import balances
from hov_donate.ledger.verifying import (
    EntryFault,
    Fault,
    Reckoning,
    Sides,
    SumDiffers,
    count_of_entries,
    differences,
    reckon,
)
from hov_donate.reconciliation.apart import bring_together, gifts_apart

WORDS = {
    Fault.UNBALANCED: "does not balance: off by",
    Fault.NET_NOT_BOOKED: "does not book the net that Stripe states: off by",
    Fault.UNSEALED: "has no seal",
    Fault.EMPTY_SEAL: "is sealed but is not there",
    Fault.UNKNOWN_FUND: "is booked for a fund that is not there",
    Fault.WITHOUT_ENTRY: "has postings but is not there",
}


@click.group()
def ledger() -> None:
    """The books."""


@ledger.command()
@pass_house
def verify(house: House) -> None:
    """Reckon the books anew from their postings, and compare all that is stored.

    Every entry balances, books its net and is sealed; every daily sum is what its postings add up
    to, by day, account, currency and fund, and every monthly one what the days do; what affiliates
    owe is what their invoices say; held gifts are those that nobody has accepted; nothing of a
    placed or accepted gift for a fund stands on another; what moved at Stripe each day, and what
    was frozen when months were closed, is what the entries say.
    Names whatever differs. Exit status 1 when anything does.
    """
    with house.database.snapshot() as session:
        found = list(_show(_verify(session)))
    if found:
        click.echo(f"{len(found)} differences", err=True)
    sys.exit(1 if found else 0)


@ledger.command("bring-together")
@pass_house
def bring(house: House) -> None:
    """Bring fee and exchange into the fund of each gift that `verify` names as standing apart.

    By a correcting entry of today for each gift; nothing that was booked is changed.
    """
    time_zone = house.checked_settings().campaign.time_zone
    with house.database.writing() as work:
        for apart in bring_together(work, time_zone=time_zone):
            click.echo(f"gift {apart.payment.reference}: brought into {apart.payment.fund}")


def _show(found: Iterator[str]) -> Iterator[str]:
    for line in found:
        click.echo(line)
        yield line


def _verify(session: Session) -> Iterator[str]:
    reckoning, all_told = Reckoning(), count_of_entries(session)

    def progress(read: Reckoning) -> None:
        line = f"\r{read.entries} of {all_told} entries read, {read.postings} postings   "
        click.echo(line, nl=False, err=True)

    for fault in reckon(session, reckoning, progress):
        yield _told(fault)
    click.echo("", err=True)
    different = [_told_sum(differs) for differs in differences(session, reckoning)]
    yield from different
    yield from _owed(session)
    yield from _held(session)
    yield from _apart_from_their_fund(session)
    yield from _months(session)
    if not different:
        summary = f"{reckoning.entries} entries, {reckoning.postings} postings"
        click.echo(f"{summary}: {len(reckoning.sums)} daily sums are what they add up to", err=True)


def _told(fault: EntryFault) -> str:
    amount = f" {fault.amount}" if fault.amount else ""
    return f"entry {fault.entry_id} {WORDS[fault.fault]}{amount}"


def _told_sum(differs: SumDiffers) -> str:
    key = differs.key
    settled = f" settled in {key.settled_in}" if key.settled_in else ""
    of = f"{key.day} {key.account.value} {key.currency}{settled} fund {key.fund}"
    kept_in = key.settled_in or key.currency
    stored, counted = (_sides(each, kept_in) for each in (differs.stored, differs.counted))
    return f"{of}: stored {stored}, counted {counted}"


def _sides(sides: Sides | None, currency: str) -> str:
    if sides is None:
        return "nothing"
    debit, credit = Money(sides.debit, currency), Money(sides.credit, currency)
    postings = f" in {sides.postings} postings" if sides.postings else ""
    return f"debit {debit} credit {credit}{postings}"


def _months(session: Session) -> Iterator[str]:
    """What months add up to, what days moved at Stripe, what was frozen when months were closed."""
    for table, month in months_that_differ(session):
        yield f"{table} of {month:%Y-%m}: not what its days add up to"
    for day, currency, category, account in movements_that_differ(session):
        yield f"movement of {day} {currency} {category} {account}: stored and counted differ"
    for closing in closings_that_differ(session):
        yield f"closing of {closing.month:%Y-%m}: its figures are not those that were frozen"


def _owed(session: Session) -> Iterator[str]:
    """What affiliates owe by their invoices and money, beside what the books say."""
    expected = {it.currency: it.expected for it in receivables(session)}
    for currency, wanted, found in _apart(expected, balances(session, Account.RECEIVABLES)):
        yield f"receivables {currency}: invoices and money say {wanted}, the books {found}"


def _held(session: Session) -> Iterator[str]:
    """Gifts that nobody has accepted and that are here, beside what the books say."""
    expected = {it.currency: -it for it in held_money(session)}
    for currency, wanted, found in _apart(expected, balances(session, Account.HELD_GIFTS)):
        yield f"held gifts {currency}: the gifts say {wanted}, the books {found}"


def _apart_from_their_fund(session: Session) -> Iterator[str]:
    """Gifts whose fee or exchange was left on another fund when they became their own's."""
    for apart in gifts_apart(session):
        gift = f"gift {apart.payment.reference} for {apart.payment.fund}"
        for line in apart.lines:
            if line.fund != apart.payment.fund:
                left = f"{-line.amount} of {line.account.value} stands on {line.fund}"
                yield f"{gift}: {left} (see hov-donate ledger bring-together)"


def _apart(
    expected: Mapping[str, Money], booked: Mapping[str, Money]
) -> Iterator[tuple[str, Money, Money]]:
    """The currencies in which two sums differ."""
    for currency in sorted({*expected, *booked}):
        nothing = Money(0, currency)
        wanted, found = expected.get(currency, nothing), booked.get(currency, nothing)
        if wanted != found:
            yield currency, wanted, found
