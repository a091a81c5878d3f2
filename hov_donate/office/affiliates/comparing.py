"""By how much the campaign's income would change if another version of a scale held."""

import uuid
from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation
from hov_donate.core.money import Money
from hov_donate.office import asked
from hov_donate.office.affiliates.people import names
from hov_donate.office.affiliates.queries.comparing import Pair, finished, stretch
from hov_donate.office.affiliates.queries.listing import organisations_of
from hov_donate.office.affiliates.scales import ROOM, stored
from hov_donate.office.affiliates.tally import Change, Sum, Tally, unpacked
from hov_donate.office.blueprint import office
from hov_donate.office.spans import today
from hov_donate.staff.rules import Permission
from hov_donate.web.access import requires
from hov_donate.web.database import db
from hov_donate.web.parts import parts

_SALT = "hov-donate:comparing scales"


@dataclass(frozen=True)
class Income:
    """One currency of the comparison, as it is shown."""

    before: Money
    after: Money
    counted: Sum

    @property
    def change(self) -> Money:
        """By how much the income would change."""
        return self.after - self.before


@office.get(f"{ROOM}/compare")
@requires(Permission.SEE_AFFILIATES)
def compare_scales(scale_id: int) -> str:
    """Two versions over the present affiliates: sums, counts and the largest changes."""
    before = stored(asked.key("before") or abort(404))
    pair = Pair(before, stored(scale_id), today())
    tally = stretch(db.session(), pair, _so_far(pair))
    done = finished(db.session(), tally)
    return render_template(
        "office/affiliates/compare_scales.html",
        pair=pair,
        tally=tally,
        incomes=[_income(currency, it) for currency, it in sorted(tally.sums.items())],
        changes=_changes(tally.largest),
        names=names(_details(tally.largest)),
        go_on=None if done else _next(pair, tally),
    )


def _so_far(pair: Pair) -> Tally:
    """What the address brings along of earlier stretches; nothing for another pair or nonsense."""
    try:
        keys, data = _signer().loads(request.args.get("so_far", ""))
    except (BadSignature, ValueError):
        return Tally()
    return unpacked(data) if keys == _keys(pair) else Tally()


def _next(pair: Pair, tally: Tally) -> str:
    token = _signer().dumps([_keys(pair), tally.packed()])
    return url_for(
        "office.compare_scales", scale_id=pair.after.row.id, before=pair.before.row.id, so_far=token
    )


def _keys(pair: Pair) -> list[int]:
    return [pair.before.row.id, pair.after.row.id]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(parts().settings.secret_keys)), salt=_SALT)


def _income(currency: str, counted: Sum) -> Income:
    return Income(Money(counted.before, currency), Money(counted.after, currency), counted)


def _changes(largest: tuple[Change, ...]) -> list[dict[str, object]]:
    rows = _affiliations(largest)
    organisations = organisations_of(db.session(), list(rows.values()))
    return [
        {
            "change": change,
            "affiliation": rows[change.affiliation_id],
            "organisation": organisations.get(rows[change.affiliation_id].organisation_id or 0),
        }
        for change in largest
        if change.affiliation_id in rows
    ]


def _details(largest: tuple[Change, ...]) -> list[uuid.UUID | None]:
    return [it.details_id for it in _affiliations(largest).values()]


def _affiliations(largest: tuple[Change, ...]) -> dict[int, Affiliation]:
    keys = [change.affiliation_id for change in largest]
    rows = db.session().scalars(select(Affiliation).where(Affiliation.id.in_(keys)))
    return {row.id: row for row in rows}
