"""The room of the press in the menu, and which pages are within it."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.press_reports", N_("Press"), Permission.SEE_CAMPAIGN),)
_PAGES = ("ask_for_press_report", "keep_press_report", "press_report", "mend_press_report")
WITHIN = {f"office.{page}": "office.press_reports" for page in _PAGES}
