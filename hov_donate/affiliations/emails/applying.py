"""Letters about applications: to go on with one, to confirm one, and what was decided."""

from hov_donate.affiliations.emails.writing import Content, Writing
from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Application,
    Officer,
    OfficerRole,
)
from hov_donate.affiliations.queries.affiliations import (
    SECOND_OFFICERS,
    newest_declaration,
    second_officers,
)
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.i18n import N_
from hov_donate.core.linklike import plain

ROLES = {
    OfficerRole.CORRESPONDENCE: N_("contact for correspondence"),
    OfficerRole.SECRETARY: N_("secretary"),
    OfficerRole.CHAIR: N_("chair"),
    OfficerRole.PAYER: N_("whoever pays"),
}


def application_resume(writing: Writing) -> Content | None:
    """The link to a form that was begun; none once it was sent, or was deleted."""
    application = writing.session.get(Application, int(writing.parts[0]))
    if application is None or application.submitted_at is not None:
        return None
    link = writing.addresses.resume(application.form, writing.letter.language, now=writing.now)
    return Content(writing.speak.gettext("Your application, to go on with"), {"link": link})


def officer_named(writing: Writing) -> Content | None:
    """Somebody was named as an officer; a second officer is asked to confirm an application.

    Where the affiliation lives, they only learn that they speak for it now. None once they do not
    any more, or it was turned down.
    """
    affiliation = writing.affiliation()
    officer = writing.session.get(Officer, int(writing.parts[1]))
    if affiliation is None or officer is None or officer.ended_at is not None:
        return None
    if affiliation.status is AffiliationStatus.REJECTED:
        return None
    asked = _is_asked(writing, affiliation, officer)
    facts = _facts(writing, affiliation) | {
        "asked": asked,
        "pending": affiliation.status.pending,
        "role": writing.speak.gettext(ROLES[officer.role]),
        "link": writing.addresses.officer(officer.id, writing.letter.language, now=writing.now),
    }
    return Content(_subject(writing, affiliation, asked=asked), facts)


def _subject(writing: Writing, affiliation: Affiliation, *, asked: bool) -> str:
    _ = writing.speak.gettext
    if asked:
        return _("Please confirm an application")
    if affiliation.status.pending:
        return _("You are named in an application")
    return _("You are named as an officer")


def _is_asked(writing: Writing, affiliation: Affiliation, officer: Officer) -> bool:
    if affiliation.status is not AffiliationStatus.SUBMITTED or officer.answer is not None:
        return False
    asked = second_officers(writing.session, affiliation.id)
    return officer.role in SECOND_OFFICERS and officer.id in {each.id for each in asked}


def application_question(writing: Writing) -> Content | None:
    """What the committee wants to know; none once it has decided."""
    affiliation, change = _change(writing)
    if affiliation is None or change is None or not affiliation.status.pending:
        return None
    facts = _facts(writing, affiliation) | {"question": change.reason}
    return Content(writing.speak.gettext("A question about your application"), facts)


def application_rejected(writing: Writing) -> Content | None:
    """That an application was not taken, and why; none once it was sent again."""
    affiliation, change = _change(writing)
    if affiliation is None or change is None:
        return None
    if affiliation.status is not AffiliationStatus.REJECTED:
        return None
    facts = _facts(writing, affiliation) | {"reason": change.reason}
    return Content(writing.speak.gettext("About your application"), facts)


def _change(writing: Writing) -> tuple[Affiliation | None, AffiliationChange | None]:
    change = writing.session.get(AffiliationChange, int(writing.parts[1]))
    return writing.affiliation(), change


def _facts(writing: Writing, affiliation: Affiliation) -> dict[str, object]:
    declared = newest_declaration(writing.session, affiliation.id)
    members = declared.members_affiliated
    return {
        "whose": writing.whose(affiliation),
        "members": members if members is None else writing.speak.number(members),
        "deciding_body": plain(declared.deciding_body),
    }
