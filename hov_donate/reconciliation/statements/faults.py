"""Why a statement cannot be read."""

from collections.abc import Mapping
from enum import StrEnum

from hov_donate.core.errors import UserError
from hov_donate.core.money import Money


class Fault(StrEnum):
    """What is wrong with a file, or with one row of it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_PROFILE = "no_profile"
    NO_SUCH_COLUMN = "no_such_column"
    TOO_FEW_COLUMNS = "too_few_columns"
    BROKEN_QUOTES = "broken_quotes"
    NO_DAY = "no_day"
    BAD_DAY = "bad_day"
    IN_THE_FUTURE = "in_the_future"
    NO_AMOUNT = "no_amount"
    BAD_AMOUNT = "bad_amount"
    TWO_AMOUNTS = "two_amounts"
    TOO_MANY_DECIMALS = "too_many_decimals"
    BAD_DIRECTION = "bad_direction"
    OTHER_CURRENCY = "other_currency"
    OTHER_ACCOUNT = "other_account"
    SEVERAL_ACCOUNTS = "several_accounts"
    NOT_WELL_FORMED = "not_well_formed"
    DEFINES_ENTITIES = "defines_entities"
    NOT_A_STATEMENT = "not_a_statement"
    BAD_TAG = "bad_tag"
    FIELD_TOO_LONG = "field_too_long"
    DOES_NOT_ADD_UP = "does_not_add_up"
    DOES_NOT_FOLLOW = "does_not_follow"
    PAGE_MISSING = "page_missing"
    TOO_MANY_LINES = "too_many_lines"


class UnreadableError(UserError):
    """A file that is not taken; `line` is where, counted from 1, and 0 when it is the whole file.

    `shown` is the piece of the file that is meant. It may name people: for the screen only.
    `values` are what the words for the reason have places for.
    """

    def __init__(
        self,
        fault: Fault,
        line: int = 0,
        shown: str = "",
        values: Mapping[str, int | Money] | None = None,
    ) -> None:
        """The reason as a code, and where."""
        super().__init__(f"{fault.value} in line {line}")
        self.fault = fault
        self.line = line
        self.shown = shown[:80]
        self.values = values or {}
