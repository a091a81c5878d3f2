"""Where members and officers ask for the link to their own page, and learn nothing else."""

from flask import Response

from hov_donate.outbox.models import MailKind
from hov_donate.public.own_link import LinkForm
from hov_donate.web.access import open_to_all

LINK = LinkForm(
    MailKind.AFFILIATION_LINK,
    about="affiliation",
    form="public/affiliation/link.html",
    sent="public/affiliation/link_sent.html",
    opens="affiliation_link",
    sends="send_affiliation_link",
)


@open_to_all
def affiliation_link() -> Response:
    """Where one asks for the link."""
    return LINK.show()


@open_to_all
def send_affiliation_link() -> Response:
    """Answer in the same words whether the address is known or not."""
    return LINK.answer()
