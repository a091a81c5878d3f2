"""Where signers ask for their links again, to confirm or take back, and learn nothing else."""

from flask import Response

from hov_donate.outbox.models import MailKind
from hov_donate.public.own_link import LinkForm
from hov_donate.web.access import open_to_all

LINK = LinkForm(
    MailKind.SIGNATURE_LINK,
    about="signatures-link",
    form="public/appeals/link.html",
    sent="public/appeals/link_sent.html",
    opens="signature_link",
    sends="send_signature_link",
)


@open_to_all
def signature_link() -> Response:
    """Where one asks for the links."""
    return LINK.show()


@open_to_all
def send_signature_link() -> Response:
    """Answer in the same words whether the address has signed or not."""
    return LINK.answer()
