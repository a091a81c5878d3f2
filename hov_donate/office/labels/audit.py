"""What the office calls the kinds of rows of its audit log."""

from enum import Enum

from hov_donate.core.i18n import N_
from hov_donate.staff.audit.rules import AuditKind

LABELS: dict[type[Enum], dict[Enum, str]] = {
    AuditKind: {
        AuditKind.CHANGED: N_("Changed something"),
        AuditKind.ACTED: N_("Pressed a button that changed nothing"),
        AuditKind.SEARCHED: N_("Searched"),
        AuditKind.SEEN: N_("Saw who somebody is"),
        AuditKind.NAMES_OPENED: N_("Opened names"),
        AuditKind.EXPORTED: N_("Took names along"),
        AuditKind.SIGNED_IN: N_("Signed in"),
        AuditKind.SIGNED_OUT: N_("Signed out"),
        AuditKind.REFUSED: N_("Was refused"),
    },
}
