"""The donor's pages and Stripe's webhook. No cookie is set here and none is read."""

from typing import Any

from flask import Blueprint, Flask, redirect
from werkzeug.wrappers import Response

from hov_donate.public import (
    accessibility_page,
    delegates,
    finding,
    gift_page,
    giving_page,
    my_giving,
    my_giving_changes,
    stripe_webhook,
)
from hov_donate.public.affiliate import add_pages as add_affiliate
from hov_donate.public.affiliation import add_pages as add_affiliation
from hov_donate.public.appeals import add_pages as add_appeals
from hov_donate.public.events import add_pages as add_events
from hov_donate.public.home import front
from hov_donate.public.joining import add_pages as add_joining
from hov_donate.public.map import add_pages as add_map
from hov_donate.public.numbers import add_pages as add_numbers
from hov_donate.public.supporters import add_pages as add_supporters
from hov_donate.web.access import open_to_all
from hov_donate.web.csrf import csrf
from hov_donate.web.languages import home_address
from hov_donate.web.parts import KEY

__all__ = ["setup"]


def setup(app: Flask) -> None:
    """Open the public pages, with a language in the address and without one."""
    languages = ", ".join(app.extensions[KEY].settings.campaign.languages)
    pages = _pages()
    app.register_blueprint(pages)
    app.register_blueprint(pages, name="public_in", url_prefix=f"/<any({languages}):lang>")
    app.add_url_rule(f"/<any({languages}):lang>", "public_language", _language_alone)
    app.add_url_rule("/sitemap.xml", "sitemap", finding.sitemap)
    app.add_url_rule("/robots.txt", "robots", finding.robots)
    app.add_url_rule(
        "/stripe/webhook",
        "stripe_webhook",
        csrf.exempt(stripe_webhook.receive_event),
        methods=["POST"],
    )


@open_to_all
def _language_alone(lang: str) -> Response:  # noqa: ARG001 (read from the address)
    """An address typed by hand, without the slash at its end."""
    return redirect(home_address())


def _pages() -> Blueprint:
    pages = Blueprint("public", __name__)
    pages.url_value_preprocessor(_without_language)
    pages.add_url_rule("/", view_func=front.home)
    pages.add_url_rule("/accessibility", view_func=accessibility_page.accessibility)
    pages.add_url_rule("/donate", view_func=giving_page.donate)
    pages.add_url_rule("/donate", view_func=giving_page.give, methods=["POST"])
    pages.add_url_rule("/gift/<token>", view_func=gift_page.gift)
    pages.add_url_rule("/gift/<token>/receipt.pdf", view_func=gift_page.receipt)
    pages.add_url_rule("/gift/<token>/resume", view_func=gift_page.resume, methods=["POST"])
    pages.add_url_rule("/gift/<token>/<int:document_id>.pdf", view_func=gift_page.gift_document)
    pages.add_url_rule("/gift/<token>/my-giving", view_func=gift_page.own_page, methods=["POST"])
    _add_my_giving(pages)
    add_affiliate(pages)
    _add_delegates(pages)
    add_affiliation(pages)
    add_joining(pages)
    add_appeals(pages)
    add_events(pages)
    add_map(pages)
    add_supporters(pages)
    add_numbers(pages)
    pages.add_url_rule("/news.atom", view_func=finding.news_feed)
    # Strangers' forms have no session to protect; their signed token holds the gift's reference.
    csrf.exempt(pages)
    return pages


def _add_my_giving(pages: Blueprint) -> None:
    """A donor's own page. What changes something is only ever a POST."""
    pages.add_url_rule("/my-giving", view_func=my_giving.ask_for_link)
    pages.add_url_rule("/my-giving", view_func=my_giving.send_link, methods=["POST"])
    own = "/my-giving/<token>"
    pages.add_url_rule(own, view_func=my_giving.my_giving)
    pages.add_url_rule(f"{own}/statement.pdf", view_func=my_giving.statement)
    pages.add_url_rule(f"{own}/<int:document_id>.pdf", view_func=my_giving.document)
    gift, both = f"{own}/<reference>", ["GET", "POST"]
    pages.add_url_rule(f"{gift}/amount", view_func=my_giving_changes.amount_form)
    pages.add_url_rule(
        f"{gift}/amount", view_func=my_giving_changes.change_amount, methods=["POST"]
    )
    pages.add_url_rule(f"{gift}/card", view_func=my_giving_changes.new_card, methods=both)
    pages.add_url_rule(f"{gift}/skip", view_func=my_giving_changes.skip, methods=both)
    pages.add_url_rule(f"{gift}/cancel", view_func=my_giving_changes.cancel_form)
    pages.add_url_rule(f"{gift}/cancel", view_func=my_giving_changes.cancel, methods=["POST"])


def _add_delegates(pages: Blueprint) -> None:
    """Whom an affiliation sends to a conference."""
    form, post = "/delegates/<token>", ["POST"]
    pages.add_url_rule(form, view_func=delegates.delegates)
    pages.add_url_rule(form, view_func=delegates.name_more, methods=post)
    pages.add_url_rule(f"{form}/<int:place>", view_func=delegates.change_form)
    pages.add_url_rule(f"{form}/<int:place>", view_func=delegates.change_delegate, methods=post)
    pages.add_url_rule(f"{form}/<int:place>/withdraw", view_func=delegates.withdraw, methods=post)


def _without_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language is read from the address by `web.languages`; views do not take it."""
    if values:
        values.pop("lang", None)
