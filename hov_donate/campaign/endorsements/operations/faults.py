"""Why something cannot be done with an endorsement."""

from enum import StrEnum

from hov_donate.core.errors import UserError


class EndorsementFault(StrEnum):
    """Why something cannot be done with an endorsement."""

    DECIDED = "decided"
    NOBODY_NAMED = "nobody_named"


class EndorsementRefusedError(UserError):
    """It cannot be done; `fault` says why."""

    def __init__(self, fault: EndorsementFault) -> None:
        """What is wrong."""
        super().__init__(fault.value)
        self.fault = fault
