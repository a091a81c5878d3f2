"""The room of events in the menu, and which pages are within it."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.campaign_events", N_("Events"), Permission.SEE_CAMPAIGN),)
_PAGES = (
    *("campaign_event", "ask_for_event", "keep_event", "ask_what_event_is", "rewrite_event"),
    *("ask_proposer_of_event", "refuse_proposed_event"),
    *("ask_for_event_report", "keep_event_report"),
)
WITHIN = {f"office.{page}": "office.campaign_events" for page in _PAGES}
