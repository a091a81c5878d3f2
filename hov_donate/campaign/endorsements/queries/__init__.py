"""Endorsements as they are counted, and as everybody reads them."""

from hov_donate.campaign.endorsements.queries.counting import by_country, endorsers, leaders
from hov_donate.campaign.endorsements.queries.people import (
    held_for_endorsements,
    people_of,
    person_of_details,
)

__all__ = [
    "by_country",
    "endorsers",
    "held_for_endorsements",
    "leaders",
    "people_of",
    "person_of_details",
]
