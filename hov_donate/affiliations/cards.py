"""A member's card as a PDF, for as long as the fee is paid."""

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.config import Settings
from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import Translator, translator
from hov_donate.documents.cards import MemberCardText, render_member_card


def member_card(
    session: Session, seal: IdentitySeal, settings: Settings, affiliation: Affiliation
) -> tuple[str, bytes] | None:
    """File name and PDF; None for an organisation, and for who is not paid up.

    It is drawn when asked for, in the member's language, and not kept. Its file name is the member
    number and tells an onlooker nothing else.
    """
    if affiliation.details_id is None or not affiliation.status.paid_up:
        return None
    someone = identity(session, seal, affiliation.details_id)
    text = _text(
        translator(affiliation.language), settings, affiliation, someone.name if someone else ""
    )
    return f"{affiliation.number}.pdf", render_member_card(text)


def _text(
    speak: Translator, settings: Settings, affiliation: Affiliation, name: str
) -> MemberCardText:
    _ = speak.gettext
    facts = [(_("Member number"), affiliation.number)]
    if affiliation.joined_on:
        facts.append((_("Member since"), speak.date(affiliation.joined_on)))
    if affiliation.paid_until:
        facts.append((_("Good until"), speak.date(affiliation.paid_until)))
    return MemberCardText(
        title=_("Member card"),
        number=affiliation.number,
        name=name,
        organisation=settings.campaign.name,
        facts=tuple(facts),
        language=affiliation.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )
