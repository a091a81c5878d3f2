"""Correcting an affiliate's figures: the new fee is shown before it is asked for."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import Declared, redeclare
from hov_donate.affiliations.queries.affiliations import newest_declarations
from hov_donate.affiliations.queries.planning import NoScaleError
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.words import told
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.found import PATH, affiliation_or_none, found
from hov_donate.office.affiliates.queries.preview import Preview, preview
from hov_donate.office.affiliates.stepping import seen, take_step
from hov_donate.office.affiliates.typed_figures import FIELDS, as_typed, read_figures
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{PATH}/figures")
@requires(Permission.EDIT_AFFILIATES)
def ask_for_figures(number: str) -> str:
    """A form with the figures as they are; or with those of another affiliate, its double."""
    it = found(number)
    other = affiliation_or_none(db.session(), request.args.get("like", "")[:30])
    newest = newest_declarations(db.session(), [(other or it).id])
    return _form_page(it, Form(as_typed(newest.get((other or it).id))))


@office.post(f"{PATH}/figures")
@requires(Permission.EDIT_AFFILIATES)
def correct_figures(number: str) -> ResponseReturnValue:
    """Show what a correction does to the fee; once that was seen, correct."""
    it, form = found(number), Form.sent()
    declared = read_figures(form)
    would_be = _preview(it, declared, form) if form.good else None
    if would_be is None:
        return _form_page(it, form), 422
    if not form.ticked("looked"):
        form.typed["seen"] = str(seen(it))
        return _look_page(it, form, would_be)

    def act(work: UnitOfWork) -> None:
        redeclare(
            work,
            affiliation_id=it.id,
            declared=declared,
            actor=acting(),
            settings=parts().settings,
        )

    return take_step(it, form, act, done=translator().gettext("The figures are corrected."))


def _preview(it: Affiliation, declared: Declared, form: Form) -> Preview | None:
    """What the figures would do; None, with what is wrong noted in the form."""
    _ = translator().gettext
    try:
        return preview(db.session(), it, declared, parts().settings.campaign, parts().clock.now())
    except QuoteError as error:
        form.wrong("members_affiliated", told(error.sentence, translator()))
    except NoScaleError:
        form.wrong("members_affiliated", _("No fee scale is in force for them"))
    return None


def _form_page(it: Affiliation, form: Form) -> str:
    return render_template("office/affiliates/figures.html", it=it, form=form)


def _look_page(it: Affiliation, form: Form, would_be: Preview) -> str:
    kept = {name: form.shown(name) for name in FIELDS if form.shown(name)}
    return render_template(
        "office/affiliates/look_at_figures.html", it=it, form=form, would_be=would_be, kept=kept
    )
