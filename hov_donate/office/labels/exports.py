"""What the office calls exports."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.exports.models import ExportStatus
from hov_donate.exports.rules import Format, Subject

LABELS: dict[type[Enum], dict[Enum, str]] = {
    Subject: {
        Subject.POSTINGS: N_("Postings of the books"),
        Subject.GIFTS: N_("Gifts that were paid"),
        Subject.INVOICES: N_("Invoices of affiliates"),
        Subject.RECEIVED: N_("Money received for invoices"),
        Subject.JOURNAL: N_("Journal for plain-text accounting"),
        Subject.STATEMENT: N_("Bank statement of one account"),
    },
    Format: {
        Format.CSV: N_("CSV with its sums and checksum"),
        Format.ROWS: N_("CSV of rows alone, to import elsewhere"),
        Format.XLSX: N_("XLSX workbook"),
        Format.BEANCOUNT: N_("beancount"),
        Format.HLEDGER: N_("hledger"),
        Format.XERO: N_("Xero"),
        Format.QUICKBOOKS: N_("QuickBooks Online"),
    },
    ExportStatus: {
        ExportStatus.WAITING: N_("Waits for the worker"),
        ExportStatus.MAKING: N_("Is being made"),
        ExportStatus.MADE: N_("Ready"),
        ExportStatus.FAILED: N_("Could not be made"),
        ExportStatus.EXPIRED: N_("Deleted"),
    },
}
