"""The room of the solidarity map in the menu, and which pages are within it."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.hidden_countries", N_("Solidarity map"), Permission.SEE_CAMPAIGN),)
_PAGES = ("hide_a_country", "show_a_country")
WITHIN = {f"office.{page}": "office.hidden_countries" for page in _PAGES}
