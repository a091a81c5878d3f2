"""The list of affiliates, narrowed by what the address says."""

from flask import render_template, request

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.office import asked
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.listing import Search, in_use
from hov_donate.office.affiliates.queries.listing import affiliates as find_affiliates
from hov_donate.office.affiliates.words import choices, named
from hov_donate.office.blueprint import office
from hov_donate.office.guard import readers_seal
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator

# As many stages as any constitution has; which there are is each scale's.
MOST_STAGES = 6
BACK = "back"
LONGEST_KIND, LONGEST_COUNTRY = 40, 2


@office.get("/affiliates")
@requires(Permission.SEE_AFFILIATES)
def affiliates() -> str:
    """Affiliates, the newest first; found by number, name, reference or e-mail."""
    search = _search()
    page = find_affiliates(db.session(), readers_seal(), search, asked.place())
    return render_template(
        "office/affiliates/list.html",
        page=page,
        search=search,
        names=names([row.affiliation.details_id for row in page.rows]),
        statuses=choices(AffiliationStatus),
        kinds=named(in_use(db.session(), Affiliation.kind), "kind"),
        countries=named(in_use(db.session(), Affiliation.country), "country"),
        stages=[(stage, str(stage)) for stage in range(1, MOST_STAGES + 1)],
        letters=[(BACK, translator().gettext("They come back"))],
        kept=_kept(search),
    )


def _search() -> Search:
    stage = asked.key("stage")
    return Search(
        text=asked.search(),
        status=asked.choice("status", AffiliationStatus),
        kind=_word("kind", LONGEST_KIND),
        country=_word("country", LONGEST_COUNTRY),
        stage=stage if stage and stage <= MOST_STAGES else None,
        under=asked.key("under"),
        out_of_reach=request.args.get("letters") == BACK,
    )


def _word(name: str, most: int) -> str:
    return request.args.get(name, "").replace("\0", "")[:most]


def _kept(search: Search) -> dict[str, object]:
    return asked.kept(
        q=search.text,
        status=search.status,
        kind=search.kind,
        country=search.country,
        stage=search.stage,
        under=search.under,
        letters=BACK if search.out_of_reach else "",
    )
