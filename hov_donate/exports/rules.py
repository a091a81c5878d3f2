"""What can be taken away, in which formats, narrowed to what. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hov_donate.core.errors import UserError
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import MONEY, Account

# What is longer is made by the worker, and waited for on a page.
AT_ONCE = 50_000
# A sheet of a workbook has 1,048,576 rows; some are about the export.
MOST_IN_A_WORKBOOK = 1_048_000


class Subject(StrEnum):
    """What an export is of."""

    POSTINGS = "postings"
    GIFTS = "gifts"
    INVOICES = "invoices"
    RECEIVED = "received"
    JOURNAL = "journal"
    STATEMENT = "statement"


class Format(StrEnum):
    """As what it is written. ROWS is CSV without any line about the export."""

    CSV = "csv"
    ROWS = "rows"
    XLSX = "xlsx"
    BEANCOUNT = "beancount"
    HLEDGER = "hledger"
    XERO = "xero"
    QUICKBOOKS = "quickbooks"


TABLES = (Format.CSV, Format.ROWS, Format.XLSX)
FORMATS: Mapping[Subject, Sequence[Format]] = {
    Subject.POSTINGS: TABLES,
    Subject.GIFTS: TABLES,
    Subject.INVOICES: TABLES,
    Subject.RECEIVED: TABLES,
    Subject.JOURNAL: (Format.BEANCOUNT, Format.HLEDGER),
    Subject.STATEMENT: (Format.XERO, Format.QUICKBOOKS),
}
# Narrowed by more than days: a journal never is, or it would not balance.
BY_ACCOUNT = (Subject.POSTINGS, Subject.STATEMENT)
BY_CURRENCY = (
    Subject.POSTINGS,
    Subject.GIFTS,
    Subject.INVOICES,
    Subject.RECEIVED,
    Subject.STATEMENT,
)
BY_FUND = (Subject.POSTINGS, Subject.GIFTS)


class ExportRefusedError(UserError):
    """What is asked for cannot be made; `name` is the field, the text English, to be translated."""

    def __init__(self, name: str, text: str) -> None:
        """Which field to go to, and why."""
        super().__init__(text)
        self.name = name


@dataclass(frozen=True)
class Wanted:
    """One asking. Days are the campaign's; what is None narrows nothing."""

    subject: Subject
    format: Format
    span: Span
    account: Account | None = None
    currency: str | None = None
    fund: str | None = None

    def check(self) -> None:
        """Refuse what makes no sense. Raises ExportRefusedError."""
        if self.format not in FORMATS[self.subject]:
            raise ExportRefusedError("format", N_("Choose a format that there is for it"))
        if self.subject is Subject.STATEMENT:
            self._check_statement()
        for name, value, subjects in (
            ("account", self.account, BY_ACCOUNT),
            ("currency", self.currency, BY_CURRENCY),
            ("fund", self.fund, BY_FUND),
        ):
            if value and self.subject not in subjects:
                raise ExportRefusedError(
                    name, N_("Leave this open: what you chose is not narrowed by it")
                )

    def _check_statement(self) -> None:
        if self.account not in MONEY:
            raise ExportRefusedError(
                "account", N_("Choose an account of money, like Stripe or the bank")
            )
        if not self.currency:
            raise ExportRefusedError(
                "currency", N_("Choose a currency: a bank statement has only one")
            )

    def check_size(self, rows: int) -> None:
        """Refuse what does not fit into its format. Raises ExportRefusedError."""
        if self.format is Format.XLSX and rows > MOST_IN_A_WORKBOOK:
            raise ExportRefusedError(
                "format", N_("A workbook cannot hold so many rows: choose CSV or fewer days")
            )


@dataclass(frozen=True)
class Sum:
    """One sum of an export: of which column or side, and how much."""

    name: str
    amount: Money


@dataclass(frozen=True)
class Summary:
    """What was written: how many rows or entries, what they add up to, and the checksum."""

    rows: int
    sums: Sequence[Sum]
    checksum: str
