"""Names of what conferences have."""

from enum import Enum

from hov_donate.affiliations.rights import RIGHTS
from hov_donate.affiliations.rules.credentials import Lack
from hov_donate.affiliations.rules.scale import Right
from hov_donate.core.i18n import N_

LABELS: dict[type[Enum], dict[Enum, str]] = {
    Lack: {
        Lack.NOT_AFFILIATED: N_("It was not affiliated on the cut-off day."),
        Lack.NEVER_PAID: N_("Its first fee had not come by the cut-off day."),
        Lack.IN_ARREARS: N_("It is so far in arrears that it has no voice."),
        Lack.NOT_IN_THE_SCALE: N_("The fee scale gives it no delegates."),
        Lack.COMES_IN_PERSON: N_("Members come themselves."),
    },
    Right: {**RIGHTS},
}
