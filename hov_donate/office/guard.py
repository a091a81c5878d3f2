"""Nothing under /office answers without sign-in, except what says that it is open to all."""

from datetime import datetime, timedelta

from flask import Flask, Response, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.i18n import N_
from hov_donate.office.deeds import begin_deed
from hov_donate.office.noting import noted
from hov_donate.office.open_names import names_open_until
from hov_donate.staff.audit.rules import AuditKind
from hov_donate.staff.models import StaffMember
from hov_donate.staff.operations import end_sessions, note_sign_in
from hov_donate.staff.rules import VISITOR, Permission, actor_of, may
from hov_donate.web.access import EVERYONE, access_of
from hov_donate.web.languages import translator, use_language
from hov_donate.web.parts import parts

OFFICE = "/office"
SIGNED_IN_FOR = timedelta(hours=8)
IDLE_FOR = timedelta(minutes=30)
# How often the session notes that it is still in use; the cookie is not sent again in between.
NOTED_EVERY = timedelta(minutes=1)
BEGUN, SEEN = "office_begun", "office_seen"


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
    if current_user.is_authenticated:
        use_language(_language(current_user.language))
        if _too_old():
            session.clear()
            return _to_sign_in(N_("You were signed out because you were away. Sign in again."))
    begin_deed(acting() if current_user.is_authenticated else VISITOR)
    view = app.view_functions.get(request.endpoint or "")
    rule = access_of(view) if view else None
    if rule == EVERYONE:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in(N_("Sign in to open that page."))
    if view and not (isinstance(rule, Permission) and allowed(rule)):
        noted(AuditKind.REFUSED)
        abort(403)
    return None


def begin_session(_app: Flask, *, user: StaffMember, **_more: object) -> None:
    """Start the session's clock; what went wrong before signing in is forgotten."""
    begin_deed(actor_of(user.id), AuditKind.SIGNED_IN)
    if user.wrong_passwords or user.locked_until:
        with parts().database.writing() as work:
            note_sign_in(work, member_id=user.id)
    session[BEGUN] = session[SEEN] = parts().clock.now().isoformat()


def end_session(_app: Flask, *, user: StaffMember, **_more: object) -> None:
    """A cookie copied before its owner signed out opens nothing any more."""
    if getattr(user, "is_authenticated", False):
        begin_deed(actor_of(user.id), AuditKind.SIGNED_OUT)
        with parts().database.writing() as work:
            end_sessions(work, member_id=user.id)


def keep_out_of_caches(response: Response) -> Response:
    """No copy of an office page stays behind, of a receipt neither."""
    if in_office():
        response.headers["Cache-Control"] = "no-store"
    return response


def _too_old() -> bool:
    """Whether the session has lasted too long or was left alone; if not, it is in use now."""
    now = parts().clock.now()
    try:
        begun = datetime.fromisoformat(session[BEGUN])
        seen = datetime.fromisoformat(session[SEEN])
    except (KeyError, ValueError):
        return True
    if now - begun > SIGNED_IN_FOR or now - seen > IDLE_FOR:
        return True
    if now - seen > NOTED_EVERY:
        session[SEEN] = now.isoformat()
    return False


def _language(own: str) -> str:
    """The one in the address, else the member's own."""
    campaign = parts().settings.campaign
    asked = request.args.get("lang", own)
    return asked if asked in campaign.languages else campaign.default_language


def _to_sign_in(why: str) -> ResponseReturnValue:
    flash(translator().gettext(why), "info")
    looking = request.method in {"GET", "HEAD"}
    wanted = request.full_path.rstrip("?") if looking and request.path != f"{OFFICE}/" else None
    return redirect(url_for("security.login", next=wanted), 303)
