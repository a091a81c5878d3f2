"""All appeals, and who signed one: by country, with what they agreed to show; the rest counted."""

from dataclasses import dataclass

from flask import Response, request

from hov_donate.campaign.appeals.queries.standing import Which, in_public, published
from hov_donate.campaign.appeals.rules import FEWEST_SHOWN
from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.campaign.map.veiling import veil
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
        by_country=_by_country(found, hidden),
        country=country_name(country, translator().language) if country else "",
        older=address("signers", slug=slug, before=older, **kept) if older else "",
        everybody=address("signers", slug=slug),
        back=address("appeal", slug=slug),
    )


@dataclass(frozen=True)
class ByCountry:
    """From which countries people signed: name, how many, list; and how many from all others."""

    rows: list[tuple[str, str, str]]
    others: int


def _by_country(found: Shown, hidden: frozenset[str]) -> ByCountry:
    """Every country from which somebody signed, so that none that is not told can be reckoned.

    Those with fewer than five are alike: their order tells nothing. Where the number of all would
    tell that of one, no country is named.
    """
    counts = {it.country: it.confirmed for it in found.counts}
    veiled = veil(counts, hidden)
    if not veiled.told:
        return ByCountry([], veiled.together)
    shown = [country for country in counts.keys() - hidden if country not in veiled.joined]
    shown.sort(key=lambda it: (-max(counts[it], FEWEST_SHOWN - 1), it))
    language, slug = translator().language, found.appeal.slug
    rows = [
        (
            country_name(country, language),
            how_many(counts[country]),
            address("signers", slug=slug, country=country),
        )
        for country in shown
    ]
    return ByCountry(rows, veiled.together)


def _country() -> str | None:
    asked = request.args.get("country", "")
    return asked if asked in COUNTRIES else None


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
