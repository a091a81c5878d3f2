"""The certificate of affiliation, for an organisation's wall."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Term
from hov_donate.config import Settings
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import keeper
from hov_donate.core.countries import country_name
from hov_donate.core.i18n import translator
from hov_donate.documents.certificates import CertificateText, render_certificate


def certificate_pdf(
    session: Session, affiliation_id: int, settings: Settings
) -> tuple[str, bytes] | None:
    """File name and PDF of an organisation's certificate, in its language; the same every time.

    It tells of the last term that is paid for. None for a person, and for an organisation that is
    not paid up. The file name tells an onlooker a number and a year. Raises NoResultFound.
    """
    affiliation = session.get_one(Affiliation, affiliation_id)
    if affiliation.organisation_id is None or not affiliation.status.paid_up:
        return None
    term = _paid_term(session, affiliation)
    if term is None:
        return None
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


def _paid_term(session: Session, affiliation: Affiliation) -> Term | None:
    return session.scalars(
        select(Term).where(
            Term.affiliation_id == affiliation.id,
            Term.ends_on == affiliation.paid_until,
            Term.voided_at.is_(None),
        )
    ).first()
