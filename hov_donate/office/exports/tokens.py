"""Tokens by which programs read the figures: made, shown once, revoked."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from hov_donate.core.i18n import N_
from hov_donate.core.spans import DAY
from hov_donate.office import asked, spans
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting, allowed
from hov_donate.office.queries.paging import page_of
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.staff.tokens.models import ApiToken
from hov_donate.staff.tokens.operations import TokenFacts, make_token, revoke_token
from hov_donate.staff.tokens.rules import LONGEST_NAME, SCOPES
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

USUALLY = timedelta(days=90)
A_YEAR = timedelta(days=365)
# What a token lets be read, in the words of its page.
SCOPE_NAMES = {
    Permission.SEE_REPORTS: N_("Figures: income, refunds, fees, what came and went"),
    Permission.SEE_LEDGER: N_("Books: balances, daily sums, postings, payouts, funds"),
    Permission.SEE_GIFTS: N_("Gifts, one by one, without names"),
}


@office.get("/tokens")
@requires(Permission.MANAGE_TOKENS)
def tokens() -> ResponseReturnValue:
    """All tokens, and how to make one."""
    return _page(Form({"expires": (spans.today() + USUALLY).isoformat()}))


@office.post("/tokens")
@requires(Permission.MANAGE_TOKENS)
def make_a_token() -> ResponseReturnValue:
    """Make one; the answer is the only page that ever shows it."""
    form = Form.sent()
    facts = _read(form)
    if facts is None:
        return _page(form)
    with changing() as work:
        kept, token = make_token(work, facts=facts, actor=acting(), held=filter(allowed, SCOPES))
    return _page(Form(), made=(kept.name, token))


@office.post("/tokens/<int:token_id>/revoke")
@requires(Permission.MANAGE_TOKENS)
def revoke_a_token(token_id: int) -> ResponseReturnValue:
    """Let it open nothing any more."""
    _ = translator().gettext
    if db.session().get(ApiToken, token_id) is None:
        abort(404)
    with changing() as work:
        revoke_token(work, token_id=token_id, actor=acting())
    flash(_("The token is revoked. Whatever used it is refused from now on."), "done")
    return redirect(url_for("office.tokens"), 303)


def _read(form: Form) -> TokenFacts | None:
    _ = translator().gettext
    name = form.line("name", missing=_("Enter what the token is for"), most=LONGEST_NAME)
    scopes = _scopes(form)
    last = form.day("expires", missing=_("Enter the last day"))
    if not scopes:
        form.wrong("scope", _("Choose what it lets be read"))
    today = spans.today()
    if last is not None and not today <= last <= today + A_YEAR:
        form.wrong("expires", _("Choose a day from today on, and a year ahead at most"))
    if last is None or not form.good:
        return None
    zone = ZoneInfo(parts().settings.campaign.time_zone)
    return TokenFacts(name, scopes, datetime.combine(last + DAY, time.min, zone))


def _scopes(form: Form) -> Sequence[Permission]:
    return [it for it in SCOPES if allowed(it) and form.ticked(f"scope-{it.value}")]


def _page(form: Form, made: tuple[str, str] | None = None) -> Response:
    session, speak = db.session(), translator()
    page = page_of(session, select(ApiToken), ApiToken.id, asked.place())
    names = {it.value: speak.gettext(text) for it, text in SCOPE_NAMES.items()}
    shown = render_template(
        "office/exports/tokens.html",
        form=form,
        page=page,
        made=made,
        names=names,
        scopes=[(it.value, names[it.value]) for it in SCOPES if allowed(it)],
        now=parts().clock.now(),
        people=people(session, [it.made_by for it in page.rows]),
    )
    return make_response(shown, 422 if form.problems else 200)
