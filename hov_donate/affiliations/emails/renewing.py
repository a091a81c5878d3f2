"""Letters about going on and ending: invitations, reminders, ends, and the link to the own page."""

from collections.abc import Iterator
from datetime import date

from hov_donate.affiliations.addresses import SENT_LINK_LASTS
from hov_donate.affiliations.emails.writing import Content, Writing
from hov_donate.affiliations.models import Affiliation, AffiliationChange
from hov_donate.affiliations.queries.affiliations import affiliations_of_contact
from hov_donate.affiliations.queries.money import owed
from hov_donate.affiliations.rules.calendar import DAY
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import ContactDetails
from hov_donate.core.money import total

ENDED = frozenset({AffiliationStatus.LAPSED, AffiliationStatus.RESIGNED})


def renewal_invitation(writing: Writing) -> Content | None:
    """A term ends soon: the next one can be asked for. None once it is paid, or has ended."""
    affiliation = writing.affiliation()
    if affiliation is None or not _is_due(writing, affiliation):
        return None
    facts = _standing(writing, affiliation) | _owed(writing, affiliation)
    return Content(writing.speak.gettext("It is time to renew"), facts)


def reminder(writing: Writing) -> Content | None:
    """What is still to be paid, or to be renewed. None once it is paid, or has ended."""
    affiliation = writing.affiliation()
    if affiliation is None or not _is_due(writing, affiliation):
        return None
    facts = _standing(writing, affiliation) | _owed(writing, affiliation)
    subject = writing.speak.gettext("A reminder about your affiliation")
    if affiliation.details_id is not None:
        subject = writing.speak.gettext("A reminder about your membership")
    return Content(subject, facts)


def _is_due(writing: Writing, affiliation: Affiliation) -> bool:
    """Whether the term that begins on the day of the letter's name is not paid for."""
    due = date.fromisoformat(writing.parts[1])
    until = affiliation.paid_until
    return affiliation.status.living and (until is None or until < due)


def ended(writing: Writing) -> Content | None:
    """That an affiliation has ended, why, and how to come back. None once it lives again."""
    affiliation = writing.affiliation()
    change = writing.session.get(AffiliationChange, int(writing.parts[1]))
    if affiliation is None or change is None or affiliation.status not in ENDED:
        return None
    lapsed = affiliation.status is AffiliationStatus.LAPSED
    facts = _standing(writing, affiliation) | _owed(writing, affiliation)
    facts |= {
        "lapsed": lapsed,
        "reason": change.reason if lapsed else "",
        "minute": change.minute_reference,
    }
    return Content(writing.speak.gettext("An end, and the way back"), facts)


def link(writing: Writing) -> Content | None:
    """The links that somebody asked for with an address; good for a short time.

    None for an address that nobody speaks with.
    """
    details = writing.session.get(ContactDetails, writing.letter.details_id)
    if details is None:
        return None
    pages = list(_pages(writing, details))
    if not pages:
        return None
    return Content(writing.speak.gettext("The link that you asked for"), {"pages": pages})


def _pages(writing: Writing, details: ContactDetails) -> Iterator[dict[str, str]]:
    for affiliation in affiliations_of_contact(writing.session, details.contact_id):
        address = writing.addresses.own_page(
            affiliation.id, writing.letter.language, now=writing.now, lasts=SENT_LINK_LASTS
        )
        yield {
            "whose": writing.whose(affiliation),
            "number": affiliation.number,
            "link": address,
        }


def _standing(writing: Writing, affiliation: Affiliation) -> dict[str, object]:
    until = affiliation.paid_until
    return {
        "whose": writing.whose(affiliation),
        "number": affiliation.number,
        "paid_until": writing.speak.date(until) if until else "",
        "due_on": writing.speak.date(until + DAY) if until else "",
        "over": until is not None and until < writing.today,
        "own_page": writing.own_page(affiliation),
    }


def _owed(writing: Writing, affiliation: Affiliation) -> dict[str, object]:
    """What is still to be paid, invoice by invoice and in sum."""
    found = owed(writing.session, affiliation.id)
    speak = writing.speak
    currencies = sorted({it.invoice.currency for it in found})
    sums = [
        speak.money(total((it.owed for it in found if it.invoice.currency == each), each))
        for each in currencies
    ]
    invoices = [
        {
            "number": it.invoice.full_number,
            "owed": speak.money(it.owed),
            "due_on": speak.date(it.invoice.due_on),
        }
        for it in found
    ]
    return {"owed": ", ".join(sums), "invoices": invoices}
