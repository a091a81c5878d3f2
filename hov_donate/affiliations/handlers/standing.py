"""What follows when money came or went, and when an affiliation ended."""

from hov_donate.affiliations.events import (
    AffiliationPaidUp,
    AffiliationResigned,
    MoneyMoved,
)
from hov_donate.affiliations.models import Affiliation, CreditReason
from hov_donate.affiliations.operations import call_back, stand_anew
from hov_donate.affiliations.operations.history import CALENDAR
from hov_donate.affiliations.queries.affiliations import spoken_for, terms_of
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.core.i18n import N_, translator
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out

# What stands on the credit note of who resigned before paying.
NOT_ASKED_FOR = N_("The affiliation has ended; this is not asked for any more.")
NOT_OF_A_MEMBER = N_("The membership has ended; this is not asked for any more.")


def stand_after_money(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Whoever paid, or had money back, stands anew."""
    assert isinstance(happened, MoneyMoved)  # noqa: S101 (the wiring's promise)
    today = booking_day(work.now, settings.campaign.time_zone)
    stand_anew(work, affiliation_id=happened.affiliation_id, today=today)


def welcome_free(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001
    """Whoever has nothing to pay gets no invoice: they get the link to their page."""
    assert isinstance(happened, AffiliationPaidUp)  # noqa: S101
    terms = terms_of(work.session, happened.affiliation_id)
    if not any(it.ends_on == happened.paid_until and not it.fee_minor for it in terms):
        return
    affiliation = work.session.get_one(Affiliation, happened.affiliation_id)
    details_id = spoken_for(work.session, affiliation)
    put_out(
        work,
        kind=MailKind.AFFILIATION_LINK,
        object_id=f"{details_id}/{happened.paid_until}",
        details_id=details_id,
        language=affiliation.language,
    )


def call_back_invoices(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Who resigned is not asked any more for what they have not begun to pay."""
    assert isinstance(happened, AffiliationResigned)  # noqa: S101
    affiliation = work.session.get_one(Affiliation, happened.affiliation_id)
    words = NOT_ASKED_FOR if affiliation.details_id is None else NOT_OF_A_MEMBER
    call_back(
        work,
        affiliation=affiliation,
        reason=CreditReason.RESIGNED,
        words=translator(affiliation.language).gettext(words),
        actor=CALENDAR,
        settings=settings,
    )
