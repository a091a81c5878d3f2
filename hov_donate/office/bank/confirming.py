"""What is exact may be confirmed together, once a person has seen the list."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.office.affiliates.people import names
from hov_donate.office.bank.queries import listing as queries
from hov_donate.office.bank.refused import REFUSALS
from hov_donate.office.bank.words import Offered, offered, words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import confirm_proposal
from hov_donate.reconciliation.bank.rules.kinds import Surety
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LINE = "line-"


@office.get("/bank/confirm")
@requires(Permission.SETTLE_LINES)
def ask_before_confirming() -> str:
    """Every line that is exact as everything stands now, up to a hundred."""
    rows = _exact()
    lines = [line for line, _ in rows]
    owners = [key for _, it in rows for key in it.details]
    return render_template(
        "office/bank/confirm.html", rows=rows, words=words_of(lines), names=names(owners), line=LINE
    )


@office.post("/bank/confirm")
@requires(Permission.SETTLE_LINES)
def confirm_lines() -> ResponseReturnValue:
    """Settle the lines that were on the page as they were on it, each by itself."""
    _, speak = translator().gettext, translator()
    done = left = 0
    for name, seen in Form.sent().typed.items():
        key = name.removeprefix(LINE)
        if not name.startswith(LINE) or not (key.isascii() and key.isdigit() and len(key) < 19):
            continue
        if _confirm(int(key), seen):
            done += 1
        else:
            left += 1
    if done:
        text = speak.ngettext("%(num)s line is settled.", "%(num)s lines are settled.", done)
        flash(text, "done")
    if left:
        flash(_("Some lines have changed since: look at them one by one."), "info")
    return redirect(url_for("office.bank_lines", status="proposed"), 303)


def _confirm(line_id: int, seen: str) -> bool:
    try:
        with changing() as work:
            confirm_proposal(
                work,
                line_id=line_id,
                seen=seen,
                actor=acting(),
                settings=parts().settings,
                seal=parts().seal,
            )
    except (*REFUSALS, LookupError):
        return False
    return True


def _exact() -> list[tuple[BankLine, Offered]]:
    """Each thing is shown once: what two lines may be is the first one's."""
    session = db.session()
    lines = queries.exact(session)
    found = offered(session, lines)
    rows: dict[str, tuple[BankLine, Offered]] = {}
    for line in lines:
        first = next(iter(found[line.id]), None)
        if first is not None and first.proposal.surety is Surety.EXACT:
            rows.setdefault(first.name, (line, first))
    return list(rows.values())
