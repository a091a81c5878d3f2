"""The room of endorsements in the menu, and which pages are within it."""

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Permission

ROOMS = (("office.endorsements", N_("Endorsements"), Permission.SEE_CAMPAIGN),)
_PAGES = (
    *("endorsement", "ask_who_endorses", "ask_for_endorsement", "keep_endorsement"),
    *("ask_what_endorsement_is", "rewrite_endorsement", "withdraw_kept_endorsement"),
    *(
        "ask_for_supporting_body",
        "keep_supporting_body",
        "supporting_body",
        "mend_supporting_body",
        "ask_what_is_above",
        "set_what_is_above",
    ),
    *("ask_who_is_named", "name_endorser", "ask_for_endorsement_scan", "keep_endorsement_scan"),
)
WITHIN = {f"office.{page}": "office.endorsements" for page in _PAGES}
