"""What the office calls roles, and ways to sign in."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.staff.rules import Role, SecondFactor

LABELS: dict[type[Enum], dict[Enum, str]] = {
    Role: {
        Role.TREASURER: N_("Treasurer"),
        Role.ADMINISTRATOR: N_("Administrator"),
    },
    SecondFactor: {
        SecondFactor.APP: N_("Code of an app"),
        SecondFactor.PASSKEY: N_("Passkey"),
        SecondFactor.RECOVERY_CODE: N_("Recovery code"),
    },
}
