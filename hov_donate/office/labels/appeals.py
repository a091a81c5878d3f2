"""What the office calls signatures, and what is wrong with appeals and sheets of paper."""

from enum import Enum

from hov_donate.campaign.appeals.operations import AppealFault, PaperFault
from hov_donate.campaign.appeals.queries.twins import TwinKind
from hov_donate.campaign.appeals.rules import (
    Capacity,
    HoldReason,
    Origin,
    PaperStatus,
    SignatureStatus,
)
from hov_donate.campaign.appeals.sheets import SheetFault
from hov_donate.core.i18n import N_

LABELS: dict[type[Enum], dict[Enum, str]] = {
    SignatureStatus: {
        SignatureStatus.UNCONFIRMED: N_("Not confirmed"),
        SignatureStatus.HELD: N_("Waits for a person"),
        SignatureStatus.CONFIRMED: N_("Counts"),
        SignatureStatus.REJECTED: N_("Turned away"),
        SignatureStatus.WITHDRAWN: N_("Taken back"),
        SignatureStatus.REPLACED: N_("Signed anew"),
    },
    HoldReason: {
        HoldReason.LINK: N_("there is a link in it"),
        HoldReason.SHOUTING: N_("signs instead of words"),
        HoldReason.THROWAWAY_ADDRESS: N_("an address that is thrown away"),
        HoldReason.ONE_PLACE: N_("many from one neighbourhood on one day"),
        HoldReason.ONE_DOMAIN: N_("many of one e-mail domain on one day"),
        HoldReason.ONE_MAILBOX: N_("the same mailbox signed under another spelling"),
        HoldReason.FOR_ORGANISATION: N_("an organisation is to be named: did it decide so?"),
        HoldReason.ON_PAPER: N_("somebody of this name and country signed on paper"),
    },
    Capacity: {
        Capacity.PERSONAL: N_("In a personal capacity"),
        Capacity.ORGANISATION: N_("On behalf of an organisation"),
    },
    Origin: {
        Origin.ONLINE: N_("On the page"),
        Origin.PAPER: N_("On paper"),
    },
    PaperStatus: {
        PaperStatus.LOOKED_AT: N_("To be decided"),
        PaperStatus.TAKEN: N_("Counted"),
        PaperStatus.DROPPED: N_("Forgotten"),
    },
    TwinKind: {
        TwinKind.SAME_ADDRESS_IN_FILE: N_("The same address is in a row above: passed over"),
        TwinKind.SAME_ADDRESS_SIGNED: N_("This address has signed already: passed over"),
        TwinKind.SAME_NAME_IN_FILE: N_("The same name and country are in a row above"),
        TwinKind.SAME_NAME_SIGNED: N_("Somebody of this name and country has signed already"),
    },
    AppealFault: {
        AppealFault.BAD_SLUG: N_("Use small letters, digits and hyphens, like free-the-workers"),
        AppealFault.SLUG_IS_TAKEN: N_("Another appeal has this address"),
        AppealFault.ENDS_BEFORE_IT_BEGINS: N_("It cannot end before it begins"),
        AppealFault.FIRST_DAY_IS_FAR: N_("Enter a day between 2000 and 2099"),
        AppealFault.LAST_DAY_IS_FAR: N_("Enter a day between 2000 and 2099"),
        AppealFault.NO_SUCH_FUND: N_("Choose a fund from the list"),
        AppealFault.NO_TEXT: N_("Write a text first"),
    },
    PaperFault: {
        PaperFault.SETTLED: N_("Somebody decided about this before you."),
        PaperFault.UNDECIDED: N_("Somebody signed meanwhile. Look at the twins again."),
    },
    SheetFault: {
        SheetFault.NO_TEXT: N_("This is not a CSV file"),
        SheetFault.NO_COLUMNS: N_("The first row has to name the columns, name and country first"),
        SheetFault.NO_ROWS: N_("There is nobody in this file"),
        SheetFault.TOO_MANY_ROWS: N_("There are more than 500 rows. Split it into smaller files"),
        SheetFault.NO_NAME: N_("the name is missing"),
        SheetFault.NO_COUNTRY: N_("the country is missing, or not one that we know"),
        SheetFault.BAD_EMAIL: N_("the e-mail address is not in the correct format"),
        SheetFault.BAD_BOX: N_("write yes, or leave it empty"),
        SheetFault.TOO_LONG: N_("write no more than 200 characters"),
        SheetFault.SHOWN_NOT_KEPT: N_("what is shown has to be kept as well"),
    },
}
