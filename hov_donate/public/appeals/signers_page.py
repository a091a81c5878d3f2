"""All appeals, and who signed one: by country, with what they agreed to show; the rest counted."""

from flask import Response, request

from hov_donate.campaign.appeals.queries.standing import Which, in_public, published
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.countries import COUNTRIES, country_choices, country_name
from hov_donate.public.addresses import address
from hov_donate.public.appeals.found import Shown, languages, shown_at, today
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def appeals() -> Response:
    """Every appeal that everybody may see: those that can be signed first."""
    with parts().database.reading() as session:
        found = published(session, today(), languages())
    rows = [(it, address("appeal", slug=it.appeal.slug)) for it in found]
    return page("public/appeals/appeals.html", rows=rows, today=today())


@open_to_all
def signers(slug: str) -> Response:
    """Who signed, the newest first, of one country or of all."""
    country = _country()
    with parts().database.reading() as session:
        found = shown_at(session, slug)
        hidden = hidden_countries(session)
        which = Which(country, _before(), hidden)
        listed = in_public(session, parts().seal, found.appeal.id, which)
    kept = {"country": country} if country else {}
    older = str(listed.older) if listed.older else ""
    return page(
        "public/appeals/signers.html",
        found=found,
        lines=[(it, country_name(it.country, translator().language)) for it in listed.lines],
        by_country=_by_country(found, hidden),
        country=country_name(country, translator().language) if country else "",
        older=address("signers", slug=slug, before=older, **kept) if older else "",
        map=address("solidarity_map"),
        everybody=address("signers", slug=slug),
        back=address("appeal", slug=slug),
    )


def _by_country(found: Shown, hidden: frozenset[str]) -> list[tuple[str, str]]:
    """The countries from which somebody is shown, and their lists.

    How many signed in each country stands on the map alone, of all appeals together: two tables
    that overlap would tell by their difference what neither tells.
    """
    language, slug = translator().language, found.appeal.slug
    shown = {it.country for it in found.counts if it.publishable} - hidden
    return [
        (name, address("signers", slug=slug, country=code))
        for code, name in country_choices(language)
        if code in shown
    ]


def _country() -> str | None:
    asked = request.args.get("country", "")
    return asked if asked in COUNTRIES else None


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
