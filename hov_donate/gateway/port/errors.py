"""How a payment provider can fail us."""

from hov_donate.core.errors import FinalError, HovDonateError


class GatewayError(HovDonateError):
    """The provider did not do what we asked; `code` is its own word for why."""

    def __init__(self, message: str, code: str = "") -> None:
        """What happened, for the log and the office, never for a decision."""
        super().__init__(message)
        self.code = code


class GatewayUnavailableError(GatewayError):
    """Network, overload or an error of theirs: the same call may go through later."""


class AnswerLostError(GatewayUnavailableError):
    """We cannot know whether it was done: repeat it with the same idempotency key."""


class GatewayRefusedError(GatewayError, FinalError):
    """Our request was wrong for them: repeating it changes nothing."""


class NotFoundError(GatewayRefusedError):
    """They know no such object."""


class NotOneOfOursError(GatewayRefusedError):
    """An object of another shape than those we make: it cannot be ours."""


class EventRefusedError(HovDonateError):
    """A webhook body that is not a genuine, well-formed event of theirs, meant for us."""
