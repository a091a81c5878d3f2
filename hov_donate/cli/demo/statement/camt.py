"""A statement as the demo's bank writes it: CAMT.053, as far as our reader goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from hov_donate.core.money import Money


@dataclass(frozen=True)
class Told:
    """A line as the bank tells it; `minor` is negative when money went."""

    on: date
    minor: int
    who: str
    words: str


def camt(
    lines: Sequence[Told], iban: str, currency: str, opening: int, days: tuple[date, date]
) -> str:
    """CAMT.053.001.08 of some lines, with what stood on the account before in minor units."""
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
