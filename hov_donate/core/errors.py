"""Errors that a person can be told about."""


class HovDonateError(Exception):
    """Base of every error this service raises on purpose."""


class UserError(HovDonateError):
    """Something the person at the keyboard can mend; the text says how."""


class FinalError(HovDonateError):
    """Repeating the same thing changes nothing: a person must look."""
