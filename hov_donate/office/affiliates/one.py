"""One affiliate: who it is, what it declared, owes and paid, and all that happened."""

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.certificates import certified_terms
from hov_donate.affiliations.models import Affiliation, Promise, Term
from hov_donate.affiliations.queries.marks import marks_held
from hov_donate.affiliations.queries.money import (
    InvoiceStanding,
    credit_of,
    invoices_of,
    overdrawn_of,
)
from hov_donate.affiliations.rules.keeping import told_again
from hov_donate.affiliations.words import render_explained
from hov_donate.contacts.queries import out_of_reach
from hov_donate.core.money import Money, total
from hov_donate.office import asked
from hov_donate.office.affiliates.found import PATH, affiliation_numbered, today
from hov_donate.office.affiliates.next_term import may_be_asked
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.letters import letters_to
from hov_donate.office.affiliates.queries.one import Whole, whole
from hov_donate.office.blueprint import office
from hov_donate.office.queries.people import people
from hov_donate.outbox.queries import returned
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator


@office.get(PATH)
@requires(Permission.SEE_AFFILIATES)
def affiliate(number: str) -> ResponseReturnValue:
    """One affiliate, with all that can be done with it."""
    found = affiliation_numbered(db.session(), number)
    if found.number != number:
        return redirect(url_for("office.affiliate", number=found.number), 303)
    return _page(found)


def _page(found: Affiliation) -> str:
    file = whole(db.session(), found)
    letters = letters_to(db.session(), found, asked.place())
    invoices = invoices_of(db.session(), found.id)
    readers = [found.details_id, *(officer.details_id for officer in file.officers)]
    details = [*readers, *(letter.details_id for letter in letters.rows)]
    return render_template(
        "office/affiliates/one.html",
        it=found,
        file=file,
        names=names(details),
        people=people(db.session(), _actors(file)),
        promise=_promise(file),
        certified=certified_terms(db.session(), found, today()),
        marks=marks_held(db.session(), found.id, today()),
        invoices=invoices[::-1],
        owed=_owed(invoices),
        credit=credit_of(db.session(), found.id),
        overdrawn=overdrawn_of(db.session(), found.id),
        letters=letters,
        back=returned(db.session(), letters.rows),
        no_reach=out_of_reach(db.session(), [each for each in readers if each]),
        today=today(),
        may_be_asked=may_be_asked(found),
        explained={row.term.id: explained(row.term) for row in file.terms},
    )


def _owed(invoices: Sequence[InvoiceStanding]) -> list[Money]:
    """What is owed on all of them, by currency."""
    owed = [it.owed for it in invoices if it.owed.minor]
    currencies = sorted({amount.currency for amount in owed})
    return [total((it for it in owed if it.currency == code), code) for code in currencies]


def _promise(file: Whole) -> Promise | None:
    """The promise that holds today."""
    return next((it for it in file.promises if it.made_on <= today() <= it.holds_until), None)


def explained(term: Term) -> Sequence[str]:
    """How a fee was found, in the reader's words."""
    told = term.snapshot.get("explain", [])
    return render_explained(translator(), [told_again(sentence) for sentence in told])


def _actors(file: Whole) -> list[str]:
    return [
        *(change.actor for change in file.changes),
        *(declared.actor for declared in file.declarations),
        *(promise.actor for promise in file.promises),
        *(merge.merged_by for merge in (file.tree.mergers if file.tree else ())),
    ]
