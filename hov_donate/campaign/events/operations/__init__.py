"""What people and staff do with events."""

from hov_donate.campaign.events.operations.proposing import (
    Proposal,
    confirm_proposal,
    propose_event,
    withdraw_proposal,
)
from hov_donate.campaign.events.operations.running import (
    EventFault,
    EventRefusedError,
    ask_proposer,
    call_off_event,
    change_event,
    publish_event,
    refuse_event,
    write_event,
)
from hov_donate.campaign.events.operations.signing_up import (
    SigningUp,
    confirm_sign_up,
    sign_up,
    withdraw_sign_up,
)
from hov_donate.campaign.events.operations.telling import (
    Report,
    add_picture,
    remove_picture,
    write_report,
)

__all__ = [
    "EventFault",
    "EventRefusedError",
    "Proposal",
    "Report",
    "SigningUp",
    "add_picture",
    "ask_proposer",
    "call_off_event",
    "change_event",
    "confirm_proposal",
    "confirm_sign_up",
    "propose_event",
    "publish_event",
    "refuse_event",
    "remove_picture",
    "sign_up",
    "withdraw_proposal",
    "withdraw_sign_up",
    "write_event",
    "write_report",
]
