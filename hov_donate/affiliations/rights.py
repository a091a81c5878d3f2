"""What the rights that scales give are called."""

from enum import Enum

from hov_donate.affiliations.rules.scale import Right
from hov_donate.core.i18n import N_

RIGHTS: dict[Enum, str] = {
    Right.SPEAK: N_("Speak"),
    Right.VOTE: N_("Vote"),
    Right.MOTIONS: N_("Send motions"),
    Right.AMENDMENTS: N_("Send amendments"),
    Right.ATTEND: N_("Attend"),
    Right.NOMINATE: N_("Nominate"),
    Right.STAND: N_("Stand for election"),
    Right.ELECT: N_("Elect"),
    Right.PROPOSE: N_("Propose"),
    Right.OBSERVE: N_("Observe"),
}
