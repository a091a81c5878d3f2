"""What is told after an event: a report in each of its languages, and a picture."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.events.operations import (
    Report,
    add_picture,
    remove_picture,
    write_report,
)
from hov_donate.campaign.events.pictures import LARGEST, NoPictureError, Picture, cleaned
from hov_donate.campaign.events.queries import picture, texts
from hov_donate.campaign.events.rules import LONGEST_BODY
from hov_donate.core.i18n import translator as spoken
from hov_donate.office.bank.uploads import sent_file
from hov_donate.office.blueprint import office
from hov_donate.office.campaign_events.found import ROOM, called, found
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

LONGEST_ALT = 500


@office.get(f"{ROOM}/report")
@requires(Permission.RUN_CAMPAIGN)
def ask_for_event_report(event_id: int) -> str:
    """The form of the report, as it is."""
    found(event_id)
    typed = {}
    for language, text in texts(db.session(), event_id).items():
        typed[f"report-{language}"] = text.report
        typed[f"shows-{language}"] = text.picture_shows
    return _page(Form(typed), event_id)


@office.post(f"{ROOM}/report")
@requires(Permission.RUN_CAMPAIGN)
def keep_event_report(event_id: int) -> ResponseReturnValue:
    """Keep the report, and the picture where one was sent: without what its camera wrote."""
    found(event_id)
    form, image = Form.sent(), None
    content = sent_file() if "file" in request.files else b""
    if content:
        image = _picture(form, content)
    shows_one = image is not None or picture(db.session(), event_id) is not None
    reports = _reports(form, event_id, with_picture=shows_one)
    if not form.good:
        return _page(form, event_id), 422
    with changing() as work:
        write_report(work, event_id=event_id, reports=reports)
        if image is not None:
            add_picture(work, event_id=event_id, picture=image)
    flash(translator().gettext("The report is kept."), "done")
    return redirect(url_for("office.campaign_event", event_id=event_id), 303)


@office.post(f"{ROOM}/picture/remove")
@requires(Permission.RUN_CAMPAIGN)
def remove_event_picture(event_id: int) -> ResponseReturnValue:
    """Somebody in it does not want to be shown, or it was the wrong one."""
    found(event_id)
    with changing() as work:
        gone = remove_picture(work, event_id=event_id)
    if gone:
        flash(translator().gettext("The picture is removed, and not kept."), "done")
    else:
        flash(translator().gettext("There is no picture."), "info")
    return redirect(url_for("office.ask_for_event_report", event_id=event_id), 303)


def _picture(form: Form, content: bytes) -> Picture | None:
    try:
        return cleaned(content)
    except NoPictureError:
        text = translator().gettext(
            "Choose a JPEG or PNG of at most %(most)s MB and 8,000 pixels", most=LARGEST >> 20
        )
        form.wrong("file", text)
        return None


def _reports(form: Form, event_id: int, *, with_picture: bool) -> dict[str, Report]:
    """What was typed by language; a picture says in each what it shows."""
    missing = translator().gettext("Enter what the picture shows") if with_picture else ""
    return {
        language: Report(
            form.words(f"report-{language}", most=LONGEST_BODY),
            form.line(f"shows-{language}", missing=missing, most=LONGEST_ALT),
        )
        for language in texts(db.session(), event_id)
    }


def _page(form: Form, event_id: int) -> str:
    return render_template(
        "office/events/report.html",
        form=form,
        event_id=event_id,
        title=called(found(event_id)),
        languages=[spoken(tag) for tag in texts(db.session(), event_id)],
        image=picture(db.session(), event_id),
    )
