"""What the office calls rules by which gifts are looked at, and what was decided."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.donations.review.rules import Action, Measure, Pile, ReviewFault, ReviewState

LABELS: dict[type[Enum], dict[Enum, str]] = {
    Measure: {
        Measure.SINGLE: N_("A single gift"),
        Measure.YEAR: N_("All that somebody gave in an accounting year"),
    },
    Action: {
        Action.FLAG: N_("Flag: booked and receipted as always, and somebody looks at it"),
        Action.HOLD: N_("Hold: no income and no receipt until somebody accepts it"),
    },
    ReviewState: {
        ReviewState.WAITING: N_("To be decided"),
        ReviewState.LOOKED_AT: N_("Looked at"),
        ReviewState.ACCEPTED: N_("Accepted"),
        ReviewState.REFUSED: N_("Not accepted"),
    },
    Pile: {
        Pile.WAITING: N_("To be decided"),
        Pile.OVERDUE: N_("Overdue"),
        Pile.TO_GO_BACK: N_("Not accepted, and still here"),
        Pile.REFUSED: N_("Not accepted"),
        Pile.ACCEPTED: N_("Accepted"),
        Pile.LOOKED_AT: N_("Looked at"),
    },
    ReviewFault: {
        ReviewFault.NOT_A_SUM: N_("Enter an amount above zero"),
        ReviewFault.NOT_SO_MANY_DAYS: N_("Enter from 1 to 366 days"),
        ReviewFault.BEGINS_IN_THE_PAST: N_("A rule begins today or later: it never reaches back"),
        ReviewFault.ENDS_BEFORE_IT_BEGINS: N_("It cannot end before it begins"),
        ReviewFault.ENDS_IN_THE_PAST: N_("It can end today or later"),
        ReviewFault.RULE_HAS_ENDED: N_("This rule has ended. Make a new one"),
        ReviewFault.OTHER_CURRENCY: N_("A rule keeps its currency. Make another rule"),
        ReviewFault.DECIDED: N_("Somebody has decided about this gift already"),
        ReviewFault.NOT_WHOLE: N_(
            "Some of this money went back, is disputed, or is not in the books yet, so it cannot"
            " be accepted now"
        ),
        ReviewFault.GOES_BACK: N_(
            "Somebody has asked to give this money back. Take that back first, under Refunds"
        ),
        ReviewFault.BELOW_WHAT_WAS_GIVEN: N_(
            "Enter more than this giver has given this year already"
        ),
        ReviewFault.NOBODY_IS_KNOWN: N_("Nobody knows who gave this, so there is no year to ask"),
    },
}
