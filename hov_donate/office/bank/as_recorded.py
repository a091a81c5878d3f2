"""Saying that a line is in the books already: which of what was recorded it is."""

from collections.abc import Callable, Sequence

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from hov_donate.core.db import UnitOfWork
from hov_donate.office.bank.one_line import ROOM, found, to_line
from hov_donate.office.bank.queries import candidates
from hov_donate.office.bank.refused import REFUSALS
from hov_donate.office.bank.words import shown_as, words_of
from hov_donate.office.blueprint import office
from hov_donate.office.changing import changing
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.labels import label
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations import (
    settle_batch,
    settle_bounce_recorded,
    settle_gift_recorded,
    settle_recorded,
    settle_sent_back,
)
from hov_donate.reconciliation.bank.queries.unshown import Unshown
from hov_donate.reconciliation.bank.rules.kinds import ProposalKind
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts


@office.get(f"{ROOM}/recorded")
@requires(Permission.SETTLE_LINES)
def ask_which_was_recorded(line_id: int) -> str:
    """What was recorded of a line's amount, and stands on no line."""
    return _page(found(line_id), Form())


@office.post(f"{ROOM}/recorded")
@requires(Permission.SETTLE_LINES)
def say_it_was_recorded(line_id: int) -> ResponseReturnValue:
    """The line is what was recorded before."""
    _, form, line = translator().gettext, Form.sent(), found(line_id)
    there = {_name(it): it for it in _recorded(line)}
    chosen = there.get(form.shown("chosen"))
    if chosen is None:
        form.wrong("chosen", _("Choose which of them it is"))
        return _page(line, form), 422
    try:
        with changing() as work:
            _settle(work, line_id, chosen)
    except REFUSALS as error:
        form.wrong("chosen", _(label(error.fault)))
        return _page(found(line_id), form), 422
    flash(_("The line is settled."), "done")
    return to_line(line_id)


def _batch(work: UnitOfWork, *, line_id: int, batch_id: int, actor: str) -> BankSettlement:
    return settle_batch(work, line_id=line_id, batch_id=batch_id, actor=actor, seal=parts().seal)


# What settles a line with a row of each kind.
_SETTLE: dict[ProposalKind, tuple[Callable[..., object], str]] = {
    ProposalKind.RECORDED: (settle_recorded, "received_id"),
    ProposalKind.SENT_BACK: (settle_sent_back, "credit_use_id"),
    ProposalKind.GIFT_RECORDED: (settle_gift_recorded, "gift_id"),
    ProposalKind.BATCH: (_batch, "batch_id"),
    ProposalKind.BOUNCE_RECORDED: (settle_bounce_recorded, "item_id"),
}


def _settle(work: UnitOfWork, line_id: int, chosen: Unshown) -> None:
    settle, key = _SETTLE[chosen.kind]
    settle(work, line_id=line_id, actor=acting(), **{key: chosen.id})


def _name(it: Unshown) -> str:
    return f"{it.kind.value}-{it.id}"


def _recorded(line: BankLine) -> Sequence[Unshown]:
    return candidates.recorded(db.session(), line, parts().settings.campaign.time_zone)


def _page(line: BankLine, form: Form) -> str:
    rows = _recorded(line)
    return render_template(
        "office/bank/recorded.html",
        line=line,
        form=form,
        words=(words_of([line]) or {}).get(line.id),
        choices=[(_name(it), text) for it, text in shown_as(db.session(), rows)],
    )
