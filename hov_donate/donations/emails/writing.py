"""A letter to a donor, while it is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hov_donate.config import Settings
from hov_donate.contacts.letters import mail_to
from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import Translator, translator
from hov_donate.core.money import Money
from hov_donate.documents.models import Document
from hov_donate.donations.addresses import Addresses
from hov_donate.donations.receipts import Drawn, document_pdf
from hov_donate.gateway.port import Interval
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim
from hov_donate.payments.models import Payment, Subscription


@dataclass(frozen=True)
class Content:
    """What a letter says: its subject, what its templates ask for, and what goes with it."""

    subject: str
    facts: Mapping[str, object] = field(default_factory=dict)
    drawn: tuple[Drawn, ...] = ()


@dataclass(frozen=True)
class Writing:
    """What a letter is written from: the books as they stand, and the moment."""

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

    def day(self, moment: datetime) -> str:
        """The campaign's day of a moment, in full."""
        zone = ZoneInfo(self.settings.campaign.time_zone)
        return self.speak.date(moment.astimezone(zone).date())

    def rhythm(self, amount: Money, interval: Interval) -> str:
        """What is given again and again: £10.00 every month."""
        _, money = self.speak.gettext, self.speak.money(amount)
        if interval is Interval.YEAR:
            return _("%(amount)s every year", amount=money)
        return _("%(amount)s every month", amount=money)

    def gift_link(self, payment: Payment) -> str:
        """The gift's own page."""
        return self.addresses.gift(payment, self.letter.language)

    def own_page(self) -> str:
        """The reader's own page."""
        details = self.session.get_one(ContactDetails, self.letter.details_id)
        return self.addresses.my_giving(details.contact_id, self.letter.language, now=self.now)

    def giving_page(self) -> str:
        """Where anybody can give."""
        return f"{self.addresses.public_url}/{self.letter.language}/donate"

    def pdf(self, document: Document) -> Drawn:
        """A document, to be attached."""
        return document_pdf(self.session, self.seal, document)

    def subscription_of(self, payment: Payment) -> Subscription | None:
        """What a payment is an instalment of; None for a gift that is made once."""
        return self.session.get(Subscription, payment.subscription_id or 0)


# None says that a letter was overtaken.
Writer = Callable[[Writing], Content | None]


def written(writing: Writing, writer: Writer) -> tuple[Mail, tuple[Drawn, ...]] | None:
    """A letter and what is attached to it; None when nobody is there to read it any more."""
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
        pdfs={each.name: each.content for each in content.drawn},
    )
    return mail, content.drawn
