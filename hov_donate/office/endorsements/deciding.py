"""Staff let an endorsement count, and take it back."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.endorsements.operations import (
    EndorsementRefusedError,
    publish_endorsement,
    withdraw_endorsement,
)
from hov_donate.core.db import UnitOfWork
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.endorsements.found import ROOM, found
from hov_donate.office.endorsements.reading import endorsement_room
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.languages import translator


@office.post(f"{ROOM}/publish")
@requires(Permission.RUN_CAMPAIGN)
def publish_entered_endorsement(endorsement_id: int) -> ResponseReturnValue:
    """Let it count, and be seen where its organisation agreed to be."""
    return _decided(
        endorsement_id,
        lambda work: publish_endorsement(work, endorsement_id=endorsement_id, actor=acting()),
        translator().gettext("The endorsement is published. The figures follow tonight."),
    )


@office.post(f"{ROOM}/withdraw")
@requires(Permission.RUN_CAMPAIGN)
def withdraw_kept_endorsement(endorsement_id: int) -> ResponseReturnValue:
    """It counts no more, for a reason that stays in the office."""
    form = Form.sent()
    reason = form.words("reason", missing=translator().gettext("Enter why"))
    if not form.good:
        return endorsement_room(endorsement_id, form), 422
    return _decided(
        endorsement_id,
        lambda work: withdraw_endorsement(
            work, endorsement_id=endorsement_id, reason=reason, actor=acting()
        ),
        translator().gettext("The endorsement is withdrawn. The figures follow tonight."),
    )


def _decided(
    endorsement_id: int, act: Callable[[UnitOfWork], object], done: str
) -> ResponseReturnValue:
    found(endorsement_id)
    try:
        with changing() as work:
            act(work)
    except EndorsementRefusedError as error:
        flash(translator().gettext(label(error.fault)), "info")
    else:
        flash(done, "done")
    return redirect(url_for("office.endorsement", endorsement_id=endorsement_id), 303)
