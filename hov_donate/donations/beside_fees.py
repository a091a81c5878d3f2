"""Gifts beside fees are gifts, for the rules by which gifts are looked at."""

from hov_donate.config import Campaign
from hov_donate.core.db import UnitOfWork
from hov_donate.donations.offline.queries import given_in
from hov_donate.donations.review.operations import BesideFee, note_beside_fee


def note_gift(work: UnitOfWork, *, gift: BesideFee, campaign: Campaign) -> None:
    """Keep how a gift beside a fee stands, and look at it when the first of it comes."""
    note_beside_fee(work, gift=gift, outside=given_in, campaign=campaign)
