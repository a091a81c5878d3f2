"""Cells as people read them, on the screen and on paper."""

from datetime import date

from hov_donate.core.i18n import Translator
from hov_donate.core.money import Money
from hov_donate.core.references import spaced
from hov_donate.reports.rules.tables import Cell, Column, Kind, Word


def shown(cell: Cell, column: Column, speak: Translator) -> str:
    """A cell in the reader's words and formats; nothing where there is nothing."""
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return speak.money(cell)
    if isinstance(cell, date):
        return speak.date(cell)
    if isinstance(cell, int):
        return speak.number(cell)
    if isinstance(cell, Word):
        return cell.text
    return spaced(cell) if column.kind is Kind.GIFT else cell
