"""What is kept of people and organisations."""

from hov_donate.contacts.models.organisations import (
    Organisation,
    OrganisationMerge,
    OrganisationWord,
)
from hov_donate.contacts.models.people import Consent, ConsentPurpose, Contact, ContactDetails

__all__ = [
    "Consent",
    "ConsentPurpose",
    "Contact",
    "ContactDetails",
    "Organisation",
    "OrganisationMerge",
    "OrganisationWord",
]
