"""Finding and reading contacts."""

from hov_donate.contacts.queries.doubles import likely_doubles
from hov_donate.contacts.queries.organisations import (
    ancestors,
    children,
    keeper,
    keepers,
    merges_of,
    one_and_the_same,
)
from hov_donate.contacts.queries.people import (
    consented_with,
    contact_by_email,
    contact_ids_by_email,
    identities,
    identity,
    newest_details,
)

__all__ = [
    "ancestors",
    "children",
    "consented_with",
    "contact_by_email",
    "contact_ids_by_email",
    "identities",
    "identity",
    "keeper",
    "keepers",
    "likely_doubles",
    "merges_of",
    "newest_details",
    "one_and_the_same",
]
