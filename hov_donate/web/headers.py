"""What every answer tells the browser to refuse."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from hov_donate.config import Settings

CHECKOUT = "https://checkout.stripe.com"
A_YEAR = 365 * 24 * 3600
WEBHOOK = "/stripe/webhook"


def content_security_policy(settings: Settings) -> str:
    """Nothing but our own styles and pictures; forms lead to us and to the payment page.

    Browsers hold the redirect after a form to `form-action` too, hence the payment page.
    """
    checkout = _origin(settings.stripe_api_base) if settings.stripe_api_base else CHECKOUT
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"form-action 'self' {_origin(settings.public_url)} {checkout}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def security_headers(settings: Settings) -> list[tuple[str, str]]:
    """The headers of every page of this installation."""
    headers = [
        ("Content-Security-Policy", content_security_policy(settings)),
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


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def set_up_headers(app: Flask, settings: Settings) -> None:
    """Send the headers with every answer but the webhook's, which no browser reads."""
    always = security_headers(settings)

    def add_headers(response: Response) -> Response:
        if request.path == WEBHOOK:
            return response
        headers = response.headers
        headers.extend(always)
        if request.endpoint == "static" and "v" in request.args and response.status_code < 400:
            headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        elif "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response

    app.after_request(add_headers)
