"""Where signers ask for their links again, to confirm or take back, and learn nothing else."""

from flask import Response, request

from hov_donate.defence.marks import block_of
from hov_donate.outbox.models import MailKind
from hov_donate.public.addresses import address
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.own_page import link_desk, too_many_letters
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# Counts of their own: see `contacts.link_desk`.
ABOUT = "signatures-link"


@open_to_all
def signature_link() -> Response:
    """Where one asks for the links."""
    return _asking("")


@open_to_all
def send_signature_link() -> Response:
    """Answer in the same words whether the address has signed or not."""
    typed = clean(request.form.get("email", "")[:LONGEST_KEPT])
    try:
        email = Checker(parts().settings.campaign, translator()).email(typed)
    except FieldError as error:
        return _asking(typed, error.problem)
    desk = link_desk(MailKind.SIGNATURE_LINK, ABOUT)
    block = block_of(request.remote_addr or "")
    until = desk.ask(email=email, block=block, language=translator().language)
    if until is not None:
        return too_many_letters(until)
    return page("public/appeals/link_sent.html", again=address("signature_link"))


def _asking(typed: str, *problems: Problem) -> Response:
    return page(
        "public/appeals/link.html",
        422 if problems else 200,
        typed=typed,
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
        action=address("send_signature_link"),
    )
