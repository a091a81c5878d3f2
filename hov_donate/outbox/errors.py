"""What can go wrong when a mail is handed over, told apart by what to do next."""

from hov_donate.core.errors import HovDonateError


class MailError(HovDonateError):
    """A mail did not leave."""


class MailRefused(MailError):  # noqa: N818 - the names say what became of the mail
    """Final: the mail will never be accepted as it is, and trying again is of no use."""


class MailDelayed(MailError):  # noqa: N818 - as above
    """The mail may well be accepted later: try again."""


class UnsafeHeader(MailRefused):
    """A text meant for a header holds a line break or another control character."""


class BadAddress(MailRefused):
    """What should be an e-mail address is not one."""
