"""What is done with rules and with gifts that somebody has to look at. Nothing here commits."""

from hov_donate.donations.review.operations.beside_fees import (
    BesideFee,
    hold_what_is_here,
    note_beside_fee,
)
from hov_donate.donations.review.operations.deciding import (
    book_accepted,
    decide,
    note_gone,
    spare,
    undecided,
)
from hov_donate.donations.review.operations.looking import GiftThatCame, look_at
from hov_donate.donations.review.operations.ruling import (
    RuleFacts,
    change_rule,
    end_rule,
    make_rule,
)

__all__ = [
    "BesideFee",
    "GiftThatCame",
    "RuleFacts",
    "book_accepted",
    "change_rule",
    "decide",
    "end_rule",
    "hold_what_is_here",
    "look_at",
    "make_rule",
    "note_beside_fee",
    "note_gone",
    "spare",
    "undecided",
]
