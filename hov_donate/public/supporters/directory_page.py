"""The directory of supporters, searched by a plain form; and leaders in a personal capacity."""

from collections.abc import Callable

from flask import Response, request

from hov_donate.affiliations.queries.scales import own_kinds
from hov_donate.campaign.endorsements.queries.directory import Wanted, countries, kinds
from hov_donate.campaign.endorsements.queries.directory import supporters as listed_supporters
from hov_donate.campaign.endorsements.queries.people import leaders_in_public
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.countries import country_name
from hov_donate.public.addresses import address
from hov_donate.public.events.found import asked_beyond, asked_country
from hov_donate.public.supporters.words import Shown, kind_name
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

LONGEST_SEARCH = 100
# A kind as it stands in an address.
LONGEST_KIND = 40
Pair = tuple[str, str]


@open_to_all
def supporters() -> Response:
    """Organisations that agreed to be listed: by name, of a country, of a kind, or all."""
    with parts().database.reading() as session:
        hidden = hidden_countries(session)
        wanted = Wanted(asked_country(), _kind() or None, _text(), asked_beyond(), hidden)
        listed = listed_supporters(session, wanted)
        some, sorts, own = countries(session, hidden), kinds(session, hidden), own_kinds(session)
    language = translator().language
    asked = {"q": wanted.text, "country": wanted.country or "", "kind": wanted.kind or ""}
    kept = {name: value for name, value in asked.items() if value}
    return page(
        "public/supporters/directory.html",
        rows=[Shown(it, own) for it in listed.rows],
        asked=asked,
        searched=bool(kept),
        all_told=sum(many for _, many in some),
        countries=_choices(some, lambda code: country_name(code, language)),
        kinds=_choices(sorts, lambda kind: kind_name(kind, own)),
        further=address("supporters", after=str(listed.more), **kept) if listed.more else "",
        here=address("supporters"),
        leaders=address("leaders"),
        numbers=address("numbers"),
    )


@open_to_all
def leaders() -> Response:
    """Leaders who stand by the campaign for themselves, as far as they agreed to be read."""
    with parts().database.reading() as session:
        found = leaders_in_public(session, parts().seal, asked_beyond(), hidden_countries(session))
    language = translator().language
    return page(
        "public/supporters/leaders.html",
        rows=[(it, country_name(it.country, language)) for it in found.rows],
        older=address("leaders", after=str(found.older)) if found.older else "",
        back=address("supporters"),
    )


def _choices(some: list[tuple[str, int]], name: Callable[[str], str]) -> list[Pair]:
    """What can be chosen: the value, and what it is called with how many there are."""
    speak = translator()
    return [
        (value, speak.gettext("%(name)s (%(many)s)", name=name(value), many=speak.number(many)))
        for value, many in some
    ]


def _kind() -> str:
    return request.args.get("kind", "").replace("\0", "")[:LONGEST_KIND]


def _text() -> str:
    return " ".join(request.args.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
