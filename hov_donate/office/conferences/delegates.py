"""One affiliation at a conference: what it has, and whom it sends."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import (
    ConferenceOverError,
    TooManyDelegatesError,
    name_delegates,
    withdraw_delegate,
)
from hov_donate.affiliations.queries.conferences import Entry, Hall, named
from hov_donate.contacts.sealing import Identity
from hov_donate.office.affiliates.found import affiliation_numbered
from hov_donate.office.affiliates.people import names
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.conferences.found import PATH, hall_of
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ONE = f"{PATH}/affiliates/<number>"


@office.get(ONE)
@requires(Permission.SEE_CONFERENCES)
def credential(conference_id: int, number: str) -> str:
    """What one affiliation has, why, and whom it sends."""
    return _page(hall_of(conference_id), _affiliation(number), Form())


@office.post(f"{ONE}/name")
@requires(Permission.RUN_CONFERENCES)
def name_delegate(conference_id: int, number: str) -> ResponseReturnValue:
    """Name somebody whom the affiliation sends, on its behalf."""
    _, form, affiliation = translator().gettext, Form.sent(), _affiliation(number)
    identity = Identity(
        form.line("name", missing=_("Enter the name of the delegate")), form.email("email")
    )
    if not form.good:
        return _page(hall_of(conference_id), affiliation, form), 422
    house = parts()
    try:
        with changing() as work:
            name_delegates(
                work,
                conference_id=conference_id,
                affiliation_id=affiliation.id,
                names=[identity],
                actor=acting(),
                settings=house.settings,
                seal=house.seal,
            )
    except TooManyDelegatesError as error:
        form.wrong("name", _too_many(error))
        return _page(hall_of(conference_id), _affiliation(number), form), 422
    except LookupError:
        abort(404)
    except ConferenceOverError:
        flash(_("The day of the meeting has passed: nobody is named any more."), "info")
    else:
        flash(_("The delegate is named."), "done")
    return _back(conference_id, affiliation)


@office.post(f"{ONE}/withdraw/<int(max=100000):place>")
@requires(Permission.RUN_CONFERENCES)
def withdraw_from_place(conference_id: int, number: str, place: int) -> ResponseReturnValue:
    """Send nobody in a place, on the affiliation's behalf; who was named is forgotten."""
    _, affiliation, house = translator().gettext, _affiliation(number), parts()
    try:
        with changing() as work:
            withdraw_delegate(
                work,
                conference_id=conference_id,
                affiliation_id=affiliation.id,
                place=place,
                settings=house.settings,
            )
    except LookupError:
        abort(404)
    except ConferenceOverError:
        flash(_("The day of the meeting has passed: nobody is withdrawn any more."), "info")
    else:
        flash(_("The delegate is withdrawn, and the name is deleted."), "done")
    return _back(conference_id, affiliation)


def _affiliation(number: str) -> Affiliation:
    return affiliation_numbered(db.session(), number)


def _too_many(error: TooManyDelegatesError) -> str:
    return translator().ngettext(
        "They may send %(num)s delegate, and %(named)s are named already",
        "They may send %(num)s delegates, and %(named)s are named already",
        error.entitled,
        named=error.named,
    )


def _page(hall: Hall, affiliation: Affiliation, form: Form) -> str:
    entry = hall.of(affiliation.id) or abort(404)
    session, ids = hall.session, (hall.conference.id, affiliation.id)
    sent = named(session, *ids)
    known = names([affiliation.details_id, *(each.details_id for each in sent)])
    return render_template(
        "office/conferences/credential.html",
        it=hall.conference,
        hall=hall,
        entry=entry,
        form=form,
        delegates=sent,
        names=known,
        people=people(session, [each.named_by for each in sent]),
        link=_link(hall, entry),
    )


def _link(hall: Hall, entry: Entry) -> str:
    """The form for its officers, freshly signed; none where nothing can be done there."""
    if hall.over or not entry.found.delegates:
        return ""
    house = parts()
    return Addresses(house.settings.public_url, house.links).delegates(
        hall.conference.id,
        entry.affiliation.id,
        entry.affiliation.language,
        now=house.clock.now(),
    )


def _back(conference_id: int, affiliation: Affiliation) -> ResponseReturnValue:
    return redirect(
        url_for("office.credential", conference_id=conference_id, number=affiliation.number), 303
    )
