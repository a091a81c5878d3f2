"""CAMT.053, the bank-to-customer statement of ISO 20022, whatever version of it.

Elements: ISO 20022 message definition report, Bank-to-Customer Cash Management. Entries that are
still pending or only for information are not on the statement yet.
"""

import re
from collections.abc import Iterator

from hov_donate.core.money import Money
from hov_donate.reconciliation.statements.decoding import decoded
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, Statement, StatementLine
from hov_donate.reconciliation.statements.trees import Node, read_xml
from hov_donate.reconciliation.statements.values import DayFormat, exact, read_day

BOOKED = "BOOK"
CREDIT, DEBIT = "CRDT", "DBIT"
# Where a day's statement goes over several pages, interim balances may stand between them.
OPENING, CLOSING, INTERIM = ("OPBD", "PRCD"), ("CLBD",), ("ITBD",)
# What banks write where a payer gave no reference of their own.
NOTHING = "NOTPROVIDED"
# A batch of many payments is one line on the statement; so many of them are told.
MOST_TOLD = 50
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,17})?|\.\d{1,17}")


def read_camt(content: bytes, currency: str) -> list[Statement]:
    """The statements of a file, one for each account and page. Raises UnreadableError."""
    root = read_xml(decoded(content))
    found = root.all("Document/BkToCstmrStmt/Stmt") or root.all("BkToCstmrStmt/Stmt")
    if not found:
        raise UnreadableError(Fault.NOT_A_STATEMENT)
    return [_statement(node, currency, paged=len(found) > 1) for node in found]


def _statement(node: Node, currency: str, *, paged: bool) -> Statement:
    opening, closing = _ends(node, currency, paged=paged)
    entries = [entry for entry in node.all("Ntry") if _status(entry) in {BOOKED, ""}]
    return Statement(
        lines=tuple(_line(entry, currency) for entry in entries),
        account=node.said("Acct/Id/IBAN", "Acct/Id/Othr/Id"),
        opening=opening,
        closing=closing,
        number=node.line,
    )


def _status(entry: Node) -> str:
    return entry.said("Sts/Cd", "Sts/Prtry", "Sts")


def _ends(node: Node, currency: str, *, paged: bool) -> tuple[Balance | None, Balance | None]:
    """The first balance and the last; of one page among several they may be interim ones."""
    opening, closing = (
        next(_balances(node, kinds, currency), None) for kinds in (OPENING, CLOSING)
    )
    interim = list(_balances(node, INTERIM, currency)) if paged else []
    # A single one stands where the other balance does not.
    if closing or len(interim) > 1:
        opening = opening or next(iter(interim), None)
    if opening:
        closing = closing or next(reversed(interim), None)
    return opening, closing


def _balances(node: Node, kinds: tuple[str, ...], currency: str) -> Iterator[Balance]:
    for kind in kinds:
        for each in node.all("Bal"):
            if each.said("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry") == kind:
                day = each.said("Dt/Dt", "Dt/DtTm")
                on = read_day(day, DayFormat.YEAR_MONTH_DAY, each.line) if day else None
                yield Balance(_amount(each, currency), on)


def _line(entry: Node, currency: str) -> StatementLine:
    value_day = entry.said("ValDt/Dt", "ValDt/DtTm")
    day = entry.said("BookgDt/Dt", "BookgDt/DtTm") or value_day
    form = DayFormat.YEAR_MONTH_DAY
    amount = _amount(entry, currency)
    details = entry.all("NtryDtls/TxDtls")[:MOST_TOLD]
    return StatementLine(
        number=entry.line,
        booked_on=read_day(day, form, entry.line),
        amount=amount,
        payer=_joined([_party(each, came=amount.minor > 0) for each in details]),
        reference=_joined([*map(_reference, details), entry.said("AddtlNtryInf")]),
        value_on=read_day(value_day, form, entry.line) if value_day else None,
        bank_id=entry.said("AcctSvcrRef", "NtryRef"),
    )


def _amount(node: Node, currency: str) -> Money:
    """An entry's or a balance's amount: less than nothing when it is debited."""
    amount, written = node.first("Amt"), node.said("Amt")
    if amount is None or not written:
        raise UnreadableError(Fault.NO_AMOUNT, node.line)
    if not _NUMBER.fullmatch(written):
        raise UnreadableError(Fault.BAD_AMOUNT, amount.line, written)
    if amount.attributes.get("Ccy", currency) != currency:
        raise UnreadableError(Fault.OTHER_CURRENCY, amount.line, amount.attributes["Ccy"])
    size = exact(written, currency, amount.line, written)
    direction = node.said("CdtDbtInd")
    if direction not in {CREDIT, DEBIT}:
        raise UnreadableError(Fault.BAD_DIRECTION, node.line, direction)
    return size if direction == CREDIT else -size


def _party(details: Node, *, came: bool) -> str:
    who = "Dbtr" if came else "Cdtr"
    return details.said(
        f"RltdPties/{who}/Nm", f"RltdPties/{who}/Pty/Nm", f"RltdPties/Ultmt{who}/Nm"
    )


def _reference(details: Node) -> str:
    own = details.said("Refs/EndToEndId")
    texts = [node.text for node in details.all("RmtInf/Ustrd")]
    texts += [node.text for node in details.all("RmtInf/Strd/CdtrRefInf/Ref")]
    return _joined([*texts, "" if own == NOTHING else own])


def _joined(texts: list[str]) -> str:
    told = dict.fromkeys(" ".join(text.split()) for text in texts)
    return " ".join(text for text in told if text)
