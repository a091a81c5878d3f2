"""What events are called in the office."""

from enum import Enum

from hov_donate.campaign.events.operations import EventFault
from hov_donate.campaign.events.rules import EventStatus, SignUpStatus
from hov_donate.core.i18n import N_

LABELS: dict[type[Enum], dict[Enum, str]] = {
    EventStatus: {
        EventStatus.UNCONFIRMED: N_("Not confirmed"),
        EventStatus.PROPOSED: N_("To be decided"),
        EventStatus.PUBLISHED: N_("Published"),
        EventStatus.REFUSED: N_("Refused"),
        EventStatus.CANCELLED: N_("Cancelled"),
        EventStatus.WITHDRAWN: N_("Taken back"),
    },
    SignUpStatus: {
        SignUpStatus.UNCONFIRMED: N_("Not confirmed"),
        SignUpStatus.CONFIRMED: N_("Comes"),
        SignUpStatus.WITHDRAWN: N_("Does not come"),
    },
    EventFault: {
        EventFault.DECIDED: N_("Somebody decided about this before you."),
        EventFault.NO_PROPOSER: N_("Nobody proposed this event: there is nobody to ask."),
    },
}
