"""Bank statements of invented accounts, in every format, written out from the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

IBAN = "GB33BUKB20201555555555"


@dataclass(frozen=True)
class Moved:
    """A line as a test states it; the amount in pence."""

    on: date
    minor: int
    payer: str
    reference: str = ""

    @property
    def major(self) -> str:
        """The amount with two decimals and, where money went, a minus."""
        sign, size = "-" * (self.minor < 0), abs(self.minor)
        return f"{sign}{size // 100}.{size % 100:02}"


def csv_file(lines: Sequence[Moved], header: str = "Date,Description,Reference,Amount") -> bytes:
    """As most British banks write it."""
    rows = [f'{line.on:%d/%m/%Y},"{line.payer}","{line.reference}",{line.major}' for line in lines]
    return "\r\n".join([header, *rows, ""]).encode()


def ofx_file(
    lines: Sequence[Moved], closing: int | None = None, account: str = "55555555"
) -> bytes:
    """SGML, values unclosed, as banks export it for desktop programs."""
    rows = "".join(
        f"<STMTTRN>\n<TRNTYPE>OTHER\n<DTPOSTED>{line.on:%Y%m%d}120000[0:GMT]\n"
        f"<TRNAMT>{line.major}\n<FITID>{number}\n<NAME>{line.payer}\n"
        f"<MEMO>{line.reference}\n</STMTTRN>\n"
        for number, line in enumerate(lines)
    )
    total = sum(line.minor for line in lines) if closing is None else closing
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
        "<OFX>\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\n<CURDEF>GBP\n"
        f"<BANKACCTFROM><BANKID>202015<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>20261101<DTEND>20261130\n{rows}</BANKTRANLIST>\n"
        f"<LEDGERBAL><BALAMT>{total / 100:.2f}<DTASOF>20261124</LEDGERBAL>\n"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode("cp1252")


def camt_file(lines: Sequence[Moved], opening: int = 0, closing: int | None = None) -> bytes:
    """CAMT.053.001.08."""
    end = opening + sum(line.minor for line in lines) if closing is None else closing
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>\n'
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>GBP</Ccy></Acct>\n"
        f"{_balance('OPBD', opening)}{_balance('CLBD', end)}"
        f"{''.join(map(_entry, lines))}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _balance(kind: str, minor: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(minor)}"
        "<Dt><Dt>2026-11-24</Dt></Dt></Bal>\n"
    )


def _amount(minor: int) -> str:
    size, direction = abs(minor), "CRDT" if minor >= 0 else "DBIT"
    written = f'<Amt Ccy="GBP">{size // 100}.{size % 100:02}</Amt>'
    return f"{written}<CdtDbtInd>{direction}</CdtDbtInd>"


def _entry(line: Moved) -> str:
    who = "Dbtr" if line.minor >= 0 else "Cdtr"
    return (
        f"<Ntry>{_amount(line.minor)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{line.on}</Dt></BookgDt><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
        f"<RltdPties><{who}><Pty><Nm>{line.payer}</Nm></Pty></{who}></RltdPties>"
        f"<RmtInf><Ustrd>{line.reference}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def mt940_file(lines: Sequence[Moved], opening: int = 0, closing: int | None = None) -> bytes:
    """SWIFT's, with the structured field 86 of German banks."""
    end = opening + sum(line.minor for line in lines) if closing is None else closing
    rows = "".join(
        f":61:{line.on:%y%m%d%m%d}{'D' if line.minor < 0 else 'C'}{_comma(line.minor)}NTRFNONREF\n"
        f":86:166?00UEBERWEISUNG?20{line.reference}?32{line.payer}\n"
        for line in lines
    )
    return (
        f":20:STARTUMS\n:25:202015/55555555\n:28C:1/1\n:60F:{_mt_balance(opening)}\n{rows}"
        f":62F:{_mt_balance(end)}\n-\n"
    ).encode()


def _mt_balance(minor: int) -> str:
    return f"{'D' if minor < 0 else 'C'}261124GBP{_comma(minor)}"


def _comma(minor: int) -> str:
    return f"{abs(minor) // 100},{abs(minor) % 100:02}"
