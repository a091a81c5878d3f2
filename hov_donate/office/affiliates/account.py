"""An affiliate's statement of account, to be read or printed."""

from flask import render_template

from hov_donate.affiliations.queries.account import account_of
from hov_donate.office.affiliates.found import PATH, found
from hov_donate.office.affiliates.people import names
from hov_donate.office.blueprint import office
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts


@office.get(f"{PATH}/account")
@requires(Permission.SEE_AFFILIATES)
def account(number: str) -> str:
    """Everything that was asked for and everything that came, with what is owed after each."""
    it = found(number)
    lines = account_of(db.session(), it.id, parts().settings.campaign.time_zone)
    return render_template(
        "office/affiliates/account.html",
        it=it,
        lines=lines,
        balances={line.balance.currency: line.balance for line in lines},
        names=names([it.details_id]),
        today=today(),
    )
