"""The page on which a giver is corrected, however what they gave came."""

import uuid
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from hov_donate.contacts.queries import identity
from hov_donate.contacts.sealing import Identity
from hov_donate.donations.correcting import correct_giver
from hov_donate.office.changing import changing
from hov_donate.office.deeds import say_why
from hov_donate.office.forms import Form
from hov_donate.staff.audit.rules import LONGEST_REASON
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

LONGEST_NAME = 200


@dataclass(frozen=True)
class WhoGave:
    """A giver: as they are kept, where the page is, where one comes from, and how they can be kept.

    `sends` where nobody can do without an e-mail address, as everybody who gave at Stripe has one.
    """

    details_id: uuid.UUID
    someone: Identity
    here: str
    back: str
    sends: bool

    @property
    def seen(self) -> str:
        """What tells a page from one that was opened before somebody else corrected the giver."""
        return self.details_id.hex


def who_gave(details_id: uuid.UUID | None, *, here: str, back: str, sends: bool) -> WhoGave:
    """The giver with these details. Ends the request where nobody is known, or not any more."""
    meant = details_id or abort(404)
    someone = identity(db.session(), parts().seal, meant) or abort(404)
    return WhoGave(meant, someone, here, back, sends)


def ask_who_gave(who: WhoGave) -> str:
    """The name and the address that are kept, to be corrected."""
    typed = {"name": who.someone.name, "email": who.someone.email, "seen": who.seen}
    return _page(who, Form(typed))


def put_right(who: WhoGave) -> ResponseReturnValue:
    """Correct who gave, from the form that was sent."""
    _, form = translator().gettext, Form.sent()
    if form.shown("seen") != who.seen:
        return _look_again(who)
    name = form.line("name", most=LONGEST_NAME)
    missing = _("Enter the e-mail address") if who.sends else ""
    email = form.email("email", missing=missing)
    reason = form.words(
        "reason", missing=_("Write how you know, and since when"), most=LONGEST_REASON
    )
    if not form.good:
        return _page(who, form), 422
    say_why(reason)
    try:
        with changing() as work:
            correct_giver(
                work,
                details_id=who.details_id,
                identity=Identity(name, email),
                seal=parts().seal,
            )
    except LookupError:
        return _look_again(who)
    flash(_("It is corrected. You can send the receipt once more."), "done")
    return redirect(who.back, 303)


def tell_of_receipt(*, again: bool) -> None:
    """Say whether a receipt is in line to be sent once more."""
    _ = translator().gettext
    if again:
        flash(_("The receipt is in line and goes out in a few seconds."), "done")
    else:
        flash(_("The receipt is in line already, or there is none to send."), "info")


def _look_again(who: WhoGave) -> ResponseReturnValue:
    _ = translator().gettext
    text = _("It has changed since you opened the page, maybe by pressing twice. Look again.")
    flash(text, "info")
    return redirect(who.here, 303)


def _page(who: WhoGave, form: Form) -> str:
    return render_template("office/correct_giver.html", who=who, form=form)
