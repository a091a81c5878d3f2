"""The books."""

from flask import render_template

from hov_donate.ledger.chart import Account
from hov_donate.office import asked
from hov_donate.office.blueprint import office
from hov_donate.office.queries.ledger import account_balances, entries
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db


@office.get("/ledger")
@requires(Permission.SEE_LEDGER)
def ledger() -> str:
    """Balances, and entries with their postings."""
    account = asked.choice("account", Account)
    return render_template(
        "office/ledger.html",
        page=entries(db.session(), account, asked.place()),
        balances=account_balances(db.session()),
        accounts=list(Account),
        chosen=account,
        kept=asked.kept(account=account),
    )
