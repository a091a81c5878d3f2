"""Who signed an appeal, and what a person decides about signatures that wait."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from hov_donate.campaign.appeals.models import Signature
from hov_donate.campaign.appeals.operations import (
    accept_for_paper,
    accept_signatures,
    reject_signatures,
    reject_waiting,
    withdraw_signature,
)
from hov_donate.campaign.appeals.operations.moderating import MOST_AT_ONCE
from hov_donate.campaign.appeals.rules import HoldReason, SignatureStatus, speaks_for_body
from hov_donate.office import asked
from hov_donate.office.affiliates.found import KEY
from hov_donate.office.appeals import queries
from hov_donate.office.appeals.found import ROOM, called, found
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.guard import acting, readers_seal
from hov_donate.office.queries.paging import PER_PAGE
from hov_donate.office.queries.people import people
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{ROOM}/signatures")
@requires(Permission.SEE_CAMPAIGN)
def signatures(appeal_id: int) -> str:
    """Signatures of an appeal, the newest first; those of one state, or of one address."""
    it = found(appeal_id)
    search = queries.Search(
        asked.choice("status", SignatureStatus), asked.search(), asked.choice("reason", HoldReason)
    )
    page = queries.signatures(db.session(), readers_seal(), appeal_id, search, asked.place())
    held = [row.signature for row in page.rows if row.signature.status is SignatureStatus.HELD]
    return render_template(
        "office/appeals/signatures.html",
        it=it,
        title=called(db.session(), it),
        page=page,
        search=search,
        statuses=list(SignatureStatus),
        reasons=list(HoldReason),
        held=[each.id for each in held],
        alike=[each.id for each in held if not _one_by_one(each)],
        further=_more_wait(appeal_id, search.reason, len(held)),
        most=MOST_AT_ONCE,
        names_open=readers_seal() is not None,
        people=people(db.session(), [row.signature.settled_by for row in page.rows]),
        kept=asked.kept(status=search.status, q=search.text, reason=search.reason),
    )


def _more_wait(appeal_id: int, reason: HoldReason | None, seen: int) -> bool:
    """Whether more wait for one reason than a page of it shows."""
    return reason is not None and queries.waiting(db.session(), appeal_id, reason) > seen


def _one_by_one(signature: Signature) -> bool:
    """Whether who signed is perhaps on paper too, or would name an organisation."""
    for_body = speaks_for_body(signature.capacity, signature.shown)
    return for_body or signature.held_for is HoldReason.ON_PAPER


@office.post(f"{ROOM}/signatures/decide")
@requires(Permission.MODERATE_SIGNATURES)
def decide_signatures(appeal_id: int) -> ResponseReturnValue:
    """Let one signature that waits count, or all of a page; or turn them away.

    Or let one count in place of that on paper, which is the same person's; or turn away all that
    wait for one reason, as many as one press takes.
    """
    found(appeal_id)
    reason = next((it for it in HoldReason if it.value == request.form.get("reason")), None)
    accepted, rejected, one_person = _ids("accept"), _ids("reject"), _ids("paper")
    with changing() as work:
        came = accept_signatures(work, ids=accepted, actor=acting())
        came += sum(
            accept_for_paper(work, signature_id=it, seal=parts().seal, actor=acting())
            for it in one_person
        )
        went = reject_signatures(work, ids=rejected, actor=acting())
        if reason is not None:
            went += reject_waiting(work, appeal_id=appeal_id, reason=reason, actor=acting())
    _told(came, went)
    held = SignatureStatus.HELD
    seen = reason or next((it for it in HoldReason if it.value == request.form.get("seen")), None)
    room = url_for("office.signatures", appeal_id=appeal_id, status=held, reason=seen)
    return redirect(room, 303)


@office.post(f"/signatures/{KEY}signature_id>/withdraw")
@requires(Permission.MODERATE_SIGNATURES)
def take_signature_back(signature_id: int) -> ResponseReturnValue:
    """Somebody wrote to us that they take their signature back."""
    signature = db.session().get(Signature, signature_id) or abort(404)
    appeal_id = signature.appeal_id
    with changing() as work:
        done = withdraw_signature(work, signature_id=signature_id, actor=acting())
    _ = translator().gettext
    if done:
        flash(_("The signature is taken back, and the name is gone everywhere."), "done")
    else:
        flash(_("Somebody decided about this before you."), "info")
    return redirect(url_for("office.signatures", appeal_id=appeal_id), 303)


def _told(came: int, went: int) -> None:
    """Say what was done."""
    speak = translator()
    if came:
        text = speak.ngettext(
            "%(num)s signature counts now.", "%(num)s signatures count now.", came
        )
        flash(text, "done")
    if went:
        text = speak.ngettext(
            "%(num)s signature is turned away.", "%(num)s signatures are turned away.", went
        )
        flash(text, "done")
    if not came and not went:
        flash(speak.gettext("Somebody decided about this before you."), "info")


def _ids(button: str) -> list[int]:
    """The signatures that a button means: one, or those of the page."""
    texts = request.form.get(button, "").split(" ")
    return [int(it) for it in texts[:PER_PAGE] if it.isascii() and it.isdigit() and len(it) < 19]
