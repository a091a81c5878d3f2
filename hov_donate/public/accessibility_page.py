"""How well everybody can use these pages, and whom to tell where somebody cannot."""

from flask import Response

from hov_donate.web.access import open_to_all
from hov_donate.web.rendering import page


@open_to_all
def accessibility() -> Response:
    """The accessibility statement, with what W3C's guide to such statements asks for."""
    return page("public/accessibility.html")
