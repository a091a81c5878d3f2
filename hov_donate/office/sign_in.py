"""The first step of signing in: e-mail and password, through Flask-Security.

What comes after it is in `doors` (decisions/0021-second-factor.md).
"""

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from flask import Flask
from flask_login import user_logged_out  # type: ignore[import-untyped]
from flask_security import LoginForm, Security, user_authenticated

from hov_donate.config import Settings
from hov_donate.core.i18n import N_
from hov_donate.office.accounts import OfficeDatastore, OfficeUser
from hov_donate.office.guard import (
    OFFICE,
    begin_session,
    end_session,
    guard,
    in_office,
    keep_out_of_caches,
)
from hov_donate.office.limits import count_password, note_stranger
from hov_donate.staff.passwords import LONGEST
from hov_donate.staff.rules import SIGNED_IN_FOR
from hov_donate.web.access import open_to_all

OPEN_VIEWS = ("security.login", "security.logout")


class SignInForm(LoginForm):
    """E-mail and password; nobody is remembered for longer than a session."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The form as sent; a way back that leads out of the office is forgotten."""
        super().__init__(*args, **kwargs)
        if not (self.next.data or "").startswith(f"{OFFICE}/"):
            self.next.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Whether to let them in. A locked account costs the same time as a wrong password.

        Whether the address is known or not, as much is counted and written down.
        """
        if len(unicodedata.normalize("NFKD", self.password.data or "")) > LONGEST:
            return False
        email = (self.email.data or "").strip().lower()
        if count_password(email):
            return False
        right: bool = super().validate(**kwargs)
        user = cast(OfficeUser | None, self.user)
        if user is None and self.password.data:
            note_stranger(email)
        return right and not (user is not None and user.locked)

    def problems(self) -> list[tuple[str, str]]:
        """What to mend: field and text. Which of the two was wrong is not told."""
        missing = [
            (name, text)
            for name, text in (
                ("email", N_("Enter your e-mail address")),
                ("password", N_("Enter your password")),
            )
            if not self[name].data
        ]
        return missing or [
            (
                "email",
                N_(
                    "The e-mail address or the password is not right. After ten wrong passwords, "
                    "wait a quarter of an hour"
                ),
            )
        ]


def set_up_sign_in(app: Flask, settings: Settings) -> None:
    """Sign-in at /office/sign-in, out of the way of every page outside the office."""
    app.config.update(_configuration(settings))
    app.before_request(lambda: guard(app))
    with_office_only(app, lambda: Security(app, OfficeDatastore(), login_form=SignInForm))
    for endpoint in OPEN_VIEWS:
        open_to_all(app.view_functions[endpoint])
    user_authenticated.connect(begin_session, app)
    user_logged_out.connect(end_session, app)
    app.after_request(keep_out_of_caches)


def with_office_only(app: Flask, install: Callable[[], object]) -> None:
    """Install an extension whose hooks run for the office's requests only.

    The library would look at the session of every request to the site, the donors' too.
    """
    hooks: tuple[tuple[list[Any], Callable[..., Any]], ...] = (
        (app.before_request_funcs.setdefault(None, []), lambda: None),
        (app.after_request_funcs.setdefault(None, []), lambda response: response),
        (app.template_context_processors[None], dict),
    )
    known = [len(hook) for hook, _ in hooks]
    install()
    for (hook, elsewhere), first_new in zip(hooks, known, strict=True):
        hook[first_new:] = [_in_office_only(it, elsewhere) for it in hook[first_new:]]


def _in_office_only(hook: Callable[..., Any], elsewhere: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(hook)
    def chosen(*response: Any) -> Any:
        return (hook if in_office() else elsewhere)(*response)

    return chosen


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "office",
        "SESSION_COOKIE_PATH": OFFICE,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": SIGNED_IN_FOR,
        # A form left open is good for as long as the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_LOGIN_URL": f"{OFFICE}/sign-in",
        "SECURITY_LOGOUT_URL": f"{OFFICE}/sign-out",
        "SECURITY_POST_LOGIN_VIEW": f"{OFFICE}/",
        "SECURITY_POST_LOGOUT_VIEW": f"{OFFICE}/sign-in",
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_STATIC_FOLDER": None,
        # The library writes the header wrongly.
        "SECURITY_CACHE_CONTROL": None,
        # Negative: no page asks for the password a second time.
        "SECURITY_FRESHNESS": timedelta(seconds=-1),
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": _as_typed}}],
    }


def _as_typed(value: str) -> str:
    """An address as the office keeps it."""
    return value.strip().lower()
