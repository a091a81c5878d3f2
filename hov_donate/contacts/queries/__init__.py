"""Finding and reading contacts."""

from hov_donate.contacts.queries.doubles import likely_doubles
from hov_donate.contacts.queries.families import families, shows_members, who_told_members
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
    details_alike,
    identities,
    identity,
    newest_details,
)
from hov_donate.contacts.queries.reach import (
    OutOfReach,
    all_out_of_reach,
    out_of_reach,
    with_same_address,
)

__all__ = [
    "OutOfReach",
    "all_out_of_reach",
    "ancestors",
    "children",
    "consented_with",
    "contact_by_email",
    "contact_ids_by_email",
    "details_alike",
    "families",
    "identities",
    "identity",
    "keeper",
    "keepers",
    "likely_doubles",
    "merges_of",
    "newest_details",
    "one_and_the_same",
    "out_of_reach",
    "shows_members",
    "who_told_members",
    "with_same_address",
]
