"""Countries that are counted and not shown: the list, hiding one, and showing it again."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hov_donate.campaign.map.models import HiddenCountry
from hov_donate.campaign.map.operations import hide_country, show_country
from hov_donate.core.countries import COUNTRIES, country_choices
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

LONGEST_REASON = 500


@office.get("/map")
@requires(Permission.SEE_CAMPAIGN)
def hidden_countries() -> str:
    """Every country that is hidden: there are no more than countries."""
    return _page(Form())


@office.post("/map/hide")
@requires(Permission.RUN_CAMPAIGN)
def hide_a_country() -> ResponseReturnValue:
    """Show a country nowhere any more."""
    form, _ = Form.sent(), translator().gettext
    country = form.shown("country")
    if country not in COUNTRIES:
        form.wrong("country", _("Choose the country from the list"))
    reason = form.words("reason", missing=_("Say why"), most=LONGEST_REASON)
    if not form.good:
        return _page(form), 422
    with changing() as work:
        hide_country(work, country=country, reason=reason, actor=acting())
    flash(_("The country is counted in totals only."), "done")
    return redirect(url_for("office.hidden_countries"), 303)


@office.post("/map/<country>/show")
@requires(Permission.RUN_CAMPAIGN)
def show_a_country(country: str) -> ResponseReturnValue:
    """Show a country again."""
    with changing() as work:
        if not show_country(work, country=country):
            abort(404)
    flash(translator().gettext("The country is shown again."), "done")
    return redirect(url_for("office.hidden_countries"), 303)


def _page(form: Form) -> str:
    rows = db.session().scalars(select(HiddenCountry).order_by(HiddenCountry.hidden_at)).all()
    return render_template(
        "office/solidarity_map/hidden.html",
        form=form,
        rows=rows,
        people=people(db.session(), [row.hidden_by for row in rows]),
        countries=country_choices(translator().language),
    )
