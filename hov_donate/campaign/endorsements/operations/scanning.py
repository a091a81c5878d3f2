"""A page of the minutes is kept as a picture, and shown where that is allowed."""

from hashlib import sha256

from hov_donate.campaign.endorsements.models import EndorsementScan
from hov_donate.campaign.endorsements.operations.moving import held_row
from hov_donate.campaign.events.pictures import Picture
from hov_donate.core.db import UnitOfWork


def add_scan(
    work: UnitOfWork, *, endorsement_id: int, picture: Picture, shown: bool
) -> EndorsementScan:
    """Keep a scan, in place of whatever was there; `shown` is whether everybody sees it."""
    held_row(work, endorsement_id)
    row = work.session.get(EndorsementScan, endorsement_id)
    if row is None:
        row = EndorsementScan(endorsement_id=endorsement_id)
        work.session.add(row)
    row.content, row.media_type = picture.content, picture.media_type
    row.width, row.height = picture.width, picture.height
    row.digest = sha256(picture.content).hexdigest()
    row.shown, row.added_at = shown, work.now
    work.session.flush()
    return row


def remove_scan(work: UnitOfWork, *, endorsement_id: int) -> None:
    """Keep the scan no longer; one that is gone stays gone."""
    held_row(work, endorsement_id)
    row = work.session.get(EndorsementScan, endorsement_id)
    if row is not None:
        work.session.delete(row)
        work.session.flush()
