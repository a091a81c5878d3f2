"""Entries of the ledger, those of a line of the proof, and transfers between funds, as lists."""

from dataclasses import dataclass, replace

from flask import abort, request
from sqlalchemy import select

from hov_donate.closing.rules.proof import Row
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import Span, month_of, span_between
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import FundTransfer
from hov_donate.office import asked
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Field, Listing, Sort, nothing_asked
from hov_donate.office.queries.ledger import BookedEntry, Wanted
from hov_donate.office.queries.paging import page_of
from hov_donate.office.queries.proof import proof_entries
from hov_donate.office.queries.walking import entries
from hov_donate.office.spans import FROM, TO, Asked, asked_span, today
from hov_donate.reports.rules.tables import decimal
from hov_donate.staff.rules import Permission

LONGEST_CURRENCY = 3


def _postings(it: BookedEntry) -> str:
    """An entry's lines: debits are positive."""
    return "; ".join(
        f"{line.account.value} {decimal(Money(line.amount_minor, line.currency))} {line.currency}"
        for line in it.lines
    )


FIELDS: tuple[Field[BookedEntry], ...] = (
    cells.count("entry", N_("Entry"), lambda it: it.head.id),
    cells.day("day", N_("Day"), lambda it: it.head.booked_on),
    cells.day("late_for", N_("Late, for"), lambda it: it.head.late_for),
    cells.text("what", N_("What"), lambda it: it.head.reporting_category),
    cells.text("movement", N_("At Stripe"), lambda it: it.head.stripe_balance_transaction_id),
    cells.gift(lambda it: it.head.payment_reference, N_("Gift")),
    cells.money("gross", N_("Gross"), lambda it: Money(it.head.gross_minor, it.head.currency)),
    cells.money("fee", N_("Fee"), lambda it: Money(it.head.fee_minor, it.head.currency)),
    cells.money("net", N_("Net"), lambda it: Money(it.head.net_minor, it.head.currency)),
    cells.text("postings", N_("Postings"), _postings),
)


@dataclass(frozen=True)
class AskedEntries:
    """Which entries the address asks for, and its days as they were typed."""

    wanted: Wanted
    days: Asked


def _entries_asked() -> AskedEntries:
    """What the address narrows the books to; what makes no sense narrows nothing."""
    names, days = request.args.getlist("account"), asked_span()
    accounts = tuple(it for it in Account if it.value in names)
    wanted = Wanted(accounts, asked.code("currency"), asked.word("fund"), asked.code("settled"))
    told = days.typed and not days.problems
    return AskedEntries(replace(wanted, span=days.span) if told else wanted, days)


def _entries_kept(it: AskedEntries) -> dict[str, object]:
    return {
        "account": [account.value for account in it.wanted.accounts],
        "currency": it.wanted.currency,
        "fund": it.wanted.fund,
        "settled": it.wanted.settled,
        **(it.days.chosen.query if it.wanted.span else {}),
    }


ENTRIES: Listing[AskedEntries, BookedEntry] = Listing(
    code="ledger-entries",
    title=N_("Ledger entries"),
    endpoint="office.ledger",
    permission=Permission.SEE_LEDGER,
    search=_entries_asked,
    kept=_entries_kept,
    span=lambda it: it.wanted.span,
    read=lambda session, it, place: entries(session, it.wanted, place),
    sorts=(Sort("day", N_("Day")),),
    fields=FIELDS,
)


@dataclass(frozen=True)
class AskedLine:
    """Which line of which proof."""

    row: Row
    currency: str
    span: Span


def _line_asked() -> AskedLine:
    """The line; days that make no sense are those of this month."""
    row = asked.choice("row", Row) or abort(404)
    first, last = asked.day(FROM), asked.day(TO)
    span = span_between(first, last) or month_of(today())
    return AskedLine(row, asked.text("currency", LONGEST_CURRENCY), span)


def _line_kept(it: AskedLine) -> dict[str, object]:
    first, last = it.span.first.isoformat(), it.span.last.isoformat()
    return {"row": it.row.value, "currency": it.currency, FROM: first, TO: last}


PROOF_ROWS: Listing[AskedLine, BookedEntry] = Listing(
    code="proof-entries",
    title=N_("Entries of a line of the proof"),
    endpoint="office.proof_rows",
    permission=Permission.SEE_LEDGER,
    search=_line_asked,
    kept=_line_kept,
    span=lambda it: it.span,
    read=lambda session, it, place: proof_entries(session, it.row, it.currency, it.span, place),
    sorts=(Sort("posted", N_("Entry")),),
    fields=FIELDS,
)

TRANSFERS: Listing[None, FundTransfer] = Listing(
    code="fund-transfers",
    title=N_("Money moved between funds"),
    endpoint="office.funds",
    permission=Permission.SEE_LEDGER,
    search=nothing_asked,
    read=lambda session, _, place: page_of(session, select(FundTransfer), FundTransfer.id, place),
    sorts=(Sort("recorded", N_("Recorded")),),
    fields=(
        cells.day("day", N_("Day"), lambda it: it.made_on),
        cells.text("source", N_("From"), lambda it: it.source),
        cells.text("target", N_("To"), lambda it: it.target),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.text("minute", N_("Decided by"), lambda it: it.minute),
        cells.text("words", N_("Words"), lambda it: it.words),
        cells.actor("recorded_by", N_("Recorded by"), lambda it: it.actor),
    ),
)
