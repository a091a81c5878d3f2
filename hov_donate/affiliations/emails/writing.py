"""A letter to an affiliate, while it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.papers import Paper
from hov_donate.config import Settings
from hov_donate.contacts.letters import mail_to
from hov_donate.contacts.queries import identity, keeper
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import Translator, translator
from hov_donate.core.linklike import plain
from hov_donate.ledger.rules import booking_day
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim


@dataclass(frozen=True)
class Content:
    """What a letter says: its subject, what its templates ask for, and PDFs by file name.

    `bills` go with it too: invoices and credit notes, the same to the byte whenever they are drawn.
    """

    subject: str
    facts: Mapping[str, object] = field(default_factory=dict)
    pdfs: Mapping[str, bytes] = field(default_factory=dict)
    bills: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Writing:
    """What a letter is written from: the books as they stand, and the moment.

    A letter's object begins with the number of what it is about: `12/2026-01-01` of affiliation 12.
    """

    session: Session
    letter: Claim
    settings: Settings
    seal: IdentitySeal
    addresses: Addresses
    now: datetime

    @property
    def speak(self) -> Translator:
        """The reader's language."""
        return translator(self.letter.language)

    @property
    def today(self) -> date:
        """The campaign's day."""
        return booking_day(self.now, self.settings.campaign.time_zone)

    @property
    def parts(self) -> tuple[str, ...]:
        """What the letter's name is made of."""
        return tuple(self.letter.object_id.split("/"))

    def affiliation(self) -> Affiliation | None:
        """The affiliation that the letter's name begins with."""
        return self.session.get(Affiliation, int(self.parts[0]))

    def whose(self, affiliation: Affiliation) -> str:
        """The organisation's name; empty for a person, whom the letter greets.

        One that looks like an advertisement is its number: anybody can apply in anybody's name.
        """
        if affiliation.organisation_id is None:
            return ""
        name = plain(keeper(self.session, affiliation.organisation_id).full_name)
        return name or affiliation.number

    def own_page(self, affiliation: Affiliation) -> str:
        """The affiliation's own page."""
        return self.addresses.own_page(affiliation.id, self.letter.language, now=self.now)


# None says that a letter was overtaken.
Writer = Callable[[Writing], Content | None]


def written(writing: Writing, writer: Writer) -> tuple[Mail, tuple[Paper, ...]] | None:
    """A letter and the bills with it; None when it was overtaken or nobody is there to read it."""
    letter = writing.letter
    someone = None
    if letter.details_id is not None:
        someone = identity(writing.session, writing.seal, letter.details_id)
    content = writer(writing) if someone else None
    if someone is None or content is None:
        return None
    mail = mail_to(
        someone,
        letter=letter,
        campaign=writing.settings.campaign,
        subject=content.subject,
        facts=content.facts,
        pdfs={**content.pdfs, **{bill.name: bill.content for bill in content.bills}},
    )
    return mail, content.bills
