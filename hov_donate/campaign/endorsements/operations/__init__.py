"""What staff do with endorsements, and what those do who are named in them."""

from hov_donate.campaign.endorsements.operations.deciding import (
    publish_endorsement,
    withdraw_endorsement,
)
from hov_donate.campaign.endorsements.operations.entering import (
    change_endorsement,
    enter_endorsement,
)
from hov_donate.campaign.endorsements.operations.faults import (
    EndorsementFault,
    EndorsementRefusedError,
)
from hov_donate.campaign.endorsements.operations.naming import (
    Named,
    follow_erased_names,
    name_person,
    remove_name,
    remove_own_name,
)
from hov_donate.campaign.endorsements.operations.scanning import add_scan, remove_scan

__all__ = [
    "EndorsementFault",
    "EndorsementRefusedError",
    "Named",
    "add_scan",
    "change_endorsement",
    "enter_endorsement",
    "follow_erased_names",
    "name_person",
    "publish_endorsement",
    "remove_name",
    "remove_own_name",
    "remove_scan",
    "withdraw_endorsement",
]
