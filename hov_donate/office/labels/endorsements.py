"""What endorsements are called in the office."""

from enum import Enum

from hov_donate.campaign.endorsements.operations import EndorsementFault
from hov_donate.campaign.endorsements.rules import Basis, EndorsementStatus, Part
from hov_donate.contacts.members import SOURCES, MembersSource
from hov_donate.core.i18n import N_

LABELS: dict[type[Enum], dict[Enum, str]] = {
    MembersSource: {it: SOURCES[it] for it in MembersSource},
    Basis: {
        Basis.ORGANISATION: N_("The organisation decided"),
        Basis.PERSONAL: N_("A leader of it, in a personal capacity"),
    },
    EndorsementStatus: {
        EndorsementStatus.ENTERED: N_("Entered"),
        EndorsementStatus.PUBLISHED: N_("Published"),
        EndorsementStatus.WITHDRAWN: N_("Withdrawn"),
    },
    Part: {
        Part.MOVER: N_("Moved by"),
        Part.SECONDER: N_("Seconded by"),
        Part.LEADER: N_("Leader"),
    },
    EndorsementFault: {
        EndorsementFault.DECIDED: N_("Somebody decided about this before you."),
        EndorsementFault.NOBODY_NAMED: N_(
            "Name the leader first: an endorsement in a personal capacity is somebody’s."
        ),
    },
}
