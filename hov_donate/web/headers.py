"""What every answer tells the browser to refuse."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, request

from hov_donate.config import Settings
from hov_donate.web.languages import asked_browser

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Where donors pay, and where they give another card.
STRIPES_PAGES = "https://checkout.stripe.com https://billing.stripe.com"
CSP = "Content-Security-Policy"
NOWHERE, ANYWHERE = "frame-ancestors 'none'", "frame-ancestors *"
# What keeps a page out of other sites, besides its policy.
KEEPING_OUT = frozenset({"X-Frame-Options", "Cross-Origin-Resource-Policy"})
A_YEAR = 365 * 24 * 3600
WEBHOOK = "/stripe/webhook"


def content_security_policy(settings: Settings) -> str:
    """Nothing but our own styles and pictures; forms lead to us and to Stripe's pages.

    Browsers hold the redirect after a form to `form-action` too, hence Stripe's pages.
    """
    stripes = _origin(settings.stripe_api_base) if settings.stripe_api_base else STRIPES_PAGES
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"form-action 'self' {_origin(settings.public_url)} {stripes}",
            NOWHERE,
            "base-uri 'none'",
        )
    )


def security_headers(settings: Settings) -> list[tuple[str, str]]:
    """The headers of every page of this installation."""
    headers = [
        (CSP, content_security_policy(settings)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"),
        # Signed links stay ours: other sites are not told where a reader comes from.
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ]
    if settings.public_url.startswith("https://"):
        headers.append(("Strict-Transport-Security", f"max-age={A_YEAR}"))
    return headers


def with_our_script(response: Response, settings: Settings) -> Response:
    """A page on which our own script files run; every other page runs none."""
    response.headers[CSP] = f"{content_security_policy(settings)}; script-src 'self'"
    return response


def for_other_sites(response: Response, settings: Settings) -> Response:
    """A page that other sites may show in a frame; every other page is shown in none."""
    policy = content_security_policy(settings).replace(NOWHERE, ANYWHERE)
    response.headers[CSP] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def set_up_headers(app: Flask, settings: Settings) -> None:
    """Send the headers with every answer; keep pages out of caches unless they say otherwise."""
    always = security_headers(settings)
    besides_policy = [header for header in always if header[0] != CSP]
    in_frames = [header for header in besides_policy if header[0] not in KEEPING_OUT]
    answer: WSGIApplication = app.wsgi_app

    # Below Flask, where a list is a list: its own header objects check each value every time.
    def with_headers(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            own = next((value for name, value in headers if name == CSP), None)
            return start(status, headers + _added(own), *more)

        def _added(own: str | None) -> list[tuple[str, str]]:
            if own is None:
                return always
            return in_frames if ANYWHERE in own else besides_policy

        return answer(environ, begin)

    app.wsgi_app = with_headers  # type: ignore[method-assign, assignment]
    app.after_request(_mind_caches)


def _mind_caches(response: Response) -> Response:
    headers = response.headers
    if request.endpoint == "static" and "v" in request.args and response.status_code < 400:
        headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if asked_browser() and "public" in headers["Cache-Control"]:
        response.vary.add("Accept-Language")
    return response
