"""A donor's own page: everything given, its documents, and the way to get there."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, abort, request

from hov_donate.config import Frequency
from hov_donate.donations.history import document_of_contact, gifts_of, recurring_of
from hov_donate.donations.offline.queries import given_by
from hov_donate.donations.receipts import document_pdf
from hov_donate.donations.statements import statement_pdf
from hov_donate.outbox.models import MailKind
from hov_donate.public import own_page
from hov_donate.public.addresses import address
from hov_donate.public.checking import Problem
from hov_donate.public.own_link import LinkForm
from hov_donate.public.own_words import Words
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

LINK = LinkForm(
    MailKind.MY_GIVING_LINK,
    about="my-giving",
    form="public/my_giving_link.html",
    sent="public/my_giving_link_sent.html",
    opens="ask_for_link",
    sends="send_link",
)

# What was just done on another page; the words are the template's.
DONE = frozenset({"changed", "skipped", "taken", "cancelled", "noted", "card"})

# No database has a larger one.
LARGEST_ID = 2**63 - 1


@open_to_all
def ask_for_link() -> Response:
    """Where one asks for the link to one's own page."""
    return LINK.show()


@open_to_all
def send_link() -> Response:
    """Answer in the same words whether the address is known or not."""
    return LINK.answer()


@open_to_all
def my_giving(token: str) -> Response:
    """Everything that a contact gave, newest first, and what is given again and again."""
    return overview(token)


@open_to_all
def document(token: str, document_id: int) -> Response:
    """A receipt or a correction as a PDF."""
    contact_id = own_page.contact_of(token)
    with parts().database.reading() as session:
        found = document_of_contact(session, contact_id, document_id)
        if found is None:
            abort(404)
        return own_page.as_document(document_pdf(session, parts().seal, found))


@open_to_all
def statement(token: str) -> Response:
    """One PDF of everything given in a span of days."""
    contact_id = own_page.contact_of(token)
    first, last = _day("first"), _day("last")
    problems = _span_problems(first, last)
    if problems or first is None or last is None:
        return overview(token, *problems, status=422)
    with parts().database.reading() as session:
        name, content = statement_pdf(
            session,
            parts().seal,
            parts().settings,
            contact_id=contact_id,
            first=first,
            last=last,
            language=translator().language,
        )
    return own_page.as_file(name, content)


def _day(field: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(field, "").strip())
    except ValueError:
        return None


def _span_problems(first: date | None, last: date | None) -> list[Problem]:
    _ = translator().gettext
    problems = []
    if first is None:
        problems.append(Problem("first", _("Enter the first day, like 2026-01-31")))
    if last is None:
        problems.append(Problem("last", _("Enter the last day, like 2026-12-31")))
    if first and last and last < first:
        problems.append(Problem("last", _("The last day must not be before the first one")))
    return problems


def words() -> Words:
    """Puts gifts into the reader's words."""
    house = parts()
    zone = house.settings.campaign.time_zone
    return Words(translator(), zone, house.giving.addresses, house.clock.now())


def overview(token: str, *problems: Problem, status: int = 200) -> Response:
    """The donor's own page; with what went wrong on top, where something did."""
    contact_id = own_page.contact_of(token)
    return page("public/my_giving.html", status, **_shown(token, contact_id, problems))


def _shown(token: str, contact_id: uuid.UUID, problems: tuple[Problem, ...]) -> dict[str, object]:
    before, given_before = _before("before"), _before("given_before")
    with parts().database.reading() as session:
        recurring = recurring_of(session, contact_id)
        found = gifts_of(session, contact_id, before=before)
        otherwise = given_by(session, contact_id, before=given_before)
    says = words()
    done = request.args.get("done", "")
    return {
        "token": token,
        "address": address,
        "recurring": [says.recurring(gift) for gift in recurring],
        "gifts": [says.gift(past) for past in found.gifts],
        "later_page": before is not None,
        "older": _older(token, "before", found.next_before),
        "given": [says.given(past) for past in otherwise.gifts],
        "later_given": given_before is not None,
        "older_given": _older(token, "given_before", otherwise.next_before),
        "first": request.args.get("first", "") or _new_year(),
        "last": request.args.get("last", "") or _today().isoformat(),
        "done": done if done in DONE else "",
        "problems": problems,
        "errors": {problem.field: problem.text for problem in problems},
        "may_give_monthly": Frequency.MONTH in parts().settings.campaign.frequencies,
    }


def _before(name: str) -> int | None:
    """Where a further page begins; None on the first one, and where the address is nonsense."""
    before = request.args.get(name, 0, type=int)
    return before if 0 < before <= LARGEST_ID else None


def _older(token: str, name: str, before: int | None) -> str:
    return address("my_giving", token=token, **{name: str(before)}) if before else ""


def _today() -> date:
    zone = ZoneInfo(parts().settings.campaign.time_zone)
    return parts().clock.now().astimezone(zone).date()


def _new_year() -> str:
    return _today().replace(month=1, day=1).isoformat()
