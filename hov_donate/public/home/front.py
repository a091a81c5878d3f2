"""The front page: understood in five seconds, and the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.queries.standing import Worded
from hov_donate.campaign.appeals.queries.standing import published as appeals
from hov_donate.campaign.appeals.rules import open_for_signing
from hov_donate.campaign.events.queries import Told, Which, in_public
from hov_donate.campaign.map.queries import hidden_countries, world
from hov_donate.campaign.map.rules import OF_LAYER, Layer, World
from hov_donate.campaign.numbers.telling import Telling, telling_now
from hov_donate.campaign.press.models import PressReport
from hov_donate.campaign.press.queries import reports
from hov_donate.core.countries import country_name
from hov_donate.ledger.rules import booking_day
from hov_donate.public.addresses import address
from hov_donate.public.events.found import Shown, languages
from hov_donate.public.home.figures import achieved
from hov_donate.public.map.shown import Asked, picture
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

MOST_SHOWN = 3


@dataclass(frozen=True)
class Asking:
    """The appeal that one is asked to sign first; how many have stands on its own page."""

    appeal: Worded

    @property
    def url(self) -> str:
        """Its page."""
        return address("appeal", slug=self.appeal.appeal.slug)

    @property
    def begins(self) -> str:
        """Its first paragraph."""
        return self.appeal.text.body.replace("\r\n", "\n").strip().split("\n\n")[0]


@dataclass(frozen=True)
class Front:
    """What the front page shows: figures as published, all else as it is at this moment."""

    asking: Asking | None
    told: Telling | None
    world: World
    coming: Sequence[Told]
    reported: Sequence[PressReport]


@open_to_all
def home() -> Response:
    """What the campaign is, and the four things that can be done for it."""
    speak, campaign = translator(), parts().settings.campaign
    found = _found()
    return page(
        "public/home.html",
        says=campaign.objectives[speak.language].strip().split("\n\n")[0],
        asking=found.asking,
        figures=achieved(found.told, speak),
        as_of=speak.date(found.told.published.day) if found.told else "",
        picture=picture(found.world, Asked(), speak),
        map=address("solidarity_map"),
        coming=[Shown(told) for told in found.coming],
        reported=[(it, country_name(it.country, speak.language)) for it in found.reported],
    )


def _found() -> Front:
    house = parts()
    now = house.clock.now()
    today = booking_day(now, house.settings.campaign.time_zone)
    with house.database.reading() as session:
        hidden = hidden_countries(session)
        held = Which(now, hidden=hidden, called_off=False)
        return Front(
            _asking(session, today),
            telling_now(session, hidden),
            world(session, now=now, of=OF_LAYER[Layer.SIGNATURES]),
            in_public(session, held, languages()).rows[:MOST_SHOWN],
            reports(session, None, None, hidden).rows[:MOST_SHOWN],
        )


def _asking(session: Session, today: date) -> Asking | None:
    """The newest appeal that can be signed."""
    found = (it for it in appeals(session, today, languages()) if _is_open(it, today))
    appeal = next(found, None)
    return Asking(appeal) if appeal else None


def _is_open(found: Worded, today: date) -> bool:
    it = found.appeal
    return open_for_signing(
        published=it.published_at is not None,
        opens_on=it.opens_on,
        closes_on=it.closes_on,
        on=today,
    )
