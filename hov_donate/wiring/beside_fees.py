"""Gifts beside fees: affiliations know what came, the rules for gifts who has to look at it.

Neither knows the other, so what the one states is handed to the other here.
"""

from hov_donate.affiliations.events import MoneyMoved
from hov_donate.affiliations.operations import refuse_gift
from hov_donate.affiliations.queries.giving import givings_of
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.donations.beside_fees import note_gift
from hov_donate.donations.review.events import GiftBesideFeeRefused
from hov_donate.donations.review.operations import BesideFee


def look_at_gifts(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Money of an affiliation moved: what is a gift of it is looked at like any gift."""
    assert isinstance(happened, MoneyMoved)  # noqa: S101 (the wiring's promise)
    campaign = settings.campaign
    for each in givings_of(work.session, happened.affiliation_id, campaign.time_zone):
        gift = BesideFee(
            source=each.source,
            details_id=each.details_id,
            amount=each.amount,
            here=each.here,
            on=each.on,
            # Credit is a gift by what somebody of the office wrote down: they could have waited.
            can_be_held=each.on_invoice,
            is_new=each.is_new,
            follows=each.follows,
        )
        note_gift(work, gift=gift, campaign=campaign)


def take_off_invoice(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """A gift on an invoice is not accepted: it is not asked for any more, and goes back."""
    assert isinstance(happened, GiftBesideFeeRefused)  # noqa: S101 (the wiring's promise)
    refuse_gift(
        work,
        source=happened.source,
        form=happened.review,
        words=happened.words,
        actor=happened.actor,
        settings=settings,
    )
