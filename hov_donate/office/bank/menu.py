"""The rooms for bank statements in the menu, and which pages are within which of them."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

# Each room with what it takes to enter.
ROOMS = (
    ("office.bank", N_("Bank"), Permission.SEE_BANK),
    ("office.bank_lines", N_("Bank lines"), Permission.SEE_BANK),
)
_PAGES = {
    "office.bank": (
        *("ask_for_account", "keep_account", "ask_for_statement", "look_at_statement"),
        *("bank_import", "bank_profiles", "ask_for_profile", "keep_profile"),
    ),
    "office.bank_lines": (
        *("bank_line", "ask_what_line_is", "say_what_line_is", "ask_why_ignored", "leave_line_out"),
        *("ask_whose_gift", "say_it_is_a_gift", "ask_which_order", "say_which_order"),
        *("ask_which_was_recorded", "say_it_was_recorded", "ask_which_batch", "say_it_is_a_batch"),
        *("ask_which_cheque", "say_cheque_bounced"),
        *("ask_for_invoices", "look_at_shares", "pay_invoices_with_line"),
        *(
            "ask_before_taking_line_back",
            "take_line_back",
            "ask_before_confirming",
            "confirm_lines",
        ),
    ),
}
WITHIN = {f"office.{page}": room for room, pages in _PAGES.items() for page in pages}
