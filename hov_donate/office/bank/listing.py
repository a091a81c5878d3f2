"""Lines of bank statements, as a list."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.amounts import neutral
from hov_donate.core.i18n import N_
from hov_donate.core.spans import span_between
from hov_donate.office import asked
from hov_donate.office.bank.queries.listing import Wanted, Way, lines
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Named, Sort
from hov_donate.reconciliation.bank.models import BankAccount, BankLine
from hov_donate.reconciliation.bank.rules.kinds import LineStatus
from hov_donate.reconciliation.bank.texts import opened
from hov_donate.staff.rules import Permission
from hov_donate.web.database import db
from hov_donate.web.parts import parts


def _lines_asked() -> Wanted:
    """Nonsense in the address asks for nothing. A sum is of the account's currency."""
    account_id = asked.key("account")
    amount = asked.amount("amount", _currency(account_id))
    return Wanted(
        account_id=account_id,
        status=asked.choice("status", LineStatus),
        way=asked.choice("way", Way),
        since=asked.day("since"),
        until=asked.day("until"),
        size=amount,
        import_id=asked.key("file"),
    )


def _currency(account_id: int | None) -> str:
    """Of an account; the campaign's where none is asked for."""
    account = db.session().get(BankAccount, account_id) if account_id else None
    return account.currency if account else parts().settings.campaign.default_currency


def _lines_kept(wanted: Wanted) -> dict[str, object]:
    return {
        "account": wanted.account_id,
        "status": wanted.status,
        "way": wanted.way,
        "since": wanted.since,
        "until": wanted.until,
        "amount": neutral(wanted.size) if wanted.size else "",
        "file": wanted.import_id,
    }


def _words(
    _session: Session, seal: IdentitySeal, rows: Sequence[BankLine]
) -> Sequence[Sequence[str]]:
    """Who paid, and what they wrote: both name people."""
    found = opened(seal, rows)
    return [(found[line.id].payer, found[line.id].reference) for line in rows]


LINES: Listing[Wanted, BankLine] = Listing(
    code="bank-lines",
    title=N_("Bank lines"),
    endpoint="office.bank_lines",
    permission=Permission.SEE_BANK,
    search=_lines_asked,
    kept=_lines_kept,
    span=lambda it: span_between(it.since, it.until),
    read=lambda session, wanted, place: lines(session, wanted, place),
    sorts=(
        Sort("noticed", N_("Brought in")),
        Sort(
            "booked",
            N_("Day"),
            (BankLine.booked_on,),
            frozenset({"account", "since", "until"}),
        ),
    ),
    fields=(
        cells.count("line", N_("Line"), lambda it: it.id),
        cells.day("booked", N_("Day"), lambda it: it.booked_on),
        cells.day("value", N_("Value day"), lambda it: it.value_on),
        cells.money("amount", N_("Amount"), lambda it: it.amount),
        cells.word("status", N_("Status"), lambda it: it.status),
        cells.count("twin", N_("Twin"), lambda it: it.ordinal),
    ),
    named=Named((("payer", N_("Payer")), ("words", N_("Reference"))), _words),
)
