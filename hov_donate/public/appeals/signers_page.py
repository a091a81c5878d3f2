"""All appeals, and who signed one: by country, with what they agreed to show; the rest counted."""

from flask import Response, request

from hov_donate.campaign.appeals.queries.standing import Which, in_public, published
from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.core.countries import COUNTRIES, country_name
from hov_donate.public.addresses import address
from hov_donate.public.appeals.found import Shown, how_many, languages, shown_at, today
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
        countries=_countries(found, hidden),
        country=country_name(country, translator().language) if country else "",
        older=address("signers", slug=slug, before=older, **kept) if older else "",
        everybody=address("signers", slug=slug),
        back=address("appeal", slug=slug),
    )


def _countries(found: Shown, hidden: frozenset[str]) -> list[tuple[str, str, str]]:
    """Every country from which somebody signed: its name, how many, and its own list.

    Those with fewer than five are alike: their order tells nothing.
    """
    language, slug = translator().language, found.appeal.slug
    shown = (it for it in found.counts if it.country not in hidden)
    return [
        (
            country_name(it.country, language),
            how_many(it.confirmed),
            address("signers", slug=slug, country=it.country),
        )
        for it in sorted(shown, key=lambda it: (-max(it.confirmed, FEWEST_SHOWN - 1), it.country))
    ]


def _country() -> str | None:
    asked = request.args.get("country", "")
    return asked if asked in COUNTRIES else None


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
