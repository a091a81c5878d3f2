"""The list of appeals, one of them with its countries, and whether everybody sees it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.appeals.operations import (
    AppealRefusedError,
    publish_appeal,
    take_appeal_down,
)
from hov_donate.campaign.appeals.queries.standing import counts, texts
from hov_donate.campaign.appeals.rules import names_go_on
from hov_donate.core.i18n import translator as spoken
from hov_donate.office import asked
from hov_donate.office.appeals import queries
from hov_donate.office.appeals.found import ROOM, called, found
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.labels import label
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get("/appeals")
@requires(Permission.SEE_CAMPAIGN)
def appeals() -> str:
    """Every appeal, how many signed it, and what waits for a person."""
    page = queries.appeals(db.session(), asked.place())
    return render_template(
        "office/appeals/appeals.html",
        page=page,
        names={row.appeal.id: called(db.session(), row.appeal) for row in page.rows},
    )


@office.get(ROOM)
@requires(Permission.SEE_CAMPAIGN)
def appeal(appeal_id: int) -> str:
    """One appeal: its days, its texts, and how many signed from where."""
    it, session = found(appeal_id), db.session()
    kept = sorted(counts(session, appeal_id), key=lambda row: -row.confirmed)
    campaign = parts().settings.campaign
    written = texts(session, appeal_id)
    return render_template(
        "office/appeals/appeal.html",
        it=it,
        title=called(session, it),
        counts=kept,
        total=sum(row.confirmed for row in kept),
        waiting=queries.waiting(session, appeal_id),
        sheets=queries.sheets(session, appeal_id),
        names_go_on=names_go_on(it.closes_on) if it.closes_on else None,
        languages=[(spoken(tag).language_name, tag in written) for tag in campaign.languages],
        address=f"{parts().settings.public_url}/{campaign.default_language}/appeals/{it.slug}",
    )


@office.post(f"{ROOM}/publish")
@requires(Permission.RUN_CAMPAIGN)
def publish(appeal_id: int) -> ResponseReturnValue:
    """Let everybody see an appeal."""
    found(appeal_id)
    try:
        with changing() as work:
            publish_appeal(work, appeal_id=appeal_id)
    except AppealRefusedError as error:
        flash(translator().gettext(label(error.fault)), "info")
    else:
        flash(translator().gettext("The appeal is published."), "done")
    return redirect(url_for("office.appeal", appeal_id=appeal_id), 303)


@office.post(f"{ROOM}/take-down")
@requires(Permission.RUN_CAMPAIGN)
def take_down(appeal_id: int) -> ResponseReturnValue:
    """Let nobody see an appeal any more."""
    found(appeal_id)
    with changing() as work:
        take_appeal_down(work, appeal_id=appeal_id)
    flash(translator().gettext("The appeal is taken down. Its signatures stay."), "done")
    return redirect(url_for("office.appeal", appeal_id=appeal_id), 303)
