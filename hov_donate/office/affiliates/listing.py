"""The list of affiliates, narrowed by what the address says."""

from flask import render_template

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.office.affiliates.lists import AFFILIATES, BACK, MOST_STAGES
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.listing import in_use
from hov_donate.office.affiliates.words import choices, named
from hov_donate.office.blueprint import office
from hov_donate.office.lists.shown import shown
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator


@office.get("/affiliates")
@requires(Permission.SEE_AFFILIATES)
def affiliates() -> str:
    """Affiliates, the newest first; found by number, name, reference or e-mail."""
    found = shown(AFFILIATES)
    return render_template(
        "office/affiliates/list.html",
        list=found,
        search=found.search,
        names=names([row.affiliation.details_id for row in found.rows]),
        statuses=choices(AffiliationStatus),
        kinds=named(in_use(db.session(), Affiliation.kind), "kind"),
        countries=named(in_use(db.session(), Affiliation.country), "country"),
        stages=[(stage, str(stage)) for stage in range(1, MOST_STAGES + 1)],
        letters=[(BACK, translator().gettext("They come back"))],
    )
