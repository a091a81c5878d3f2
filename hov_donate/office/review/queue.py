"""The queue of gifts to look at, and one of them."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from hov_donate.donations.deciding import sum_of_year
from hov_donate.donations.review.queries import to_decide, to_go_back
from hov_donate.donations.review.rules import Measure, Pile, next_look
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form, typed_amount
from hov_donate.office.lists.shown import shown
from hov_donate.office.offline.gifts import givers
from hov_donate.office.offline.words import fund_names
from hov_donate.office.queries.people import people
from hov_donate.office.review import queries
from hov_donate.office.review.listing import REVIEWS
from hov_donate.office.review.words import time_left
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts

ROOM = f"/reviews/{KEY}review_id>"


@office.get("/reviews")
@requires(Permission.SEE_GIFTS)
def reviews() -> str:
    """Gifts that rules asked about, the last noticed first; or those of one pile."""
    found = shown(REVIEWS)
    return render_template(
        "office/review/queue.html",
        list=found,
        piles=list(Pile),
        names=givers(row.details_id for row in found.rows),
        people=people(db.session(), [row.review.decided_by for row in found.rows]),
        time_left=lambda review: time_left(review.decide_by, today()),
        any_rule=bool(queries.rules(db.session())),
    )


@office.get(ROOM)
@requires(Permission.SEE_GIFTS)
def review(review_id: int) -> ResponseReturnValue:
    """One gift that a rule asked about, what its giver gave, and what can be decided."""
    found = looked(review_id)
    return review_page(found, Form({"again_at": _next(found)}))


def looked(review_id: int) -> queries.Looked:
    """The review of this page."""
    return queries.looked(db.session(), review_id) or abort(404)


def review_page(found: queries.Looked, form: Form) -> str:
    """The page of a gift that is, or was, looked at."""
    session, it = db.session(), found.review
    waits = queries.is_in(session, it, to_decide())
    to_hand_back = queries.is_in(session, it, to_go_back())
    return render_template(
        "office/review/one.html",
        found=found,
        it=it,
        form=form,
        waits=waits,
        to_hand_back=to_hand_back,
        left=time_left(it.decide_by, today()),
        year_sum=sum_of_year(session, it, parts().settings.campaign),
        year=parts().settings.campaign.year_begin.year_of(it.came_on),
        beside=queries.beside(session, found),
        others=queries.others_of_giver(session, it),
        wishes=queries.wishes(session, found),
        names=givers([found.details_id]),
        fund=fund_names().get(found.fund, found.fund),
        people=people(session, [it.decided_by, found.rule.recorded_by]),
    )


def _next(found: queries.Looked) -> str:
    """From which sum of the year on it may be asked again, as it is proposed."""
    year_sum = sum_of_year(db.session(), found.review, parts().settings.campaign)
    if year_sum is None or found.rule.measure is not Measure.YEAR:
        return ""
    return typed_amount(next_look(found.rule.rule, year_sum))
