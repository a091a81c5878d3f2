"""Letters to signers: the link that confirms, and later takes back; and the same link again."""

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hov_donate.campaign.appeals.addresses import SignatureAddresses
from hov_donate.campaign.appeals.models import Appeal, Signature
from hov_donate.campaign.appeals.queries.own import own_signatures
from hov_donate.campaign.appeals.queries.standing import text_of
from hov_donate.campaign.appeals.rules import UNCONFIRMED_FOR, SignatureStatus
from hov_donate.config import Settings
from hov_donate.contacts.letters import mail_to, nameless
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import translator
from hov_donate.core.links import Links
from hov_donate.outbox.message import Mail
from hov_donate.outbox.operations import Claim


@dataclass(frozen=True)
class Desk:
    """What letters to signers are written from."""

    session: Session
    settings: Settings
    seal: IdentitySeal
    links: Links


def signature_to_confirm(desk: Desk, letter: Claim) -> Mail | None:
    """Ask whoever has the mailbox whether they signed; None once that is answered or forgotten.

    Nothing in it was written by whoever typed the address: else it would be theirs to send.
    """
    signature = desk.session.get(Signature, int(letter.object_id))
    if signature is None or signature.status is not SignatureStatus.UNCONFIRMED:
        return None
    someone = identity(desk.session, desk.seal, signature.details_id)
    campaign, speak = desk.settings.campaign, translator(letter.language)
    appeal = desk.session.get_one(Appeal, signature.appeal_id)
    text = text_of(desk.session, appeal, (letter.language, campaign.default_language))
    if someone is None or text is None:
        return None
    addresses = SignatureAddresses(desk.settings.public_url, desk.links)
    until = signature.signed_at + UNCONFIRMED_FOR
    facts = {
        "title": text.title,
        "link": addresses.signature(signature, letter.language),
        "until": speak.moment(until, campaign.time_zone),
    }
    return mail_to(
        nameless(someone),
        letter=letter,
        campaign=campaign,
        subject=speak.gettext("Please confirm your signature"),
        facts=facts,
        pdfs={},
    )


def signature_links(desk: Desk, letter: Claim) -> Mail | None:
    """The links to all that an address signed, which somebody asked for; None where it did not."""
    details_id = uuid.UUID(letter.object_id.partition("/")[0])
    someone = identity(desk.session, desk.seal, details_id)
    signatures = own_signatures(desk.session, desk.seal, someone.email) if someone else ()
    if someone is None or not signatures:
        return None
    campaign, speak = desk.settings.campaign, translator(letter.language)
    return mail_to(
        nameless(someone),
        letter=letter,
        campaign=campaign,
        subject=speak.gettext("The links to your signatures"),
        facts={"signatures": [_linked(desk, it, letter.language) for it in signatures]},
        pdfs={},
    )


def _linked(desk: Desk, signature: Signature, language: str) -> dict[str, object]:
    appeal = desk.session.get_one(Appeal, signature.appeal_id)
    text = text_of(desk.session, appeal, (language, desk.settings.campaign.default_language))
    addresses = SignatureAddresses(desk.settings.public_url, desk.links)
    return {
        "title": text.title if text else appeal.slug,
        "link": addresses.signature(signature, language),
        "confirmed": signature.status is not SignatureStatus.UNCONFIRMED,
    }
