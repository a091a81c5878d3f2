"""Answering a dispute with what the system holds. Banks read one answer."""

import json

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from hov_donate.core.i18n import N_
from hov_donate.donations.evidence import evidence
from hov_donate.gateway.port import GatewayError, GatewayRefusedError
from hov_donate.office.blueprint import office
from hov_donate.office.forms import Form
from hov_donate.office.guard import acting
from hov_donate.office.queries.evidence import Disputed, disputed
from hov_donate.office.queries.people import people
from hov_donate.payments.operations import CannotBeAnsweredError
from hov_donate.payments.processes import answer_dispute
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

ROOM = "/disputes/<dispute_id>/answer"
# Stripe takes 20,000 characters of a field (docs.stripe.com/api/disputes/object).
LONGEST = 20_000
# Stripe's fields, in the order of the page: name, label.
FIELDS = (
    ("customer_name", N_("The payer's name")),
    ("customer_email_address", N_("The payer's e-mail address")),
    ("product_description", N_("What the payment was for")),
    ("service_date", N_("Day of the payment")),
    ("uncategorized_text", N_("What happened, in the order in which it happened")),
)


@office.get(ROOM)
@requires(Permission.ANSWER_DISPUTES)
def ask_before_answering(dispute_id: str) -> str:
    """All that the system holds, to be read, mended and sent."""
    found = _found(dispute_id)
    return _page(found, Form(_proposed(found)))


@office.post(ROOM)
@requires(Permission.ANSWER_DISPUTES)
def send_answer(dispute_id: str) -> ResponseReturnValue:
    """Send the answer to the bank; there is no other."""
    _, form, found = translator().gettext, Form.sent(), _found(dispute_id)
    told = {name: form.words(name, most=LONGEST) for name, _label in FIELDS}
    if not told["uncategorized_text"]:
        form.wrong("uncategorized_text", _("Write what happened"))
    if not form.ticked("read"):
        form.wrong("read", _("Tick that you have read it: the bank takes no second answer"))
    if not form.good:
        return _page(found, form), 422
    try:
        answer_dispute(
            parts().database,
            parts().gateway,
            dispute_id=dispute_id,
            evidence={name: text for name, text in told.items() if text},
            actor=acting(),
            seal=parts().seal,
        )
    except CannotBeAnsweredError:
        flash(_("The bank takes no answer any more: it has one, or its day has passed."), "wrong")
    except GatewayRefusedError as error:
        flash(_("Stripe refused it. Its word for why: %(code)s.", code=error.code), "wrong")
    except GatewayError:
        flash(_("Stripe did not answer. What you wrote stands below: send it again."), "wrong")
        return _page(found, form), 503
    else:
        flash(_("The bank has the answer. Its decision takes some weeks."), "done")
    return redirect(url_for("office.disputes"), 303)


def _found(dispute_id: str) -> Disputed:
    organisation = parts().settings.campaign.legal_name
    # The session that only reads lets go of the lock: the process opens its own.
    with parts().database.reading() as session:
        return disputed(session, parts().seal, dispute_id, organisation) or abort(404)


def _proposed(found: Disputed) -> dict[str, str]:
    """What was written before and not sent, else what the system holds."""
    if found.answer is not None:
        return dict(json.loads(parts().seal.open_text(found.answer.sealed)))
    return dict(evidence(found.facts, found.giver))


def _page(found: Disputed, form: Form) -> str:
    speak = translator()
    actors = [found.answer.actor] if found.answer else []
    return render_template(
        "office/answer_dispute.html",
        found=found,
        dispute=found.dispute,
        payment=found.payment,
        form=form,
        labels=[(name, speak.gettext(text)) for name, text in FIELDS],
        people=people(db.session(), actors),
    )
