"""What happens to contacts. Nothing here commits."""

from hov_donate.contacts.operations.correcting import correct_details, hold_contact
from hov_donate.contacts.operations.merging import (
    MergeFault,
    MergeRefusedError,
    merge_organisations,
    part_organisations,
)
from hov_donate.contacts.operations.organisations import (
    OrganisationFacts,
    TreeFault,
    TreeRefusedError,
    correct_organisation,
    link_to_parent,
    note_members,
    record_organisation,
)
from hov_donate.contacts.operations.people import (
    GivenConsent,
    forget,
    record_details,
    stop_news,
)

__all__ = [
    "GivenConsent",
    "MergeFault",
    "MergeRefusedError",
    "OrganisationFacts",
    "TreeFault",
    "TreeRefusedError",
    "correct_details",
    "correct_organisation",
    "forget",
    "hold_contact",
    "link_to_parent",
    "merge_organisations",
    "note_members",
    "part_organisations",
    "record_details",
    "record_organisation",
    "stop_news",
]
