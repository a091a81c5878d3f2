"""All appeals, and who signed one: by country, with what they agreed to show; the rest counted."""

from flask import Response, request

from hov_donate.campaign.appeals.queries.standing import in_public, published
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
    country, before = _country(), _before()
    with parts().database.reading() as session:
        found = shown_at(session, slug)
        listed = in_public(session, parts().seal, found.appeal.id, country=country, before=before)
    kept = {"country": country} if country else {}
    older = str(listed.older) if listed.older else ""
    return page(
        "public/appeals/signers.html",
        found=found,
        lines=[(it, country_name(it.country, translator().language)) for it in listed.lines],
        countries=_countries(found),
        country=country_name(country, translator().language) if country else "",
        older=address("signers", slug=slug, before=older, **kept) if older else "",
        everybody=address("signers", slug=slug),
        back=address("appeal", slug=slug),
    )


def _countries(found: Shown) -> list[tuple[str, str, str]]:
    """Every country from which somebody signed: its name, how many, and its own list."""
    language, slug = translator().language, found.appeal.slug
    return [
        (
            country_name(it.country, language),
            how_many(it.confirmed),
            address("signers", slug=slug, country=it.country),
        )
        for it in sorted(found.counts, key=lambda it: -it.confirmed)
    ]


def _country() -> str | None:
    asked = request.args.get("country", "")
    return asked if asked in COUNTRIES else None


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
