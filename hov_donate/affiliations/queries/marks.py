"""Paid-up marks: what holds a term as paid for, while the difference of a correction is open."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Term
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.money import open_invoices
from hov_donate.affiliations.queries.standing import as_held, invoices_asked
from hov_donate.affiliations.rules.covered import Mark, paying
from hov_donate.core.money import Money, total


@dataclass(frozen=True)
class HeldMark:
    """A term that counts as paid for through a day, and what is still asked for it."""

    term: Term
    until: date
    owed: Money


def would_be_held(session: Session, term: Term, *, today: date, until: date) -> Mark | None:
    """The mark that stays when a term is made anew today and asked for until a day.

    None where it does not count as paid for. Where it was itself corrected and the difference is
    still open, what paid the first one of them holds it, for as long as the new invoice gives.
    """
    asked = invoices_asked(session, [term.id]).get(term.id, [])
    held = as_held(term, asked)
    if held.paid:
        return Mark(paying(asked), until)
    if held.paid_on(today) and term.mark is not None:
        return Mark(term.mark.minor, until)
    return None


def marks_held(session: Session, affiliation_id: int, today: date) -> list[HeldMark]:
    """The terms of an affiliation that count as paid for only until a day, in order."""
    terms = [term for term in terms_of(session, affiliation_id) if term.mark is not None]
    asked = invoices_asked(session, [term.id for term in terms])
    found = []
    for term in terms:
        held = as_held(term, asked.get(term.id, ()))
        if held.held_until is not None and not held.paid and held.paid_on(today):
            found.append(HeldMark(term, held.held_until, _owed(session, term)))
    return found


def _owed(session: Session, term: Term) -> Money:
    return total((it.owed for it in open_invoices(session, term.id)), term.currency)
