"""The local groups that people may join when they become members."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import LIVING
from hov_donate.contacts.models import Organisation

LOCAL_GROUP = "local_group"
MOST_GROUPS = 500


def local_groups(session: Session) -> list[Organisation]:
    """Groups that belong to the campaign and chose to be shown, by name."""
    query = (
        select(Organisation)
        .join(Affiliation, Affiliation.organisation_id == Organisation.id)
        .where(
            Organisation.kind == LOCAL_GROUP,
            Organisation.listed,
            Organisation.merged_into_id.is_(None),
            Affiliation.status.in_(LIVING),
        )
        .order_by(Organisation.match_key, Organisation.id)
        .limit(MOST_GROUPS)
    )
    return list(session.scalars(query))
