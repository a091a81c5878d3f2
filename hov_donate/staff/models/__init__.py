"""People of the office, how they prove who they are, where they are signed in, who is invited."""

from hov_donate.staff.models.factors import Passkey, RecoveryCode, TotpKey
from hov_donate.staff.models.invitations import Invitation
from hov_donate.staff.models.members import StaffMember, StaffRole, staff_member_roles
from hov_donate.staff.models.sessions import StaffSession

__all__ = [
    "Invitation",
    "Passkey",
    "RecoveryCode",
    "StaffMember",
    "StaffRole",
    "StaffSession",
    "TotpKey",
    "staff_member_roles",
]
