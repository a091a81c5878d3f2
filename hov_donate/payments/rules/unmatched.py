"""What comes of news from Stripe, and of money that answers nothing we asked for."""

from enum import StrEnum


class UnmatchedReason(StrEnum):
    """Why received money answers nothing we asked for."""

    NOT_OURS = "not_ours"
    UNKNOWN_REFERENCE = "unknown_reference"
    AMOUNT_DIFFERS = "amount_differs"
    PAID_TWICE = "paid_twice"


class Resolution(StrEnum):
    """What a person made of money that matched nothing."""

    WENT_BACK = "went_back"
    ATTACHED = "attached"
    MADE_A_GIFT = "made_a_gift"


class Outcome(StrEnum):
    """What came of bringing an object up to date."""

    UPDATED = "updated"
    FOREIGN = "foreign"
    UNMATCHED = "unmatched"
    IRRELEVANT = "irrelevant"
