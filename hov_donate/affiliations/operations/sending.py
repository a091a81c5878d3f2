"""A form is sent once: pressing twice, or two at once, come to the same affiliation."""

import json
from collections.abc import Sequence

from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, Application
from hov_donate.affiliations.queries.applications import DELEGATES
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins


def take_form(work: UnitOfWork, *, form: str, language: str) -> Application:
    """The application of a form, held until the transaction ends; it need not have been saved."""
    work.session.execute(
        insert_ignoring_twins(work.session, Application).values(
            form=form, language=language, started_at=work.now, saved_at=work.now
        )
    )
    return work.session.scalars(
        select(Application)
        .where(Application.form == form)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def settle_form(
    work: UnitOfWork,
    *,
    application: Application,
    affiliation: Affiliation,
    delegates: Sequence[str],
    seal: IdentitySeal,
) -> None:
    """Note that a form was sent, and for which affiliation.

    Its answers are in their places now and are forgotten here, but for the delegates' names: there
    may be no conference yet to name them for.
    """
    application.affiliation_id = affiliation.id
    application.submitted_at = application.saved_at = work.now
    answers = [{DELEGATES: "\n".join(delegates)}, []]
    application.sealed = seal.seal_text(json.dumps(answers)) if delegates else None
    work.session.flush()
