"""Sessions exist for whoever brings one; strangers and Stripe do not pay for the others."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class SessionsOnDemand(SecureCookieSessionInterface):
    """Flask's signed cookie, looked at only when there is one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session in the cookie, or an empty one."""
        if self.get_cookie_name(app) in request.cookies:
            return super().open_session(app, request)
        return self.session_class()
