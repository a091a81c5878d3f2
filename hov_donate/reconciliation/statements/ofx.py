"""OFX 1 (SGML) and 2 (XML), as banks export them.

Our own reader, because no library of it is both maintained and under a licence that suits
(decisions/0025). Elements: Open Financial Exchange Specification 2.2, section 11. In SGML, what
holds a value need not be closed; what holds elements has to be.
"""

import html
import re

from hov_donate.core.money import Money, exponent
from hov_donate.reconciliation.statements.decoding import USUAL, decoded
from hov_donate.reconciliation.statements.faults import Fault, UnreadableError
from hov_donate.reconciliation.statements.lines import Balance, Statement, StatementLine
from hov_donate.reconciliation.statements.trees import DEEPEST, Node, read_xml
from hov_donate.reconciliation.statements.values import DayFormat, exact, read_day

# What holds elements, as far as statements go; an unknown one is passed through.
AGGREGATES = frozenset(
    [
        *("OFX", "SIGNONMSGSRSV1", "SONRS", "STATUS", "FI", "BANKMSGSRSV1", "STMTTRNRS", "STMTRS"),
        *("BANKACCTFROM", "BANKACCTTO", "CREDITCARDMSGSRSV1", "CCSTMTTRNRS", "CCSTMTRS"),
        *("CCACCTFROM", "CCACCTTO", "BANKTRANLIST", "STMTTRN", "PAYEE", "LEDGERBAL", "AVAILBAL"),
        *("BALLIST", "BAL", "CURRENCY", "ORIGCURRENCY"),
    ]
)
STATEMENTS = ("STMTRS", "CCSTMTRS")
_TAG = re.compile(r"<(/?)([A-Za-z0-9._]+)(?:\s[^<>]*)?(/?)>([^<]*)")
_CHARSET = re.compile(rb"(?im)^\s*CHARSET\s*:\s*([\w-]+)")
_NUMBER = re.compile(r"([+-]?)(\d{0,18})(?:[.,](\d*))?")


def read_ofx(content: bytes, currency: str) -> list[Statement]:
    """The statements of a file, one for each account. Raises UnreadableError."""
    text = decoded(content, otherwise=_charset(content))
    root = read_xml(text) if text.lstrip().startswith("<?xml") else read_sgml(text)
    found = [node for name in STATEMENTS for node in root.anywhere(name)]
    if not found:
        raise UnreadableError(Fault.NOT_A_STATEMENT)
    return [_statement(node, currency) for node in found]


def _charset(content: bytes) -> str:
    """The code page that the header of an old file names."""
    found = _CHARSET.search(content[:1000])
    name = found[1].decode("ascii") if found else ""
    return f"cp{name}" if name.isdigit() else USUAL


def read_sgml(text: str) -> Node:
    """The tree of an old file; an element without a value that holds none is empty.

    Raises UnreadableError, with its line, for what holds elements and is not closed, or is closed
    and was not opened: a line of money with such a neighbour would be lost.
    """
    root = Node("", 0)
    opened, line, at = [root], 1, 0
    for found in _TAG.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        closes, name, empty, value = found[1], found[2].upper(), found[3], found[4]
        if closes:
            _close(opened, name, line)
            continue
        node = Node(name, line, text=html.unescape(value.strip()))
        opened[-1].children.append(node)
        if name in AGGREGATES and not empty:
            opened.append(node)
        if len(opened) > DEEPEST:
            raise UnreadableError(Fault.NOT_WELL_FORMED, line)
    if len(opened) > 1:
        raise UnreadableError(Fault.NOT_WELL_FORMED, opened[-1].line)
    return root


def _close(opened: list[Node], name: str, line: int) -> None:
    """Close an aggregate; values are closed by themselves."""
    if name not in AGGREGATES:
        return
    if opened[-1].name != name:
        raise UnreadableError(Fault.NOT_WELL_FORMED, opened[-1].line or line)
    opened.pop()


def _statement(node: Node, currency: str) -> Statement:
    _check_currency(node, currency)
    closing = node.first("LEDGERBAL")
    return Statement(
        lines=tuple(_line(each, currency) for each in node.all("BANKTRANLIST/STMTTRN")),
        account=" ".join(
            filter(None, (node.said("BANKACCTFROM/BANKID"), node.said("BANKACCTFROM/ACCTID")))
        )
        or node.said("CCACCTFROM/ACCTID"),
        closing=_balance(closing, currency) if closing else None,
        number=node.line,
    )


def _check_currency(node: Node, currency: str) -> None:
    """`CURDEF` is the statement's; a line may name another one, in which it then is."""
    written = node.said("CURDEF", "CURRENCY/CURSYM").upper()
    if written and written != currency:
        raise UnreadableError(Fault.OTHER_CURRENCY, node.line, written)


def _balance(node: Node, currency: str) -> Balance | None:
    """What stands there at the export; some banks leave it empty, or give it no day but noughts."""
    day = node.said("DTASOF")[:8]
    if not node.said("BALAMT") or (day and not day.strip("0")):
        return None
    on = read_day(day, DayFormat.YEAR_MONTH_DAY, node.line) if day else None
    return Balance(_money(node, "BALAMT", currency), on)


def _line(node: Node, currency: str) -> StatementLine:
    _check_currency(node, currency)
    available = node.said("DTAVAIL")[:8]
    form = DayFormat.YEAR_MONTH_DAY
    return StatementLine(
        number=node.line,
        booked_on=read_day(node.said("DTPOSTED")[:8], form, node.line),
        amount=_money(node, "TRNAMT", currency),
        payer=node.said("NAME", "PAYEE/NAME"),
        reference=" ".join(filter(None, (node.said("MEMO"), node.said("CHECKNUM", "REFNUM")))),
        value_on=read_day(available, form, node.line) if available else None,
        bank_id=node.said("FITID"),
    )


def _money(node: Node, name: str, currency: str) -> Money:
    written = node.said(name)
    if not written:
        raise UnreadableError(Fault.NO_AMOUNT, node.line)
    if len(node.all(name)) > 1:
        raise UnreadableError(Fault.NOT_WELL_FORMED, node.line)
    found = _NUMBER.fullmatch(written)
    if found is None or not (found[2] or found[3]):
        raise UnreadableError(Fault.BAD_AMOUNT, node.line, written)
    # The standard has no marks of thousands, but some banks write them: 1,000 may be either.
    if len(found[3] or "") == 3 != exponent(currency):
        raise UnreadableError(Fault.TOO_MANY_DECIMALS, node.line, written)
    size = exact(f"{found[2] or 0}.{found[3] or 0}", currency, node.line, written)
    return -size if found[1] == "-" else size
