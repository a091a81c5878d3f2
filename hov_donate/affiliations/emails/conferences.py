"""The letter that asks for delegates."""

from hov_donate.affiliations.emails.writing import Content, Writing
from hov_donate.affiliations.models import Affiliation, Conference
from hov_donate.affiliations.queries.conferences import Entry, Hall, named


def delegates_invited(writing: Writing) -> Content | None:
    """A body may send delegates: how many, when, and where to name them.

    Dropped when the meeting is over or nobody can be sent any more.
    """
    affiliation_id, conference_id = map(int, writing.parts)
    conference = writing.session.get(Conference, conference_id)
    affiliation = writing.session.get(Affiliation, affiliation_id)
    if conference is None or affiliation is None:
        return None
    hall = Hall(writing.session, conference, writing.today, writing.settings.campaign.time_zone)
    entry = None if hall.over else hall.of(affiliation_id)
    if entry is None or not entry.found.delegates:
        return None
    subject = writing.speak.gettext("Please name your delegates")
    return Content(subject, _facts(writing, hall, entry))


def _facts(writing: Writing, hall: Hall, entry: Entry) -> dict[str, object]:
    conference, speak, found = hall.conference, writing.speak, entry.found
    ids = (conference.id, entry.affiliation.id)
    sent = len(named(writing.session, *ids))
    return {
        "organisation": writing.whose(entry.affiliation),
        "conference": conference.name,
        "place": conference.place,
        "day": speak.date(conference.held_on),
        "may_send": speak.ngettext("%(num)s delegate", "%(num)s delegates", found.delegates),
        "votes": speak.ngettext("%(num)s vote", "%(num)s votes", found.votes),
        "paid_up": found.paid_up,
        "paid_up_by": speak.date(conference.paid_up_by),
        "named": sent,
        "link": writing.addresses.delegates(*ids, writing.letter.language, now=writing.now),
    }
