"""The proof of Stripe's balance, of a month or a day, and the entries behind each figure."""

from dataclasses import dataclass

from flask import render_template

from hov_donate.closing.queries.months import closing_of
from hov_donate.closing.queries.payouts import payouts_of
from hov_donate.closing.queries.proofs import StripesWord, proofs, stripes_word
from hov_donate.core.spans import DAY, month_of
from hov_donate.office.blueprint import office
from hov_donate.office.lists.books import PROOF_ROWS
from hov_donate.office.lists.shown import shown
from hov_donate.office.months.asked import asked_span, time_zone
from hov_donate.office.queries.proof import Candidates, candidates
from hov_donate.office.spans import today
from hov_donate.staff.audit.queries import head
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db


@dataclass(frozen=True)
class Held:
    """Our closing so far held against Stripe's balance, and where a difference may come from."""

    word: StripesWord
    candidates: Candidates | None


@office.get("/proof")
@requires(Permission.SEE_LEDGER)
def proof() -> str:
    """What Stripe held, what moved it, what it holds: every figure leads to its entries."""
    session, span = db.session(), asked_span()
    month = month_of(span.first)
    return render_template(
        "office/months/proof.html",
        span=span,
        month=month,
        whole_month=span == month,
        before=month_of(month.first - DAY).first,
        after=month_of(month.last + DAY).first if month.last < today() else None,
        proofs=proofs(session, span),
        held=_held(),
        payouts=payouts_of(session, span, time_zone()),
        closed=closing_of(session, month.first),
        audit_head=head(session),
    )


def _held() -> list[Held]:
    return [
        Held(word, candidates(db.session(), word.difference, today()))
        if word.difference.minor
        else Held(word, None)
        for word in stripes_word(db.session())
    ]


@office.get("/proof/entries")
@requires(Permission.SEE_LEDGER)
def proof_rows() -> str:
    """The entries that make one line of a proof."""
    found = shown(PROOF_ROWS)
    line = found.search
    return render_template(
        "office/months/entries.html",
        row=line.row,
        currency=line.currency,
        span=line.span,
        list=found,
    )
