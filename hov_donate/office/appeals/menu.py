"""The room of appeals in the menu, and which pages are within it."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.appeals", N_("Appeals"), Permission.SEE_CAMPAIGN),)
_PAGES = (
    *("appeal", "ask_for_appeal", "write_appeal", "ask_what_appeal_says", "rewrite_appeal"),
    *("signatures", "ask_for_sheet", "look_at_sheet", "sheet", "take_sheet"),
)
WITHIN = {f"office.{page}": "office.appeals" for page in _PAGES}
