"""The room for gifts that somebody has to look at, and which pages are within it."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.reviews", N_("Gifts to look at"), Permission.SEE_GIFTS),)
_PAGES = (
    *("review", "accept_held_gift", "refuse_held_gift", "note_looked_at"),
    *("review_rules", "ask_for_review_rule", "keep_review_rule"),
    *("ask_before_changing_rule", "change_review_rule"),
    *("ask_before_ending_rule", "end_review_rule"),
)
WITHIN = {f"office.{page}": "office.reviews" for page in _PAGES}
