"""The list of events, and one of them."""

from flask import render_template

from hov_donate.campaign.events.queries import picture, texts
from hov_donate.campaign.events.rules import EventStatus, is_over
from hov_donate.contacts.queries import identity
from hov_donate.core.i18n import translator as spoken
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.campaign_events import queries
from hov_donate.office.campaign_events.found import ROOM, called, found, words
from hov_donate.office.forms import Form
from hov_donate.office.guard import readers_seal
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get("/events")
@requires(Permission.SEE_CAMPAIGN)
def campaign_events() -> str:
    """Every event, or those of one state."""
    status = asked.choice("status", EventStatus)
    page = queries.events(db.session(), status, asked.place())
    return render_template(
        "office/events/events.html",
        page=page,
        titles=words(list(page.rows)),
        status=status,
        statuses=list(EventStatus),
        kept=asked.kept(status=status),
    )


@office.get(ROOM)
@requires(Permission.SEE_CAMPAIGN)
def campaign_event(event_id: int) -> str:
    """One event: when and where it is, what it says, and what can be done with it."""
    return event_room(event_id, Form())


def event_room(event_id: int, form: Form) -> str:
    """The page of an event, with what was typed to whoever proposed it."""
    it, session, campaign = found(event_id), db.session(), parts().settings.campaign
    seal = readers_seal()
    near = queries.of_one_day(session, it)
    known = {tag: it for tag, it in texts(session, event_id).items() if it.title}
    return render_template(
        "office/events/event.html",
        it=it,
        form=form,
        title=called(it),
        when=translator().day_and_time(it.starts_at, it.zone),
        until=translator().day_and_time(it.ends_at, it.zone) if it.ends_at else "",
        over=is_over(it.starts_at, it.ends_at, parts().clock.now()),
        proposer=identity(session, seal, it.details_id) if seal and it.details_id else None,
        texts=[(spoken(tag).language_name, tag, text) for tag, text in known.items()],
        languages=[spoken(tag).language_name for tag in campaign.languages if tag not in known],
        image=picture(session, event_id),
        near=near,
        titles=words(list(near)),
        people=people(session, [it.settled_by]),
        address=f"{parts().settings.public_url}/{campaign.default_language}/events/{it.id}",
    )
