"""As what somebody is named in an endorsement, sealed: a role names people too."""

from hov_donate.campaign.endorsements.models import EndorsementPerson
from hov_donate.contacts.sealing import IdentitySeal


def sealed(role: str, seal: IdentitySeal) -> bytes:
    """The role, unreadable without the key."""
    return seal.seal_text(role)


def role_of(person: EndorsementPerson, seal: IdentitySeal) -> str:
    """The role, readable; empty where none was told."""
    return seal.open_text(person.told)
