"""The pages of this folder; importing them opens them."""

from hov_donate.office.doors import (
    account,
    codes,
    forgotten,
    invitations,
    invited,
    member,
    own_sessions,
    people,
    second_step,
    setting_up,
)

__all__ = [
    "account",
    "codes",
    "forgotten",
    "invitations",
    "invited",
    "member",
    "own_sessions",
    "people",
    "second_step",
    "setting_up",
]
