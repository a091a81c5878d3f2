"""Whom an affiliation sends to a conference. The signed link in the address is the right."""

from dataclasses import dataclass

from flask import Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from hov_donate.affiliations.models import Conference
from hov_donate.affiliations.operations import (
    ConferenceOverError,
    TooManyDelegatesError,
    name_delegates,
    replace_delegate,
    withdraw_delegate,
)
from hov_donate.affiliations.queries.applications import delegates_foretold
from hov_donate.affiliations.queries.conferences import Entry, Hall, named
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity
from hov_donate.core.links import LinkPurpose
from hov_donate.public.addresses import address
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.links import subject_of
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# So many are named at a time; a body that sends more comes back to the page.
AT_ONCE = 5
ACTOR = "delegates page"
DONE = frozenset({"named", "changed", "withdrawn"})


@dataclass(frozen=True)
class Delegation:
    """A conference, what one affiliation has there, and whom it sends, by their places.

    A name that was forgotten is None. `foretold` are names that its application brought.
    """

    conference: Conference
    entry: Entry
    sent: dict[int, Identity | None]
    foretold: list[str]
    frozen: bool
    over: bool

    @property
    def free(self) -> list[int]:
        """The places in which somebody can be named still, as many as are named at a time."""
        places = range(1, self.entry.found.delegates + 1)
        return [place for place in places if place not in self.sent][:AT_ONCE]


Key = tuple[int, int]


@open_to_all
def delegates(token: str) -> Response:
    """How many may be sent, who is named, and where the next ones are named."""
    delegation = _delegation(_key(token))
    names = () if delegation.sent else delegation.foretold
    typed = {place: (name, "") for place, name in zip(delegation.free, names, strict=False)}
    return _overview(token, delegation, typed)


@open_to_all
def name_more(token: str) -> AnyResponse:
    """Name those whose names were typed."""
    key = _key(token)
    typed = _typed(_places_sent())
    names, problems = _checked(typed)
    if problems:
        return _overview(token, _delegation(key), typed, *problems)
    try:
        with parts().database.writing() as work:
            name_delegates(
                work,
                conference_id=key[0],
                affiliation_id=key[1],
                names=names,
                actor=ACTOR,
                settings=parts().settings,
                seal=parts().seal,
            )
    except TooManyDelegatesError as error:
        return _overview(token, _delegation(key), typed, _too_many(error))
    except ConferenceOverError:
        return _back(token)
    return _back(token, "named")


@open_to_all
def change_form(token: str, place: int) -> AnyResponse:
    """Where somebody else is named in a place, or nobody."""
    return _change(token, place)


@open_to_all
def change_delegate(token: str, place: int) -> AnyResponse:
    """Send somebody else in a place."""
    key = _key(token)
    typed = _typed([place])
    names, problems = _checked(typed)
    if problems:
        return _change(token, place, *problems, typed=typed)
    try:
        with parts().database.writing() as work:
            replace_delegate(
                work,
                conference_id=key[0],
                affiliation_id=key[1],
                place=place,
                identity=names[0],
                actor=ACTOR,
                settings=parts().settings,
                seal=parts().seal,
            )
    except (TooManyDelegatesError, ConferenceOverError, LookupError):
        return _back(token)
    return _back(token, "changed")


@open_to_all
def withdraw(token: str, place: int) -> AnyResponse:
    """Send nobody in a place."""
    key = _key(token)
    try:
        with parts().database.writing() as work:
            withdraw_delegate(
                work,
                conference_id=key[0],
                affiliation_id=key[1],
                place=place,
                settings=parts().settings,
            )
    except ConferenceOverError:
        return _back(token)
    return _back(token, "withdrawn")


def _key(token: str) -> Key:
    """The conference and the affiliation of a link. Ends the request when it is no good."""
    subject = subject_of(
        LinkPurpose.DELEGATES, token, lambda: page("public/delegates_expired.html", 410)
    )
    conference_id, _, affiliation_id = subject.partition(":")
    return int(conference_id), int(affiliation_id)


def _delegation(key: Key) -> Delegation:
    house = parts()
    with house.database.reading() as session:
        conference = session.get(Conference, key[0]) or abort(404)
        zone = house.settings.campaign.time_zone
        hall = Hall.at(session, conference, house.clock.now(), zone)
        entry = hall.of(key[1]) or abort(404)
        rows = named(session, *key)
        known = identities(session, house.seal, [row.details_id for row in rows])
        foretold = delegates_foretold(session, house.seal, key[1])
    sent = {row.place: known.get(row.details_id) for row in rows}
    return Delegation(conference, entry, sent, foretold, hall.frozen, hall.over)


Typed = dict[int, tuple[str, str]]


def _places_sent() -> list[int]:
    """The places that the form asked about, though they may be taken by now."""
    named = (field.removeprefix("name-") for field in request.form if field.startswith("name-"))
    places = (int(it) for it in named if it.isascii() and it.isdigit() and len(it) < 6)
    return sorted(places)[:AT_ONCE]


def _typed(places: list[int]) -> Typed:
    """Name and e-mail by place, as they were typed."""

    def text(field: str) -> str:
        return clean(request.form.get(field, "")[:LONGEST_KEPT])

    return {place: (text(f"name-{place}"), text(f"email-{place}")) for place in places}


def _checked(typed: Typed) -> tuple[list[Identity], list[Problem]]:
    """Those who were named, and what is wrong, in the order of the page."""
    _ = translator().gettext
    names: list[Identity] = []
    problems: list[Problem] = []
    for place, (name, email) in typed.items():
        if not name and email:
            problems.append(Problem(f"name-{place}", _("Enter the name of this delegate")))
        try:
            identity = Identity(_name(place, name), _email(place, email))
        except FieldError as error:
            problems.append(error.problem)
            continue
        if name:
            names.append(identity)
    if not names and not problems:
        first = next(iter(typed), 1)
        problems.append(Problem(f"name-{first}", _("Enter the name of a delegate")))
    return names, problems


def _name(place: int, typed: str) -> str:
    try:
        return _checker().name(typed)
    except FieldError as error:
        raise FieldError(f"name-{place}", error.problem.text) from error


def _email(place: int, typed: str) -> str:
    """An address, which may be left out."""
    if not typed:
        return ""
    try:
        return _checker().email(typed)
    except FieldError as error:
        raise FieldError(f"email-{place}", error.problem.text) from error


def _checker() -> Checker:
    return Checker(parts().settings.campaign, translator())


def _too_many(error: TooManyDelegatesError) -> Problem:
    """Somebody else has named some in the meantime."""
    text = translator().ngettext(
        "You may send %(num)s delegate, and %(named)s are named already",
        "You may send %(num)s delegates, and %(named)s are named already",
        error.entitled,
        named=error.named,
    )
    return Problem("sent", text)


def _overview(token: str, delegation: Delegation, typed: Typed, *problems: Problem) -> Response:
    done = request.args.get("done", "")
    return page(
        "public/delegates.html",
        422 if problems else 200,
        token=token,
        address=address,
        delegation=delegation,
        conference=delegation.conference,
        entry=delegation.entry,
        typed=typed,
        places=list(typed) if problems else delegation.free,
        done=done if done in DONE else "",
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
    )


def _change(token: str, place: int, *problems: Problem, typed: Typed | None = None) -> AnyResponse:
    delegation = _delegation(_key(token))
    someone = delegation.sent.get(place)
    if someone is None or delegation.over:
        return _back(token)
    name, email = (typed or {}).get(place, (someone.name, someone.email))
    return page(
        "public/delegate.html",
        422 if problems else 200,
        token=token,
        place=place,
        address=address,
        someone=someone,
        name=name,
        email=email,
        may_replace=place <= delegation.entry.found.delegates,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
    )


def _back(token: str, done: str = "") -> AnyResponse:
    more = {"done": done} if done else {}
    return redirect(address("delegates", token=token, **more), 303)
