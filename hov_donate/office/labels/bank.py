"""What the office calls things about bank statements."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.reconciliation.bank.rules.kinds import (
    ImportStatus,
    LineFault,
    LineStatus,
    ProposalKind,
    Reason,
    SettlementKind,
    Surety,
)
from hov_donate.reconciliation.statements.faults import Fault
from hov_donate.reconciliation.statements.lines import Doubt, Format
from hov_donate.reconciliation.statements.values import DayFormat

LABELS: dict[type[Enum], dict[Enum, str]] = {
    Format: {
        Format.CSV: N_("CSV"),
        Format.OFX: N_("OFX"),
        Format.CAMT: N_("CAMT.053"),
        Format.MT940: N_("MT940"),
    },
    Doubt: {
        Doubt.DAYS_MAY_BE_SWAPPED: N_("Day and month may be the wrong way round"),
    },
    DayFormat: {
        DayFormat.DAY_MONTH_YEAR: N_("Day, month, year: 24/11/2026"),
        DayFormat.MONTH_DAY_YEAR: N_("Month, day, year: 11/24/2026"),
        DayFormat.YEAR_MONTH_DAY: N_("Year, month, day: 2026-11-24"),
    },
    LineStatus: {
        LineStatus.OPEN: N_("Open"),
        LineStatus.PROPOSED: N_("Proposed"),
        LineStatus.SETTLED: N_("Settled"),
        LineStatus.IGNORED: N_("Left out"),
    },
    ImportStatus: {
        ImportStatus.LOOKED_AT: N_("Waits for you"),
        ImportStatus.CONFIRMED: N_("Is being brought in"),
        ImportStatus.MATCHING: N_("Is being matched"),
        ImportStatus.DONE: N_("Brought in"),
        ImportStatus.DROPPED: N_("Dropped"),
    },
    ProposalKind: {
        ProposalKind.PAYOUT: N_("A payout from Stripe"),
        ProposalKind.INVOICES: N_("Money for invoices"),
        ProposalKind.RECORDED: N_("Money that is recorded already"),
        ProposalKind.SENT_BACK: N_("Credit that was sent back"),
        ProposalKind.CHARGES: N_("Bank charges"),
        ProposalKind.BATCH: N_("Cash and cheques that were paid in"),
        ProposalKind.GIFT_RECORDED: N_("A gift that is recorded already"),
        ProposalKind.STANDING_ORDER: N_("A gift by standing order"),
        ProposalKind.BOUNCED: N_("A cheque that bounced"),
        ProposalKind.BOUNCE_RECORDED: N_("A cheque that was booked back already"),
    },
    Surety: {
        Surety.EXACT: N_("Exact"),
        Surety.LIKELY: N_("Likely"),
        Surety.POSSIBLE: N_("Possible"),
    },
    Reason: {
        Reason.SAME_AMOUNT: N_("the amount is the same"),
        Reason.SAME_DAYS: N_("the days are close"),
        Reason.NAMES_STRIPE: N_("its words name Stripe"),
        Reason.REFERENCE: N_("the reference is there in full"),
        Reason.LOST_FIRST: N_("a reference is there without its first character, or its noughts"),
        Reason.LOST_LAST: N_("a reference is there without its last character"),
        Reason.LOOK_ALIKE: N_("a reference is there with a letter that looks like the right one"),
        Reason.AFFILIATE_NUMBER: N_("the affiliate's number is there"),
        Reason.NAME: N_("the organisation's name is there"),
        Reason.TOGETHER: N_("it is for several together"),
        Reason.PART: N_("it is a part of what is owed"),
        Reason.MORE: N_("it is more than is owed: the rest becomes credit"),
        Reason.TWIN: N_("but another line is just the same"),
        Reason.WORDS: N_("its words say so"),
        Reason.RECORDED_TOO: N_("but money of this amount is recorded already"),
        Reason.SLIP_NUMBER: N_("the number of the paying-in slip is there"),
        Reason.CHEQUE_NUMBER: N_("the number of the cheque is there"),
        Reason.GIVER: N_("the giver's name is there"),
        Reason.OTHER_AMOUNT: N_("but the amount is another"),
        Reason.SEVERAL: N_("but others fit just as well"),
    },
    SettlementKind: {
        SettlementKind.PAYOUT: N_("Payout from Stripe"),
        SettlementKind.INVOICES: N_("For invoices"),
        SettlementKind.RECORDED: N_("Recorded before"),
        SettlementKind.SENT_BACK: N_("Credit sent back"),
        SettlementKind.OTHER_INCOME: N_("Other income"),
        SettlementKind.EXPENDITURE: N_("Expenditure"),
        SettlementKind.BANK_CHARGES: N_("Bank charges"),
        SettlementKind.GIFT_SENT_BACK: N_("Gift sent back"),
        SettlementKind.TRANSFER: N_("Transfer between accounts"),
        SettlementKind.IGNORED: N_("Left out"),
        SettlementKind.BATCH: N_("Paid in"),
        SettlementKind.GIFT: N_("Gift by transfer"),
        SettlementKind.GIFT_RECORDED: N_("Gift, recorded before"),
        SettlementKind.STANDING_ORDER: N_("Gift by standing order"),
        SettlementKind.BOUNCED: N_("Cheque bounced"),
        SettlementKind.BOUNCE_RECORDED: N_("Cheque booked back before"),
    },
    LineFault: {
        LineFault.SETTLED_ALREADY: N_("Something else was said of this line meanwhile"),
        LineFault.NOT_SETTLED: N_("This line is open already"),
        LineFault.OTHER_AMOUNT: N_("The amounts are not the same"),
        LineFault.OTHER_CURRENCY: N_("The currencies are not the same"),
        LineFault.TAKEN: N_("That stands on another line already"),
        LineFault.NOT_THERE: N_("That is not there any more"),
        LineFault.WRONG_WAY: N_("Money that came is not money that went, nor the other way round"),
        LineFault.IS_A_PAYOUT: N_(
            "This is Stripe's payout, and the gifts in it are in the books already: confirm the"
            " payout, or choose a transfer from payouts in transit"
        ),
        LineFault.NO_SUCH_FUND: N_("Choose a fund that is open"),
        LineFault.NOT_SO_MUCH: N_(
            "There is not so much in this fund, and it is restricted: choose the fund that bears it"
        ),
        LineFault.NO_SUCH_ACCOUNT: N_("Choose the other account"),
        LineFault.CHANGED_MEANWHILE: N_("What was proposed is not so any more: look again"),
        LineFault.NEEDS_WORDS: N_("Write what is known about it"),
        LineFault.NO_SUCH_GIVER: N_("We know of no giver with this reference"),
        LineFault.NOTHING_MOVED: N_("No money moved: this line can only be left out"),
    },
    Fault: {
        Fault.EMPTY: N_("There is no line in this file"),
        Fault.TOO_LARGE: N_("The file is larger than 10 MB: export a shorter time"),
        Fault.NOT_TEXT: N_(
            "There are characters that cannot be read: choose the encoding in the profile, or"
            " export the file again"
        ),
        Fault.NO_PROFILE: N_("This is a CSV file: choose how its columns are to be read"),
        Fault.NO_SUCH_COLUMN: N_("There is no such column: choose another profile, or change it"),
        Fault.TOO_FEW_COLUMNS: N_("There are fewer columns here than the profile names"),
        Fault.BROKEN_QUOTES: N_("A quotation mark is not closed, or stands where none may"),
        Fault.NO_DAY: N_("The day is missing"),
        Fault.BAD_DAY: N_("This is no day, in the order that the profile says"),
        Fault.IN_THE_FUTURE: N_("This day has not come yet: are day and month swapped?"),
        Fault.NO_AMOUNT: N_("The amount is missing"),
        Fault.BAD_AMOUNT: N_("This is no amount, with the decimal mark that the profile says"),
        Fault.TWO_AMOUNTS: N_("Money came and went in the same row"),
        Fault.TOO_MANY_DECIMALS: N_(
            "This has more decimals than the currency: is the decimal mark the other one?"
        ),
        Fault.BAD_DIRECTION: N_(
            "It does not say whether money came or went: of a CSV file, the profile names the words"
        ),
        Fault.OTHER_CURRENCY: N_("This is in another currency than the account"),
        Fault.OTHER_ACCOUNT: N_("This file is of another account"),
        Fault.SEVERAL_ACCOUNTS: N_("This file is of several accounts: export one at a time"),
        Fault.NOT_WELL_FORMED: N_("The file is damaged: export it again"),
        Fault.DEFINES_ENTITIES: N_("The file defines things of its own, which no bank does"),
        Fault.NOT_A_STATEMENT: N_(
            "This is no bank statement: reports of the day (CAMT.052, CAMT.054, MT942) are none"
        ),
        Fault.BAD_TAG: N_("This line is not as MT940 wants it"),
        Fault.FIELD_TOO_LONG: N_("What begins here goes over more lines than any bank writes"),
        Fault.DOES_NOT_ADD_UP: N_(
            "The lines do not lead from the first balance to the last: something is missing"
        ),
        Fault.DOES_NOT_FOLLOW: N_(
            "This balance does not follow from the one before: a line is missing. If nothing is"
            " missing in your export, the column is something else, or the rows stand in another"
            " order than the bank booked them in: leave the column out of the profile"
        ),
        Fault.PAGE_MISSING: N_(
            "Something is missing before page %(page)s of the file: the page before it ends with"
            " %(ended)s, this one begins with %(begins)s"
        ),
        Fault.TOO_MANY_LINES: N_("There are more than 100,000 lines: export a shorter time"),
    },
}
