"""What the press reported, the newest first."""

from flask import Response

from hov_donate.campaign.map.queries import hidden_countries
from hov_donate.campaign.press.queries import countries, reports
from hov_donate.core.countries import country_name
from hov_donate.core.languages import language_name
from hov_donate.public.addresses import address
from hov_donate.public.events.found import asked_beyond, asked_country
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def press() -> Response:
    """Reports from one country or from all; each in its own language, behind a link."""
    country, language = asked_country(), translator().language
    with parts().database.reading() as session:
        hidden = hidden_countries(session)
        listed = reports(session, country, asked_beyond(), hidden)
        some = countries(session, hidden)
    kept = {"country": country} if country else {}
    return page(
        "public/events/press.html",
        rows=[
            (it, country_name(it.country, language), language_name(it.language, language))
            for it in listed.rows
        ],
        further=address("press", after=str(listed.more), **kept) if listed.more else "",
        country=country_name(country, language) if country else "",
        countries=[
            (country_name(code, language), many, address("press", country=code))
            for code, many in some
        ],
        everywhere=address("press"),
    )
