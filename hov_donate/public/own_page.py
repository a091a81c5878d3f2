"""Who may see a donor's own page: whoever has its signed link, and nobody else."""

import io
import uuid
from datetime import datetime

from flask import Response, send_file

from hov_donate.contacts.link_desk import LETTERS
from hov_donate.core.links import LinkPurpose
from hov_donate.defence.turnstile import Turnstile
from hov_donate.donations.receipts import Drawn
from hov_donate.public.addresses import address
from hov_donate.public.links import subject_of
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page


def contact_of(token: str) -> uuid.UUID:
    """Whose page the link opens. Ends the request when it is no good, or too old."""
    return uuid.UUID(subject_of(LinkPurpose.MY_GIVING, token, _expired))


def _expired() -> Response:
    return page("public/my_giving_expired.html", 410, ask=address("ask_for_link"))


def letter_gate(about: str) -> Turnstile:
    """Counts what brings letters to addresses that strangers type; each kind by itself."""
    house = parts()
    return Turnstile(house.settings, house.database, house.guard.memory, about, LETTERS)


def too_many_letters(until: datetime) -> Response:
    """Why no letter goes out now, and when to try again."""
    wait = until - parts().clock.now()
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    answer = page("public/my_giving_later.html", 429, minutes=minutes)
    answer.headers["Retry-After"] = str(minutes * 60)
    return answer


def as_file(name: str, content: bytes) -> Response:
    """A PDF to be kept by its reader and by nobody on the way."""
    answer = send_file(
        io.BytesIO(content), "application/pdf", download_name=name, as_attachment=True
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def as_document(drawn: Drawn) -> Response:
    """An issued document as a PDF."""
    return as_file(drawn.name, drawn.content)
