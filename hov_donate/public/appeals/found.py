"""The appeal of a page, and what every page of it shows."""

from dataclasses import dataclass
from datetime import date
from textwrap import shorten

from flask import abort
from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.models import Appeal, AppealText, SignatureCount
from hov_donate.campaign.appeals.queries.standing import appeal_at, counts, text_of
from hov_donate.campaign.appeals.rules import FEWEST_SHOWN, open_for_signing
from hov_donate.core.i18n import translator as spoken
from hov_donate.ledger.rules import booking_day
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# As much as other sites show below a title.
LONGEST_PREVIEW = 200


@dataclass(frozen=True)
class Shown:
    """An appeal in the reader's language, or in the campaign's where there is no such text."""

    appeal: Appeal
    text: AppealText
    counts: tuple[SignatureCount, ...]

    @property
    def total(self) -> int:
        """How many people signed."""
        return sum(it.confirmed for it in self.counts)

    @property
    def direction(self) -> str:
        """How its text is written: `ltr` or `rtl`."""
        return spoken(self.text.language).direction

    @property
    def paragraphs(self) -> list[str]:
        """Its text, paragraph by paragraph."""
        return [it.strip() for it in self.text.body.split("\n\n") if it.strip()]

    @property
    def begins(self) -> str:
        """Its first words, as other sites show them beside a link."""
        return shorten(self.text.body, LONGEST_PREVIEW, placeholder="…")

    @property
    def open(self) -> bool:
        """Whether it can be signed today."""
        it = self.appeal
        return open_for_signing(
            published=it.published_at is not None,
            opens_on=it.opens_on,
            closes_on=it.closes_on,
            on=today(),
        )


def today() -> date:
    """The campaign's day."""
    return booking_day(parts().clock.now(), parts().settings.campaign.time_zone)


def languages() -> tuple[str, str]:
    """In which languages a text is looked for, the reader's first."""
    return translator().language, parts().settings.campaign.default_language


def shown_at(session: Session, slug: str) -> Shown:
    """The appeal of an address. Ends the request when there is none to be seen yet."""
    appeal = appeal_at(session, slug)
    text = text_of(session, appeal, languages()) if appeal else None
    if appeal is None or text is None or appeal.opens_on > today():
        abort(404)
    return Shown(appeal, text, tuple(counts(session, appeal.id)))


def how_many(count: int) -> str:
    """A number of people of one country, which must not be so small that they can be guessed."""
    speak = translator()
    return speak.gettext("fewer than five") if count < FEWEST_SHOWN else speak.number(count)
