"""One step of an affiliation from its page: once, and only from where the page left it."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, AffiliationChange
from hov_donate.affiliations.operations import lock_affiliation
from hov_donate.core.db import UnitOfWork
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.web.database import db
from hov_donate.web.languages import translator


def last_change(session: Session, affiliation_id: int) -> int:
    """The newest row of an affiliation's history: every step leaves one."""
    newest = select(func.max(AffiliationChange.id)).where(
        AffiliationChange.affiliation_id == affiliation_id
    )
    return session.scalar(newest) or 0


def seen(affiliation: Affiliation) -> int:
    """What a form carries, to be pressed once and only while nothing else happens."""
    return last_change(db.session(), affiliation.id)


def take_step(
    found: Affiliation, form: Form, act: Callable[[UnitOfWork], object], *, done: str
) -> ResponseReturnValue:
    """Do something with an affiliation and show it, or say that it has changed meanwhile.

    `act` raises whatever cannot be done; nothing is kept then.
    """
    with changing() as work:
        lock_affiliation(work, found.id)
        fresh = str(last_change(work.session, found.id)) == form.shown("seen")
        if fresh:
            act(work)
    if fresh:
        flash(done, "done")
    else:
        _ = translator().gettext
        text = _("It has changed since you opened the page, maybe by pressing twice. Look again.")
        flash(text, "info")
    return back_to(found)


def back_to(found: Affiliation) -> ResponseReturnValue:
    """To the affiliate's page."""
    return redirect(url_for("office.affiliate", number=found.number), 303)
