"""Gifts to look at, as a list."""

from hov_donate.core.i18n import N_
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.rules import Pile
from hov_donate.office import asked
from hov_donate.office.lists import cells
from hov_donate.office.lists.declared import Listing, Sort, person
from hov_donate.office.review.queries import Looked, queue
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission

REVIEWS: Listing[Pile | None, Looked] = Listing(
    code="gifts-to-look-at",
    title=N_("Gifts to look at"),
    endpoint="office.reviews",
    permission=Permission.SEE_GIFTS,
    search=lambda: asked.choice("status", Pile),
    kept=lambda pile: {"status": pile},
    read=lambda session, pile, place: queue(session, pile, place, today()),
    sorts=(
        Sort("noticed", N_("Noticed")),
        Sort("decide_by", N_("To be decided by"), (GiftReview.decide_by,), frozenset({"status"})),
    ),
    fields=(
        cells.gift(lambda it: it.reference),
        cells.day("came", N_("Came on"), lambda it: it.review.came_on),
        cells.money("amount", N_("Amount"), lambda it: it.review.amount),
        cells.text("fund", N_("Fund"), lambda it: it.fund),
        cells.count("rule", N_("Rule"), lambda it: it.rule.number),
        cells.text("minute", N_("Minute"), lambda it: it.rule.minute),
        cells.day("decide_by", N_("To be decided by"), lambda it: it.review.decide_by),
        cells.word("state", N_("Status"), lambda it: it.review.state),
        cells.moment("decided", N_("Decided"), lambda it: it.review.decided_at),
        cells.actor("decided_by", N_("Decided by"), lambda it: it.review.decided_by),
    ),
    named=person(lambda it: it.details_id),
)
