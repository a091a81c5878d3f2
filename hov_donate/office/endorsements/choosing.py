"""Whose endorsement it is: an organisation that is here already, or one to be written down."""

from flask import render_template, request

from hov_donate.office import asked
from hov_donate.office.affiliates.queries.tree import named_like
from hov_donate.office.blueprint import office
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db


@office.get("/endorsements/who")
@requires(Permission.RUN_CAMPAIGN)
def ask_who_endorses() -> str:
    """Organisations by name; the endorsement is entered from there."""
    text = asked.search()
    return render_template(
        "office/endorsements/who.html",
        q=request.args.get("q", ""),
        searched=bool(text),
        found=named_like(db.session(), text) if text else [],
    )
