"""The rooms for affiliations in the menu, and which pages are within which of them."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

# Each room with what it takes to enter.
ROOMS = (
    ("office.affiliates", N_("Affiliates"), Permission.SEE_AFFILIATES),
    ("office.applications", N_("Applications"), Permission.SEE_AFFILIATES),
    ("office.invoices", N_("Invoices"), Permission.SEE_AFFILIATES),
    ("office.scales", N_("Fee scales"), Permission.SEE_AFFILIATES),
    ("office.renewals", N_("Renewals"), Permission.SEE_AFFILIATES),
)
_PAGES = {
    "office.affiliates": (
        *("affiliate", "account", "ask_for_figures", "correct_figures", "ask_for_override"),
        *("decide_fee", "ask_for_promise", "note_promise", "ask_before_lapsing", "let_lapse"),
        *("ask_before_resigning", "let_resign", "ask_for_officers", "name_them"),
        *("ask_for_details", "correct_details"),
        *("ask_for_parent", "set_parent", "ask_before_merging", "merge"),
        *("credit", "make_credit_a_gift", "note_credit_sent_back"),
        *("ask_before_next_term", "ask_for_next_term"),
    ),
    "office.applications": (
        *("application", "ask_before_accepting", "accept", "ask_before_rejecting", "turn_down"),
        *("ask_for_question", "send_question"),
    ),
    "office.invoices": (
        *("invoice", "ask_before_crediting", "issue_credit_note", "received", "received_sum"),
        *("ask_what_came", "look_at_what_came", "record_what_came"),
        *("ask_before_reversing", "reverse_received"),
    ),
    "office.scales": (
        *("scale", "new_scale", "keep_draft", "edit_scale", "change_scale", "compare_scales"),
        *("ask_before_activating", "activate_version", "ask_before_retiring"),
    ),
    "office.renewals": ("renewal_run", "renewal_items", "plan_renewals", "ask_before_renewing"),
}
WITHIN = {f"office.{page}": room for room, pages in _PAGES.items() for page in pages}
