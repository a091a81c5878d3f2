"""Gifts to look at, as lines of the first room."""

from flask import url_for
from sqlalchemy.orm import Session

from hov_donate.core.i18n import N_
from hov_donate.donations.review.rules import Pile
from hov_donate.office.review.queries import OpenReviews, open_reviews
from hov_donate.office.review.words import time_left
from hov_donate.office.spans import today
from hov_donate.office.tasks import Task
from hov_donate.web.languages import translator


def review_tasks(session: Session) -> list[Task]:
    """Gifts that a rule wants somebody to look at, and those that have to go back."""
    waits = open_reviews(session, today())
    return [
        Task(
            waits.to_decide,
            N_("Gifts to look at"),
            N_("A rule of the campaign wants somebody to. Each has a day to decide by."),
            url_for("office.reviews", status=Pile.WAITING.value),
            _how_long(waits),
        ),
        Task(
            waits.to_go_back,
            N_("Gifts to hand back"),
            N_("They were not accepted, and nobody is sending them back yet."),
            url_for("office.reviews", status=Pile.TO_GO_BACK.value),
        ),
    ]


def _how_long(waits: OpenReviews) -> tuple[str, ...]:
    if waits.overdue:
        return (
            translator().ngettext("%(num)s is overdue.", "%(num)s are overdue.", waits.overdue),
        )
    if waits.first_by is None:
        return ()
    left = time_left(waits.first_by, today())
    return (translator().gettext("The first: %(left)s", left=left),)
