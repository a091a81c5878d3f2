"""What the office calls gifts outside Stripe, the cash box and standing orders."""

from enum import Enum

from hov_donate.cashbox.rules import BatchState, BoxFault, ItemKind, ItemState
from hov_donate.core.i18n import N_
from hov_donate.donations.offline.rules import (
    GiftMethod,
    GiverKind,
    OfflineFault,
    ReversalReason,
    Rhythm,
)

LABELS: dict[type[Enum], dict[Enum, str]] = {
    GiftMethod: {
        GiftMethod.CASH: N_("Cash"),
        GiftMethod.CHEQUE: N_("Cheque"),
        GiftMethod.BANK_TRANSFER: N_("Bank transfer"),
        GiftMethod.STANDING_ORDER: N_("Standing order"),
    },
    GiverKind: {
        GiverKind.KNOWN: N_("Somebody whose name we know"),
        GiverKind.UNKNOWN: N_("Nobody knows who"),
        GiverKind.COLLECTION: N_("Many people, in a collection at a meeting"),
    },
    ReversalReason: {
        ReversalReason.BOUNCED: N_("The bank did not pay the cheque"),
        ReversalReason.RECORDED_WRONGLY: N_("It was recorded wrongly"),
        ReversalReason.NOT_ACCEPTED: N_("We did not accept it, and gave it back"),
    },
    Rhythm: {
        Rhythm.MONTH: N_("Every month"),
        Rhythm.QUARTER: N_("Every quarter"),
        Rhythm.YEAR: N_("Every year"),
    },
    ItemKind: {
        ItemKind.CASH: N_("Cash"),
        ItemKind.CHEQUE: N_("Cheque"),
    },
    ItemState: {
        ItemState.TO_BE_COUNTED: N_("To be counted by another"),
        ItemState.IN_THE_BOX: N_("In the cash box"),
        ItemState.IN_A_BATCH: N_("On its way to the bank"),
        ItemState.PAID_IN: N_("Paid in"),
        ItemState.CLEARED: N_("Cleared"),
        ItemState.GONE: N_("Not there"),
    },
    BatchState: {
        BatchState.MADE: N_("On its way to the bank"),
        BatchState.PAID_IN: N_("Paid in"),
        BatchState.UNDONE: N_("Undone"),
    },
    BoxFault: {
        BoxFault.COUNTED_ALREADY: N_("This cash was counted a second time already"),
        BoxFault.COUNTED_BY_ONE: N_(
            "You recorded this cash: somebody else counts it, or write the name of a witness"
        ),
        BoxFault.NOT_IN_THE_BOX: N_("Something that you chose is not in the cash box any more"),
        BoxFault.NOT_COUNTED: N_("Cash goes to the bank only after a second person counted it"),
        BoxFault.NOTHING_CHOSEN: N_("Choose what goes to the bank"),
        BoxFault.SEVERAL_CURRENCIES: N_("Choose cash and cheques of one currency only"),
        BoxFault.NO_SUCH_ACCOUNT: N_("Choose the bank account"),
        BoxFault.NOTES_DO_NOT_FIT: N_("There cannot be more in notes than there is cash"),
        BoxFault.IN_A_BATCH: N_("It is on its way to the bank: undo its batch first"),
        BoxFault.NOT_OPEN: N_("This batch is over"),
        BoxFault.IN_THE_FUTURE: N_("This day has not come yet"),
        BoxFault.BEFORE_IT_CAME: N_("Something in this batch came later than that day"),
        BoxFault.BEFORE_PAID_IN: N_("It was paid in later than that day"),
        BoxFault.PAID_IN_OTHERWISE: N_(
            "Somebody paid this batch in meanwhile, on another day or with another count"
        ),
        BoxFault.DIFFERENCE_WITHOUT_WORDS: N_("Write what is known about the difference"),
        BoxFault.DIFFERENCE_WITHOUT_CASH: N_("There is no cash in this batch"),
        BoxFault.DIFFERENCE_TOO_LARGE: N_("The bank cannot have counted less than nothing"),
        BoxFault.NOT_PAID_IN: N_("This cheque is not at the bank"),
        BoxFault.NOT_A_CHEQUE: N_("Only cheques clear"),
    },
    OfflineFault: {
        OfflineFault.NOT_A_SUM: N_("Enter an amount above zero"),
        OfflineFault.IN_THE_FUTURE: N_("This day has not come yet"),
        OfflineFault.BEFORE_IT_CAME: N_("The gift came later than that day"),
        OfflineFault.FUND_IS_CLOSED: N_("This fund takes no gifts"),
        OfflineFault.GIVER_IS_MISSING: N_("Write who gave"),
        OfflineFault.MEETING_IS_MISSING: N_("Write at which meeting it was collected"),
        OfflineFault.TWO_MUST_COUNT: N_(
            "Two people count cash: choose who else of the office counts it, or name a witness"
        ),
        OfflineFault.NUMBER_IS_MISSING: N_("Enter the number of the cheque"),
        OfflineFault.BELONGS_TO_AN_ORDER: N_("Record it on the page of its standing order"),
        OfflineFault.ONLY_CHEQUES_BOUNCE: N_("Only a cheque can bounce"),
        OfflineFault.NOT_PAID_IN: N_("A cheque bounces at the bank, and this one is not there"),
        OfflineFault.NOT_REFUSED: N_("Nobody has refused this gift"),
        OfflineFault.NOT_EXPECTED: N_("Nothing is expected on that day"),
        OfflineFault.MET_ALREADY: N_("What was expected on that day has come already"),
        OfflineFault.OTHER_CURRENCY: N_("This standing order is in another currency"),
        OfflineFault.ENDS_TOO_EARLY: N_("It cannot end before it begins"),
    },
}
