"""What is decided about an affiliate: another fee, a promise, that it lapses or resigns."""

from collections.abc import Callable

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from hov_donate.affiliations.models import Affiliation, Term
from hov_donate.affiliations.operations import (
    Override,
    PromiseRefusedError,
    lapse,
    override_fee,
    promise,
    resign,
)
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.rules.standing import AffiliationStatus, StepRefusedError
from hov_donate.core.db import UnitOfWork
from hov_donate.office.affiliates.found import PATH, found
from hov_donate.office.affiliates.stepping import take_step
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form, typed_amount
from hov_donate.office.guard import acting
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_MINUTE = 120
ENDED = frozenset(
    {AffiliationStatus.LAPSED, AffiliationStatus.RESIGNED, AffiliationStatus.REJECTED}
)


@office.get(f"{PATH}/override")
@requires(Permission.OVERRIDE_FEES)
def ask_for_override(number: str) -> str:
    """Another fee than the scale's: how much, why, who approved it, where it is minuted."""
    it = found(number)
    term = _newest_term(it)
    return _override_page(it, term, Form({"fee": typed_amount(term.fee)}))


@office.post(f"{PATH}/override")
@requires(Permission.OVERRIDE_FEES)
def decide_fee(number: str) -> ResponseReturnValue:
    """Ask for another fee."""
    _, it, form = translator().gettext, found(number), Form.sent()
    term = _newest_term(it)
    fee = form.fee("fee", term.currency, missing=_("Enter the fee; 0 for nothing"))
    reason = form.words("reason", missing=_("Write why the scale does not hold for them"))
    approved_by = form.line("approved_by", missing=_("Write who approved it"))
    minute = form.line("minute", missing=_("Enter the minute reference"), most=LONGEST_MINUTE)
    if not form.good or fee is None:
        return _override_page(it, term, form), 422
    override = Override(fee, reason, approved_by, minute)

    def act(work: UnitOfWork) -> None:
        override_fee(
            work,
            affiliation_id=it.id,
            override=override,
            actor=acting(),
            settings=parts().settings,
        )

    return take_step(it, form, act, done=_("The fee is what was decided. A new invoice goes out."))


@office.get(f"{PATH}/promise")
@requires(Permission.EDIT_AFFILIATES)
def ask_for_promise(number: str) -> str:
    """Until when somebody says that the money will be here."""
    return _page("promise", found(number), Form())


@office.post(f"{PATH}/promise")
@requires(Permission.EDIT_AFFILIATES)
def note_promise(number: str) -> ResponseReturnValue:
    """Note that the money is promised."""
    _, it, form = translator().gettext, found(number), Form.sent()
    until = form.day("until", missing=_("Enter the day until which it holds"))
    if until and until < today():
        form.wrong("until", _("This day is past"))
    words = form.words("words", missing=_("Write what was promised, and by whom"))
    if not form.good or until is None:
        return _page("promise", it, form), 422

    def act(work: UnitOfWork) -> None:
        promise(work, affiliation_id=it.id, until=until, words=words, actor=acting(), today=today())

    try:
        return take_step(it, form, act, done=_("The promise is noted."))
    except PromiseRefusedError:
        form.wrong("until", _("Only an affiliate that lives can promise anything"))
        return _page("promise", it, form), 422


@office.get(f"{PATH}/lapse")
@requires(Permission.END_AFFILIATIONS)
def ask_before_lapsing(number: str) -> str:
    """What it means that an affiliate lapses, and which meeting decided it."""
    it = found(number)
    if it.status is not AffiliationStatus.ARREARS:
        abort(404)
    return _page("lapse", it, Form())


@office.post(f"{PATH}/lapse")
@requires(Permission.END_AFFILIATIONS)
def let_lapse(number: str) -> ResponseReturnValue:
    """Let an affiliate lapse, by a decision that is minuted."""
    _, it, form = translator().gettext, found(number), Form.sent()
    reason = form.words("reason", missing=_("Write why"))
    minute = form.line("minute", missing=_("Enter the minute reference"), most=LONGEST_MINUTE)
    if not form.good:
        return _page("lapse", it, form), 422

    def act(work: UnitOfWork) -> None:
        lapse(work, affiliation_id=it.id, actor=acting(), reason=reason, minute_reference=minute)

    return _ended("lapse", it, form, act, done=_("The affiliate has lapsed."))


@office.get(f"{PATH}/resign")
@requires(Permission.END_AFFILIATIONS)
def ask_before_resigning(number: str) -> str:
    """What it means that an affiliate leaves."""
    it = found(number)
    if it.status in ENDED - {AffiliationStatus.LAPSED}:
        abort(404)
    return _page("resign", it, Form())


@office.post(f"{PATH}/resign")
@requires(Permission.END_AFFILIATIONS)
def let_resign(number: str) -> ResponseReturnValue:
    """End an affiliation by the word of those whose it is."""
    _, it, form = translator().gettext, found(number), Form.sent()
    reason = form.words("reason", missing=_("Write how and when they said so"))
    if not form.good:
        return _page("resign", it, form), 422

    def act(work: UnitOfWork) -> None:
        resign(work, affiliation_id=it.id, actor=acting(), reason=reason)

    return _ended("resign", it, form, act, done=_("The affiliate has left."))


def _ended(
    room: str, it: Affiliation, form: Form, act: Callable[[UnitOfWork], object], *, done: str
) -> ResponseReturnValue:
    try:
        return take_step(it, form, act, done=done)
    except StepRefusedError:
        form.wrong("reason", translator().gettext("In the state it is in, that cannot be"))
        return _page(room, it, form), 422


def _newest_term(it: Affiliation) -> Term:
    held = terms_of(db.session(), it.id)
    return held[-1] if held else abort(404)


def _page(room: str, it: Affiliation, form: Form) -> str:
    return render_template(f"office/affiliates/{room}.html", it=it, form=form)


def _override_page(it: Affiliation, term: Term, form: Form) -> str:
    return render_template("office/affiliates/override.html", it=it, term=term, form=form)
