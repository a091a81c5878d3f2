"""What is still owed, as the index has it."""

from sqlalchemy import ColumnElement

from hov_donate.affiliations.models import InvoiceBalance


def still_owed() -> ColumnElement[bool]:
    """That something of an invoice is still asked for; the words of its partial index."""
    taken = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
    return taken < InvoiceBalance.amount_minor
