"""What lines, imports, proposals and settlements may be."""

from enum import StrEnum

from hov_donate.core.errors import UserError


class LineStatus(StrEnum):
    """Where a line stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    SETTLED = "settled"
    IGNORED = "ignored"


class ImportStatus(StrEnum):
    """A file's life: looked at, confirmed by a person, its lines brought in, matched."""

    LOOKED_AT = "looked_at"
    CONFIRMED = "confirmed"
    MATCHING = "matching"
    DONE = "done"
    DROPPED = "dropped"


class ProposalKind(StrEnum):
    """What a line may be, as far as the system can tell."""

    PAYOUT = "payout"
    INVOICES = "invoices"
    RECORDED = "recorded"
    SENT_BACK = "sent_back"
    CHARGES = "charges"
    BATCH = "batch"
    GIFT_RECORDED = "gift_recorded"
    STANDING_ORDER = "standing_order"
    BOUNCED = "bounced"
    BOUNCE_RECORDED = "bounce_recorded"


class Surety(StrEnum):
    """How sure a proposal is. Only what is exact may be confirmed together with others."""

    EXACT = "exact"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Reason(StrEnum):
    """Why something is proposed, and what speaks against it."""

    SAME_AMOUNT = "same_amount"
    SAME_DAYS = "same_days"
    NAMES_STRIPE = "names_stripe"
    REFERENCE = "reference"
    LOST_FIRST = "lost_first"
    LOST_LAST = "lost_last"
    LOOK_ALIKE = "look_alike"
    AFFILIATE_NUMBER = "affiliate_number"
    NAME = "name"
    TOGETHER = "together"
    PART = "part"
    MORE = "more"
    TWIN = "twin"
    WORDS = "words"
    RECORDED_TOO = "recorded_too"
    SLIP_NUMBER = "slip_number"
    CHEQUE_NUMBER = "cheque_number"
    GIVER = "giver"
    OTHER_AMOUNT = "other_amount"
    SEVERAL = "several"


class SettlementKind(StrEnum):
    """What a line is, as a person said. What is booked is in `booking.ACROSS`."""

    PAYOUT = "payout"
    INVOICES = "invoices"
    RECORDED = "recorded"
    SENT_BACK = "sent_back"
    OTHER_INCOME = "other_income"
    EXPENDITURE = "expenditure"
    BANK_CHARGES = "bank_charges"
    GIFT_SENT_BACK = "gift_sent_back"
    TRANSFER = "transfer"
    IGNORED = "ignored"
    BATCH = "batch"
    GIFT = "gift"
    GIFT_RECORDED = "gift_recorded"
    STANDING_ORDER = "standing_order"
    BOUNCED = "bounced"
    BOUNCE_RECORDED = "bounce_recorded"


class LineFault(StrEnum):
    """Why a line is not settled that way."""

    SETTLED_ALREADY = "settled_already"
    NOT_SETTLED = "not_settled"
    OTHER_AMOUNT = "other_amount"
    OTHER_CURRENCY = "other_currency"
    TAKEN = "taken"
    NOT_THERE = "not_there"
    WRONG_WAY = "wrong_way"
    IS_A_PAYOUT = "is_a_payout"
    NO_SUCH_FUND = "no_such_fund"
    NOT_SO_MUCH = "not_so_much"
    NO_SUCH_ACCOUNT = "no_such_account"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOTHING_MOVED = "nothing_moved"
    NEEDS_WORDS = "needs_words"
    NO_SUCH_GIVER = "no_such_giver"


class LineRefusedError(UserError):
    """A line that is not settled so; `fault` is what to decide and translate by."""

    def __init__(self, fault: LineFault) -> None:
        """The reason, as a code."""
        super().__init__(fault.value)
        self.fault = fault
