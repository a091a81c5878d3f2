"""Entering what an organisation decided, or what a leader of it says; and mending it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.endorsements.models import Endorsement
from hov_donate.campaign.endorsements.operations import change_endorsement, enter_endorsement
from hov_donate.campaign.endorsements.rules import (
    LONGEST_LINK,
    LONGEST_MOTION,
    Basis,
    EndorsementFacts,
)
from hov_donate.campaign.press.operations import is_link
from hov_donate.contacts.models import Organisation
from hov_donate.core.languages import LANGUAGES, language_choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.endorsements.found import BODY, ROOM, found, found_body
from hov_donate.office.forms import Form, new_key
from hov_donate.office.guard import acting
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator


@office.get(f"{BODY}/endorsement")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_endorsement(organisation_id: int) -> str:
    """The form of an endorsement."""
    return _page(Form({"form": new_key()}), found_body(organisation_id), None)


@office.post(f"{BODY}/endorsement")
@requires(Permission.RUN_CAMPAIGN)
def keep_endorsement(organisation_id: int) -> ResponseReturnValue:
    """Write it down; it counts once it is published."""
    body, form = found_body(organisation_id), Form.sent()
    missing = translator().gettext("Choose on whose word it stands")
    facts = _facts(form, form.choice("basis", Basis, missing=missing))
    if facts is None:
        return _page(form, body, None), 422
    with changing() as work:
        kept = enter_endorsement(
            work, form=form.key(), organisation_id=body.id, facts=facts, actor=acting()
        )
    flash(
        translator().gettext("The endorsement is entered. It counts once it is published."), "done"
    )
    return redirect(url_for("office.endorsement", endorsement_id=kept.id), 303)


@office.get(f"{ROOM}/change")
@requires(Permission.RUN_CAMPAIGN)
def ask_what_endorsement_is(endorsement_id: int) -> str:
    """The form of an endorsement, as it is."""
    it = found(endorsement_id)
    names = ("deciding_body", "meeting", "language", "title", "body", "link")
    typed = {name: getattr(it, name) for name in names}
    typed |= {"basis": it.basis.value, "decided_on": it.decided_on.isoformat()}
    typed["attendance"] = str(it.attendance or "")
    return _page(Form(typed), found_body(it.organisation_id), it)


@office.post(f"{ROOM}/change")
@requires(Permission.RUN_CAMPAIGN)
def rewrite_endorsement(endorsement_id: int) -> ResponseReturnValue:
    """Let it be as it is described now."""
    it, form = found(endorsement_id), Form.sent()
    facts = _facts(form, it.basis)
    if facts is None:
        return _page(form, found_body(it.organisation_id), it), 422
    with changing() as work:
        change_endorsement(work, endorsement_id=it.id, facts=facts)
    flash(translator().gettext("The endorsement is changed."), "done")
    return redirect(url_for("office.endorsement", endorsement_id=it.id), 303)


def _facts(form: Form, basis: Basis | None) -> EndorsementFacts | None:
    """What was typed; None when something is wrong with it."""
    _ = translator().gettext
    by_body = basis is not Basis.PERSONAL
    missing = _("Enter which body of the organisation decided") if by_body else ""
    deciding_body = form.line("deciding_body", missing=missing)
    decided_on = form.day("decided_on", missing=_("Enter the day"))
    if decided_on is not None and decided_on > today():
        form.wrong("decided_on", _("That day has not come yet"))
    attendance = form.number("attendance")
    language = form.shown("language")
    if language not in LANGUAGES:
        form.wrong("language", _("Choose the language from the list"))
    title, body = form.line("title"), form.words("body", most=LONGEST_MOTION)
    meeting, link = form.line("meeting"), form.line("link", most=LONGEST_LINK)
    if link and not is_link(link):
        form.wrong("link", _("Enter a link that begins with https://"))
    if not form.good or decided_on is None or basis is None:
        return None
    return EndorsementFacts(
        basis=basis,
        deciding_body=deciding_body,
        decided_on=decided_on,
        meeting=meeting,
        attendance=attendance or None,
        language=language,
        title=title,
        body=body,
        link=link,
    )


def _page(form: Form, body: Organisation, it: Endorsement | None) -> str:
    return render_template(
        "office/endorsements/enter.html",
        form=form,
        body=body,
        it=it,
        bases=list(Basis),
        languages=language_choices(translator().language),
    )
