"""What happens to appeals and signatures. Nothing here commits."""

from hov_donate.campaign.appeals.operations.appeals import (
    AppealFacts,
    AppealFault,
    AppealRefusedError,
    Wording,
    begin_appeal,
    change_appeal,
    publish_appeal,
    take_appeal_down,
)
from hov_donate.campaign.appeals.operations.moderating import (
    accept_for_paper,
    accept_signatures,
    reject_signatures,
    reject_waiting,
)
from hov_donate.campaign.appeals.operations.paper import (
    PaperDesk,
    PaperFault,
    PaperRefusedError,
    drop_paper,
    look_at_paper,
    take_paper,
)
from hov_donate.campaign.appeals.operations.signing import (
    Signing,
    confirm_signature,
    sign,
    withdraw_signature,
)

__all__ = [
    "AppealFacts",
    "AppealFault",
    "AppealRefusedError",
    "PaperDesk",
    "PaperFault",
    "PaperRefusedError",
    "Signing",
    "Wording",
    "accept_for_paper",
    "accept_signatures",
    "begin_appeal",
    "change_appeal",
    "confirm_signature",
    "drop_paper",
    "look_at_paper",
    "publish_appeal",
    "reject_signatures",
    "reject_waiting",
    "sign",
    "take_appeal_down",
    "take_paper",
    "withdraw_signature",
]
