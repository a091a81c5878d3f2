"""Lists as files: all that a page shows a part of, sorted and narrowed alike, however long it is.

Files without names are for whoever may see the list; those with names leave with a reason. Both
leave a row in the audit log that says which list, how many rows, and what was asked for: so a file
is whole, on the disk, before it is sent. How fast it is fetched keeps no snapshot open, either.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, flash, g, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from hov_donate.core.spans import Span
from hov_donate.exports.making import watched
from hov_donate.office.blueprint import office
from hov_donate.office.guard import insist_on
from hov_donate.office.handing_out import about, hand_out, handed
from hov_donate.office.listings import LISTINGS
from hov_donate.office.lists.declared import Listing
from hov_donate.office.lists.shown import DOWN, Wish, wish_of
from hov_donate.office.long_files import FileRefusedError, in_turn
from hov_donate.office.queries.paging import Page, Place, walk
from hov_donate.office.reports.files import FORMATS, IN_MEMORY
from hov_donate.office.reports.found import NAMES
from hov_donate.office.spans import today
from hov_donate.reports.asking import Asked
from hov_donate.reports.rules.tables import Column, Report, Row, one_group
from hov_donate.reports.writing.stamp import Stamp, file_name
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts

# So many rows are in memory.
PER_FETCH = 500
FILE = "<any(csv, xlsx):ending>"


@office.get(f"/lists/<code>/{FILE}")
@requires(Permission.SEE_OFFICE)
def list_file(code: str, ending: str) -> ResponseReturnValue:
    """A list as a file that names nobody."""
    listing = _found(code)
    wish = wish_of(listing)
    try:
        answer, rows = _file(listing, wish, ending, names=False)
    except FileRefusedError as why:
        return _refused(listing, wish, why)
    handed(f"list {code}.{ending}", rows=rows, asked=_asked(listing, wish))
    return answer


@office.route(f"/lists/<code>/names/{FILE}", methods=["GET", "POST"])
@requires(Permission.EXPORT_NAMES)
def list_file_with_names(code: str, ending: str) -> ResponseReturnValue:
    """A list as a file that says who somebody is, for whoever says why."""
    listing = _found(code)
    if listing.named is None:
        abort(404)
    g.belongs_to = listing.endpoint
    wish = wish_of(listing)

    def make() -> ResponseReturnValue:
        answer, rows = _file(listing, wish, ending, names=True)
        about(f"list {code}.{ending} with names", rows=rows, asked=_asked(listing, wish))
        return answer

    title = translator().gettext(
        "%(list)s with names (%(kind)s)",
        list=translator().gettext(listing.title),
        kind=ending.upper(),
    )
    try:
        return hand_out(title, make, back=url_for(listing.endpoint, **wish.kept))
    except FileRefusedError as why:
        return _refused(listing, wish, why)


def table(session: Session, listing: Listing[Any, Any], wish: Wish[Any], *, names: bool) -> Report:
    """A list about to be read, all of it, a page at a time."""
    asking = Asked(
        session=session,
        span=listing.span(wish.search) or Span(today(), today()),
        now=parts().clock.now(),
        campaign=parts().settings.campaign,
        speak=translator(),
        names=NAMES,
    )
    return Report(
        listing.code,
        translator().gettext(listing.title),
        asking.span,
        _columns(listing, names=names),
        one_group(_rows(asking, listing, wish, names=names)),
    )


def _found(code: str) -> Listing[Any, Any]:
    """The list of an address; 404 where there is none, 403 where it is not for the reader."""
    listing = LISTINGS.get(code) or abort(404)
    insist_on(listing.permission)
    return listing


def _file(
    listing: Listing[Any, Any], wish: Wish[Any], ending: str, *, names: bool
) -> tuple[Response, int]:
    """The file, and how many rows it has. Raises FileRefusedError.

    The session that the address was read with lets go first: where a reason was sent, it may hold
    the one write lock of SQLite, and no gift could be taken until the file is made.
    """
    kind, write = FORMATS[ending]
    db.session.remove()
    with ExitStack() as stack:
        file = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))
        with in_turn(ending) as tell, parts().database.snapshot() as session:
            report = watched(table(session, listing, wish, names=names), tell)
            rows = write(report, _stamp(listing, wish), file).sums.count
        # It is read while it is sent, and closed by then.
        stack.pop_all()
    file.seek(0)
    name = file_name(report, ending)
    return send_file(file, kind, download_name=name, as_attachment=True), rows


def _columns(listing: Listing[Any, Any], *, names: bool) -> list[Column]:
    _ = translator().gettext
    own = [Column(it.key, _(it.title), it.kind) for it in listing.fields]
    titles = listing.named.titles if names and listing.named else ()
    return [*own, *(Column(key, _(title)) for key, title in titles)]


def _rows(
    asking: Asked, listing: Listing[Any, Any], wish: Wish[Any], *, names: bool
) -> Iterator[Row]:
    def read(place: Place) -> Page[Any]:
        return listing.read(asking.session, wish.search, place)

    named = listing.named.read if names and listing.named else None
    for rows in walk(read, Place(order=wish.order, size=PER_FETCH)):
        who = named(asking.session, parts().seal, rows) if named else ((),) * len(rows)
        for row, more in zip(rows, who, strict=True):
            yield tuple(chain((it.cell(row, asking) for it in listing.fields), more))


def _asked(listing: Listing[Any, Any], wish: Wish[Any]) -> Mapping[str, object]:
    """What was asked for, as the file and the log say it: an e-mail address is in neither."""
    told = {name: _told(value) for name, value in wish.kept.items()}
    if wish.sort is listing.sorts[0] and wish.descending:
        return told
    return {**told, "sort": f"{DOWN if wish.descending else ''}{wish.sort.code}"}


def _told(value: object) -> object:
    return "(e-mail)" if isinstance(value, str) and "@" in value else value


def _stamp(listing: Listing[Any, Any], wish: Wish[Any]) -> Stamp:
    campaign = parts().settings.campaign
    return Stamp(
        campaign=campaign.legal_name,
        time_zone=campaign.time_zone,
        made_at=parts().clock.now(),
        speak=translator(),
        asked=urlencode(_asked(listing, wish), doseq=True),
    )


def _refused(
    listing: Listing[Any, Any], wish: Wish[Any], why: FileRefusedError
) -> ResponseReturnValue:
    flash(translator().gettext(str(why)), "info")
    return redirect(url_for(listing.endpoint, **wish.kept), 303)
