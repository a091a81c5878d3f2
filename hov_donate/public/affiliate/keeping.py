"""From the address to the application, and back: what was answered is kept at every step."""

from collections.abc import Mapping

from hov_donate.affiliations.models import Affiliation, Application
from hov_donate.affiliations.operations.drafting import Answers, save_answers
from hov_donate.affiliations.queries.applications import application
from hov_donate.affiliations.queries.planning import place_ahead
from hov_donate.affiliations.queries.scales import scales_in_force
from hov_donate.affiliations.rules.following import Place
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.public.affiliate.draft import Draft, Setting
from hov_donate.public.affiliate.scales import Scales
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


def setting(renews_id: int | None = None) -> Setting:
    """Where this request's reader fills something in: anew, or to renew an affiliation."""
    house = parts()
    campaign = house.settings.campaign
    today = booking_day(house.clock.now(), campaign.time_zone)
    with house.database.reading() as session:
        place = Place(today, fresh=True, ever_before=False)
        if renews_id is not None:
            place = place_ahead(session, session.get_one(Affiliation, renews_id), today)
        scales = Scales(tuple(scales_in_force(session, place.begin)))
    return Setting(campaign, translator(), scales, today, place)


def kept(form: str) -> Application | None:
    """What is kept of a form; None before the first answer."""
    with parts().database.reading() as session:
        return application(session, form)


def draft_of(row: Application | None) -> Draft:
    """An application as far as it is filled in; an empty one before the first answer."""
    answers = Answers.opened(parts().seal, row.sealed if row else None)
    renews_id = row.affiliation_id if row else None
    return Draft(setting(renews_id), answers.told, answers.done, renews_id)


def save(work: UnitOfWork, form: str, told: Mapping[str, str], done: str) -> None:
    """Keep the answers to a question."""
    save_answers(
        work,
        form=form,
        answers=Answers(told, frozenset({done})),
        language=translator().language,
        seal=parts().seal,
    )


def send_resume(work: UnitOfWork, row: Application, email: str) -> None:
    """Put out the letter with the link to a form."""
    details = record_details(work, identity=Identity("", email), consents=(), seal=parts().seal)
    put_out(
        work,
        kind=MailKind.APPLICATION_RESUME,
        object_id=f"{row.id}/{details.id}",
        details_id=details.id,
        language=translator().language,
    )
