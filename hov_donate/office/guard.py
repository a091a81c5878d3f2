"""Nothing under /office answers without sign-in, except what says that it is open to all."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from flask import Flask, Response, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_
from hov_donate.office.deeds import begin_deed
from hov_donate.office.noting import noted
from hov_donate.office.open_names import names_open_until
from hov_donate.office.presence import away_too_long, come_in, confirmed_lately, desk, go_out, here
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.models import StaffMember, StaffSession
from hov_donate.staff.queries import factors_of
from hov_donate.staff.rules import VISITOR, Permission, actor_of, may
from hov_donate.web.access import EVERYONE, FIRST_STEP, SETTING_UP, SIGNED_IN, access_of
from hov_donate.web.languages import translator, use_language
from hov_donate.web.parts import parts

OFFICE = "/office"
View = Callable[..., ResponseReturnValue]


def in_office() -> bool:
    """Whether this request is for the office."""
    return request.path.startswith(f"{OFFICE}/") or request.path == OFFICE


def allowed(permission: Permission | str) -> bool:
    """Whether whoever is signed in may do this; names may be open to them for a while."""
    wanted = Permission(permission)
    roles = [role.name for role in getattr(current_user, "roles", [])]
    if may(roles, wanted):
        return True
    opens = wanted is Permission.SEE_IDENTITIES and may(roles, Permission.OPEN_NAMES)
    return opens and names_open_until() is not None


def insist_on(permission: Permission | str) -> None:
    """Behind the door: refuse whoever may not do this as well. Raises Forbidden."""
    if not allowed(permission):
        refuse()


def refuse() -> NoReturn:
    """Not for whoever asks; that they asked is a row of the audit log. Raises Forbidden.

    The row has a transaction of its own: it stays, whatever becomes of the request. Let nothing be
    written before.
    """
    noted(AuditKind.REFUSED)
    abort(403)


def readers_seal() -> IdentitySeal | None:
    """What opens identities, and finds them; None when this is not for the reader's eyes."""
    return parts().seal if allowed(Permission.SEE_IDENTITIES) else None


def acting() -> str:
    """What histories call whoever is signed in."""
    return actor_of(current_user.id)


def guard(app: Flask) -> ResponseReturnValue | None:
    """Refuse what may not be; the answer, or None to go on."""
    if not in_office():
        return None
    if request.is_json:
        # The sign-in library would take it for a form, whatever its shape.
        abort(415)
    present = None
    if current_user.is_authenticated:
        use_language(_language(current_user.language))
        present = here()
        if present is None or away_too_long(present):
            return _put_out(present)
    begin_deed(acting() if present is not None else VISITOR)
    view = app.view_functions.get(request.endpoint or "")
    rule = access_of(view) if view else None
    if rule == EVERYONE:
        return None
    if present is None:
        return _to_sign_in(N_("Sign in to open that page."))
    return _within(present, rule, unknown=view is None)


def _within(
    present: StaffSession, rule: Permission | str | None, *, unknown: bool
) -> ResponseReturnValue | None:
    """What of the office a session may open: with the password alone, next to nothing."""
    if rule == FIRST_STEP or (rule == SETTING_UP and not present.whole and not has_factor()):
        return None
    if not present.whole:
        return to_second_step()
    if unknown or rule in {SETTING_UP, SIGNED_IN}:
        return None
    if not (isinstance(rule, Permission) and allowed(rule)):
        refuse()
    return None


def has_factor() -> bool:
    """Whether whoever is here has set up a second factor."""
    with parts().database.reading() as looking:
        return factors_of(looking, current_user.id).any


def freshly(view: View) -> View:
    """Whoever wants this has shown the second factor lately, or shows it again first."""

    @wraps(view)
    def asking(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if desk().whole and not confirmed_lately():
            why = N_("Show your second factor again before you change who signs in, or how.")
            flash(translator().gettext(why), "info")
            return redirect(url_for("office.second_step", next=_wanted() or _room()), 303)
        return view(*args, **kwargs)

    return asking


def to_second_step() -> ResponseReturnValue:
    """To the page that asks for the second factor, and from there back to where one was going."""
    return redirect(url_for("office.second_step", next=_wanted()), 303)


def begin_session(_app: Flask, *, user: StaffMember, **_more: object) -> None:
    """The password was right."""
    begin_deed(actor_of(user.id))
    come_in(user.id)


def end_session(_app: Flask, *, user: StaffMember, **_more: object) -> None:
    """Somebody signs out."""
    if getattr(user, "is_authenticated", False):
        begin_deed(actor_of(user.id), AuditKind.SIGNED_OUT)
        go_out()


def keep_out_of_caches(response: Response) -> Response:
    """No copy of an office page stays behind, of a receipt neither."""
    if in_office():
        response.headers["Cache-Control"] = "no-store"
    return response


def _put_out(present: StaffSession | None) -> ResponseReturnValue:
    """The session is over: because it was left alone, or because somebody ended it."""
    if present is None:
        why = N_("You were signed out. Sign in again.")
    else:
        go_out()
        why = N_("You were signed out because you were away. Sign in again.")
    session.clear()
    return _to_sign_in(why)


def _language(own: str) -> str:
    """The one in the address, else the member's own."""
    spoken = parts().settings.campaign.office_languages
    asked = request.args.get("lang", own)
    return asked if asked in spoken else spoken[0]


def _to_sign_in(why: str) -> ResponseReturnValue:
    flash(translator().gettext(why), "info")
    return redirect(url_for("security.login", next=_wanted()), 303)


def _room() -> str:
    """Where the form stood that was sent."""
    within_people = request.path.startswith(f"{OFFICE}/people")
    return url_for("office.people" if within_people else "office.own_account")


def _wanted() -> str | None:
    """The page that was to be opened; nothing for the first one, or where something was sent."""
    looking = request.method in {"GET", "HEAD"}
    return request.full_path.rstrip("?") if looking and request.path != f"{OFFICE}/" else None
