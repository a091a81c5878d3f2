"""The rooms for money outside Stripe in the menu, and which pages are within which of them."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.offline_gifts", N_("Cash, cheques, transfers"), Permission.SEE_GIFTS),)
_PAGES = (
    *("offline_gift", "ask_what_was_given", "look_at_gift", "record_offline_gift"),
    *("ask_before_taking_back", "take_gift_back"),
    *("ask_who_gave_offline", "correct_who_gave_offline"),
    *("ask_whose_order", "correct_whose_order"),
    *("cash_box", "ask_who_counted", "count_cash"),
    *("batches", "batch", "look_at_batch", "start_batch", "ask_before_paying_in", "pay_batch_in"),
    *("ask_when_cleared", "clear_cheque"),
    *("standing_orders", "standing_order", "ask_for_order", "look_at_order", "keep_order"),
    *("ask_what_came_by_order", "record_what_came_by_order", "missed_orders"),
    *("ask_before_ending_order", "end_standing_order"),
)
WITHIN = {f"office.{page}": "office.offline_gifts" for page in _PAGES}
