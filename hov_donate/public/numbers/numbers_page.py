"""The page with the campaign's figures: what each means, how it is counted, and who was counted."""

from flask import Response

from hov_donate.core.countries import country_name
from hov_donate.public.addresses import address
from hov_donate.public.numbers.found import asked_day, told, years_told
from hov_donate.public.supporters.words import source_name
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@open_to_all
def numbers() -> Response:
    """The figures that are published now, or those of a day."""
    found, day, speak = told(), asked_day(), translator()
    kept = {"day": day.isoformat()} if day else {}
    zone = parts().settings.campaign.time_zone
    return page(
        "public/numbers/numbers.html",
        it=found,
        day=day,
        taken_at=speak.moment(found.published.taken_at, zone) if found else "",
        bodies=[
            (it, country_name(it.country, speak.language), source_name(it.source))
            for it in (found.named if found else ())
        ],
        here=address("numbers"),
        pdf=address("press_sheet", **kept),
        csv=address("numbers_as_csv", **kept),
        json=address("numbers_as_json", **kept),
        years=[(it, address("yearly_report", year=str(it))) for it in years_told()],
        supporters=address("supporters"),
    )
