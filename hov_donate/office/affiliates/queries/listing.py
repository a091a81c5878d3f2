"""The list of affiliates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoiceBalance
from hov_donate.affiliations.queries.reach import out_of_reach_condition, out_of_reach_each
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import OutOfReach
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.money import Money
from hov_donate.office.affiliates.queries.finding import matching
from hov_donate.office.affiliates.queries.owing import still_owed
from hov_donate.office.queries.paging import Page, Place, page_of


@dataclass(frozen=True)
class Search:
    """What the person at the desk asks for; empty asks for everything.

    `under` is the organisation whose branches are meant; `out_of_reach` means those whose letters
    come back.
    """

    text: str = ""
    status: AffiliationStatus | None = None
    kind: str = ""
    country: str = ""
    stage: int | None = None
    under: int | None = None
    out_of_reach: bool = False

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for."""
        return self != Search()


@dataclass(frozen=True)
class Row:
    """An affiliate in the list, and what it owes by currency."""

    affiliation: Affiliation
    organisation: Organisation | None
    owed: Sequence[Money]
    out_of_reach: OutOfReach | None


def affiliates(
    session: Session, seal: IdentitySeal | None, search: Search, place: Place
) -> Page[Row]:
    """A page of affiliates, the newest first."""
    found = page_of(session, _asked_for(session, seal, search), Affiliation.id, place)
    return Page(_rows(session, found.rows), older=found.older, newer=found.newer)


def in_use(session: Session, column: InstrumentedAttribute[str]) -> list[str]:
    """The values that an indexed column has: as many steps as there are values, not rows."""
    least = select(func.min(column).label("value")).cte("in_use", recursive=True)
    beyond = select(func.min(column)).where(column > least.c.value).scalar_subquery()
    every = least.union_all(select(beyond).where(least.c.value.is_not(None)))
    return list(session.scalars(select(every.c.value).where(every.c.value.is_not(None))))


def organisations_of(
    session: Session, affiliations: Sequence[Affiliation]
) -> Mapping[int, Organisation]:
    """The organisations of some affiliations, by their key."""
    keys = {it.organisation_id for it in affiliations if it.organisation_id is not None}
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(keys)))
    return {row.id: row for row in rows}


def _asked_for(session: Session, seal: IdentitySeal | None, search: Search) -> Select[Affiliation]:
    query = select(Affiliation).where(*_narrowed(search))
    if search.text:
        query = query.where(matching(session, seal, search.text))
    return query


def _narrowed(search: Search) -> list[ColumnElement[bool]]:
    asked = {
        Affiliation.status: search.status,
        Affiliation.kind: search.kind,
        Affiliation.country: search.country,
        Affiliation.arrears_stage: search.stage,
    }
    bounds = [column == value for column, value in asked.items() if value]
    if search.under is not None:
        below = select(Organisation.id).where(Organisation.parent_id == search.under)
        bounds.append(Affiliation.organisation_id.in_(below))
    if search.out_of_reach:
        bounds.append(out_of_reach_condition())
    return bounds


def _rows(session: Session, found: Sequence[Affiliation]) -> list[Row]:
    organisations = organisations_of(session, found)
    owed = _owed(session, [it.id for it in found])
    back = out_of_reach_each(session, found)
    return [
        Row(it, organisations.get(it.organisation_id or 0), owed.get(it.id, []), back.get(it.id))
        for it in found
    ]


def _owed(session: Session, affiliation_ids: Sequence[int]) -> dict[int, list[Money]]:
    rows = session.execute(
        select(
            Invoice.affiliation_id,
            Invoice.currency,
            func.sum(
                InvoiceBalance.amount_minor
                - InvoiceBalance.credited_minor
                - InvoiceBalance.settled_minor
            ),
        )
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.affiliation_id.in_(affiliation_ids), still_owed())
        .group_by(Invoice.affiliation_id, Invoice.currency)
        .order_by(Invoice.currency)
    )
    owed: dict[int, list[Money]] = {}
    for affiliation_id, currency, minor in rows:
        owed.setdefault(affiliation_id, []).append(Money(int(minor), currency))
    return owed
