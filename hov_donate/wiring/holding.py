"""Whose details are kept when strangers are forgotten."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from hov_donate.affiliations.queries.holding import held_for_affiliations
from hov_donate.campaign.appeals.queries.holding import held_for_signatures
from hov_donate.campaign.endorsements.queries import held_for_endorsements
from hov_donate.campaign.events.queries import held_for_events


def held_for_others(before: datetime) -> ColumnElement[bool]:
    """Whether details are known for more than a gift; asked before strangers are forgotten."""
    return or_(
        held_for_affiliations(before),
        held_for_signatures(before),
        held_for_events(before),
        held_for_endorsements(),
    )
