"""Who comes to a conference: its attendance list and its credentials, as PDF and as CSV.

Names of people are on it only for who may see them; without a seal, their lines stay empty, to be
filled in at the door.
"""

import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hov_donate.affiliations.models import Delegate
from hov_donate.affiliations.queries.conferences import Entry, Hall, named_by
from hov_donate.affiliations.rules.scale import Right
from hov_donate.contacts.queries import identities
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.i18n import Translator
from hov_donate.core.spreadsheets import csv_bytes
from hov_donate.documents.attendance import AttendanceText, ListedGroup, render_attendance

NOBODY = Identity("", "")


@dataclass(frozen=True)
class Attendance:
    """One affiliation at the door: its entry, and who comes, by their places.

    A member comes in place 0; a place in which nobody is named, or whose name is not for the
    reader's eyes, has no name.
    """

    entry: Entry
    people: Mapping[int, Identity]

    @property
    def number(self) -> str:
        """The affiliation's."""
        return self.entry.affiliation.number

    def id_of(self, place: int) -> str:
        """What names somebody on the list, the same on every one: A-00012/1, M-00345."""
        return f"{self.number}/{place}" if place else self.number

    @property
    def called(self) -> str:
        """The body's name, or the member's."""
        return self.entry.name or self.people[0].name


def attendance(hall: Hall, seal: IdentitySeal | None) -> list[Attendance]:
    """Everybody who may come: bodies that send somebody by their names, then members by theirs.

    With a seal, names of people are read.
    """
    found: list[Attendance] = []
    after = 0
    while batch := hall.batch(after):
        after, entries = batch
        found += _with_people(hall, entries, seal)
    return sorted(found, key=_order)


def _with_people(
    hall: Hall, entries: Sequence[Entry], seal: IdentitySeal | None
) -> Iterator[Attendance]:
    coming = [it for it in entries if it.found.delegates or (it.person and it.entitled)]
    ids = [it.affiliation.id for it in coming]
    sent = named_by(hall.session, hall.conference.id, ids)
    details = [each.details_id for rows in sent.values() for each in rows]
    details += [it.affiliation.details_id for it in coming if it.affiliation.details_id]
    known = identities(hall.session, seal, details) if seal else {}
    for entry in coming:
        if entry.affiliation.details_id:
            yield Attendance(entry, {0: known.get(entry.affiliation.details_id, NOBODY)})
        else:
            delegates = sent.get(entry.affiliation.id, [])
            yield Attendance(entry, _places(entry, delegates, known))


def _places(
    entry: Entry, delegates: Iterable[Delegate], known: Mapping[uuid.UUID, Identity]
) -> dict[int, Identity]:
    """Every place that the body has, whoever is named in it."""
    people = dict.fromkeys(range(1, entry.found.delegates + 1), NOBODY)
    for each in delegates:
        if each.place in people:
            people[each.place] = known.get(each.details_id, NOBODY)
    return people


def _order(it: Attendance) -> tuple[bool, str, int]:
    plain = unicodedata.normalize("NFKD", it.called.casefold())
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return it.entry.person, letters, it.entry.affiliation.id


ATTENDANCE_HEADER = (
    *("id", "affiliation", "organisation", "kind", "country", "place", "name", "email"),
    *("paid_up", "may_speak", "may_vote", "votes_of_affiliation"),
)


def attendance_csv(hall: Hall, seal: IdentitySeal | None) -> bytes:
    """One row for each who may come; `id` and the columns stay the same from list to list."""
    rows = (row for it in attendance(hall, seal) for row in _rows(it))
    return csv_bytes(ATTENDANCE_HEADER, rows)


def _rows(it: Attendance) -> Iterator[tuple[object, ...]]:
    affiliation, found = it.entry.affiliation, it.entry.found
    for place, person in it.people.items():
        yield (
            *(it.id_of(place), it.number, it.entry.name, affiliation.kind, affiliation.country),
            *(place or "", person.name, person.email, found.paid_up),
            *(Right.SPEAK in found.rights, bool(found.votes), found.votes),
        )


CREDENTIALS_HEADER = (
    *("affiliation", "organisation", "kind", "country", "status", "arrears_stage", "paid_up"),
    *("affiliated_since", "paid_until", "delegates", "named", "votes", "rights"),
)


def credentials_csv(hall: Hall) -> bytes:
    """One row for each that was affiliated: what it has, and how many it has named."""
    return csv_bytes(CREDENTIALS_HEADER, _credentials(hall))


def _credentials(hall: Hall) -> Iterator[tuple[object, ...]]:
    after = 0
    while batch := hall.batch(after):
        after, entries = batch
        ids = [it.affiliation.id for it in entries]
        sent = named_by(hall.session, hall.conference.id, ids)
        for it in entries:
            affiliation, found = it.affiliation, it.found
            yield (
                *(affiliation.number, it.name, affiliation.kind, affiliation.country),
                *(found.status, found.stage, found.paid_up),
                *(affiliation.joined_on or "", found.paid_until or "", found.delegates),
                *(len(sent.get(affiliation.id, ())), found.votes, " ".join(found.rights)),
            )


def attendance_pdf(hall: Hall, seal: IdentitySeal | None, speak: Translator, issuer: str) -> bytes:
    """The list as it lies at the door, with room to sign, in the language of who prints it."""
    _, conference = speak.gettext, hall.conference
    found = attendance(hall, seal)
    bodies = [_group(it, speak) for it in found if not it.entry.person]
    members = [_member(it, speak) for it in found if it.entry.person]
    if members:
        about = speak.ngettext("%(num)s member", "%(num)s members", len(members))
        bodies.append(ListedGroup(_("Individual members"), about, tuple(members)))
    where = ", ".join(filter(None, (conference.place, speak.date(conference.held_on))))
    text = AttendanceText(
        title=_("Attendance: %(conference)s", conference=conference.name),
        subtitle=where,
        notes=(
            _(
                "Credentials as at the end of %(day)s. Who has a vote was paid up on"
                " %(paid_up_by)s already.",
                day=speak.date(conference.cut_off_on),
                paid_up_by=speak.date(conference.paid_up_by),
            ),
        ),
        headings=(_("Number"), _("Name"), _("May vote"), _("Signature")),
        groups=tuple(bodies),
        issuer=issuer,
        language=speak.language.replace("_", "-"),
        direction="rtl" if speak.direction == "rtl" else "ltr",
    )
    return render_attendance(text)


def _group(it: Attendance, speak: Translator) -> ListedGroup:
    found = it.entry.found
    delegates = speak.ngettext("%(num)s delegate", "%(num)s delegates", found.delegates)
    votes = speak.ngettext("%(num)s vote", "%(num)s votes", found.votes)
    lines = (_line(it, place, person, speak) for place, person in it.people.items())
    return ListedGroup(it.entry.name, f"{it.number} · {delegates} · {votes}", tuple(lines))


def _member(it: Attendance, speak: Translator) -> tuple[str, str, str]:
    return _line(it, 0, it.people[0], speak)


def _line(it: Attendance, place: int, person: Identity, speak: Translator) -> tuple[str, str, str]:
    votes = speak.gettext("yes") if it.entry.found.votes else speak.gettext("no")
    return it.id_of(place), person.name, votes
