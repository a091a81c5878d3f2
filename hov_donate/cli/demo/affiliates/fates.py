"""What becomes of an invented body, so that everything that can be is there to be looked at."""

from enum import StrEnum


class Fate(StrEnum):
    """How an affiliation goes. All but the first few are told as they stand today."""

    PAYS = "pays"
    # Never got further than this.
    BEGUN = "begun"
    SENT = "sent"
    OBJECTED_TO = "objected_to"
    CONFIRMED = "confirmed"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DOUBLE = "double"
    # Money that does not come, or not as it should.
    NEVER_PAID = "never_paid"
    STOPPED_LONG_AGO = "stopped_long_ago"
    STOPPED_LAST_YEAR = "stopped_last_year"
    PROMISES = "promises"
    PAYS_HALF = "pays_half"
    PAYS_TOO_MUCH = "pays_too_much"
    CHEQUE_BOUNCES = "cheque_bounces"
    PAYS_BY_CARD = "pays_by_card"
    # What people decided.
    LAPSED = "lapsed"
    CAME_BACK = "came_back"
    RESIGNED = "resigned"
    FEE_OVERRIDDEN = "fee_overridden"
    FIGURES_CORRECTED = "figures_corrected"
    FEE_WAIVED = "fee_waived"
    # Where the calendar has brought them, whatever day it is.
    DUE = "due"
    IN_GRACE = "in_grace"
    IN_ARREARS = "in_arrears"
    # Its officer has gone, and the address with them.
    OUT_OF_REACH = "out_of_reach"


# Those that are no affiliation yet, or never became one: so many days ago they wrote.
APPLICANTS = {
    Fate.BEGUN: 4,
    Fate.SENT: 3,
    Fate.OBJECTED_TO: 8,
    Fate.CONFIRMED: 6,
    Fate.ASKED: 12,
    Fate.ACCEPTED: 15,
    Fate.REJECTED: 80,
    Fate.DOUBLE: 20,
}
# Those who must have joined at a certain time for that.
JOINED = {
    Fate.DUE: 351,
    Fate.IN_GRACE: 405,
    Fate.PROMISES: 410,
    Fate.IN_ARREARS: 485,
    Fate.OUT_OF_REACH: 405,
    Fate.LAPSED: 760,
    Fate.CAME_BACK: 790,
    # Long enough for the last stage, though a first year may be fifteen months.
    Fate.STOPPED_LONG_AGO: 900,
    Fate.STOPPED_LAST_YEAR: 760,
    Fate.RESIGNED: 600,
    Fate.NEVER_PAID: 50,
    Fate.PAYS_HALF: 58,
    Fate.PAYS_TOO_MUCH: 62,
    Fate.CHEQUE_BOUNCES: 60,
    Fate.FEE_WAIVED: 55,
    Fate.PAYS_BY_CARD: 64,
}
# Until so many days ago they paid what they were asked for, as everybody does.
PAID_UNTIL = {
    Fate.PAYS_HALF: 100,
    Fate.PAYS_TOO_MUCH: 100,
    Fate.CHEQUE_BOUNCES: 100,
    Fate.FEE_WAIVED: 100,
    Fate.PAYS_BY_CARD: 100,
    Fate.DUE: 25,
    Fate.IN_GRACE: 80,
    Fate.PROMISES: 80,
    Fate.IN_ARREARS: 200,
    Fate.OUT_OF_REACH: 80,
    Fate.LAPSED: 500,
    Fate.CAME_BACK: 500,
    Fate.STOPPED_LONG_AGO: 860,
    Fate.STOPPED_LAST_YEAR: 420,
    Fate.RESIGNED: 150,
    Fate.NEVER_PAID: 10_000,
}
