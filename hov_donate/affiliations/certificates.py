"""The certificate of affiliation, for an organisation's wall."""

from datetime import date

from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Term
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.config import Settings
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keeper
from hov_donate.core.countries import country_name
from hov_donate.core.i18n import translator
from hov_donate.documents.certificates import CertificateText, render_certificate


def certificate_pdf(
    session: Session, affiliation_id: int, settings: Settings, today: date, *, ahead: bool = False
) -> tuple[str, bytes] | None:
    """File name and PDF of an organisation's certificate, in its language; the same every time.

    It tells of the term that holds today; `ahead`, of the next one, where that is paid for already.
    None for a person, and for an organisation that is not paid up. The file name tells an onlooker
    a number and a year. Raises NoResultFound.
    """
    affiliation = session.get_one(Affiliation, affiliation_id)
    terms = certified_terms(session, affiliation, today)[ahead:]
    if not terms or affiliation.organisation_id is None:
        return None
    term = terms[0]
    organisation = keeper(session, affiliation.organisation_id)
    text = certificate_text(affiliation, organisation, term, settings)
    return f"{affiliation.number}-{term.ends_on.year}.pdf", render_certificate(text)


def certificate_text(
    affiliation: Affiliation, organisation: Organisation, term: Term, settings: Settings
) -> CertificateText:
    """The words of a certificate."""
    speak, campaign = translator(affiliation.language), settings.campaign
    _ = speak.gettext
    country = country_name(organisation.country, speak.language)
    span = f"{speak.date(term.starts_on)} – {speak.date(term.ends_on)}"
    return CertificateText(
        title=_("Certificate of affiliation"),
        opening=_("This certifies that"),
        name=organisation.full_name,
        place=", ".join(filter(None, (organisation.town, country))),
        statement=_("is affiliated to %(campaign)s", campaign=campaign.name),
        facts=(
            (_("Number"), affiliation.number),
            (_("Affiliated since"), speak.date(affiliation.joined_on or term.starts_on)),
            (_("Term"), span),
        ),
        thanks=_("In solidarity, and with thanks for your support."),
        issuer=campaign.legal_name,
        address=campaign.address,
        language=speak.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )


def certified_terms(session: Session, affiliation: Affiliation, today: date) -> list[Term]:
    """The terms that an organisation has certificates of: of today, and those paid for ahead.

    Where a card holds it for some days after its last one, that one. None for a person, and for an
    organisation that is not paid up.
    """
    until = affiliation.paid_until
    if affiliation.organisation_id is None or not affiliation.status.paid_up or until is None:
        return []
    paid = [term for term in terms_of(session, affiliation.id) if term.ends_on <= until]
    return [term for term in paid if today <= term.ends_on] or paid[-1:]
