"""What the links in letters to staff are about. No address stands in them."""

from hov_donate.staff.models import Invitation, StaffMember
from hov_donate.staff.secrets import Kept, StaffSecrets

FINGERPRINT = 32


def invitation_subject(it: Invitation) -> str:
    """An invitation's number, and that of the letter: a later letter ends an earlier link."""
    return f"{it.id}/{it.letters}"


def password_subject(member: StaffMember, keys: StaffSecrets) -> str:
    """A member's number, and what the present password is known by: with it the link ends."""
    about = f"{member.id}|{member.password}|{member.fs_uniquifier}"
    return f"{member.id}/{keys.digest(Kept.PASSWORD_LINK, about)[:FINGERPRINT]}"


def number_in(subject: str) -> int:
    """The number that a link's subject begins with."""
    return int(subject.partition("/")[0])
