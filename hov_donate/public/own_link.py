"""Where people ask for the link to a page of their own, and learn nothing else."""

from dataclasses import dataclass

from flask import Response, request

from hov_donate.contacts.link_desk import LinkDesk
from hov_donate.defence.marks import block_of
from hov_donate.outbox.models import MailKind
from hov_donate.public.addresses import address
from hov_donate.public.checking import Checker, FieldError, Problem
from hov_donate.public.own_page import letter_gate, too_many_letters
from hov_donate.public.typed import LONGEST_KEPT, clean
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


@dataclass(frozen=True)
class LinkForm:
    """A form that asks for an e-mail address, and the letter with the link that it brings.

    Letters of each kind have counts of their own, named by `about`: see `contacts.link_desk`.
    """

    kind: MailKind
    about: str
    form: str  # the form's template; it extends layouts/link.html
    sent: str  # the answer's; it extends layouts/link_sent.html
    opens: str  # the endpoint that shows the form
    sends: str  # the endpoint that the form is sent to

    def show(self, typed: str = "", *problems: Problem) -> Response:
        """The form; with what is wrong on top, where something is."""
        return page(
            self.form,
            422 if problems else 200,
            typed=typed,
            problems=problems,
            errors={problem.field: problem.text for problem in problems},
            action=address(self.sends),
        )

    def answer(self) -> Response:
        """What the form brings, in the same words whether the address is known or not."""
        typed = clean(request.form.get("email", "")[:LONGEST_KEPT])
        try:
            email = Checker(parts().settings.campaign, translator()).email(typed)
        except FieldError as error:
            return self.show(typed, error.problem)
        return self.mail(email)

    def mail(self, email: str) -> Response:
        """Ask the desk for a letter; the answer is the same whether the address is known or not."""
        desk = LinkDesk(letter_gate(self.about), parts().seal, self.kind)
        block = block_of(request.remote_addr or "")
        until = desk.ask(email=email, block=block, language=translator().language)
        if until is not None:
            return too_many_letters(until)
        return page(self.sent, again=address(self.opens))
