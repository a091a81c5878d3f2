"""What an address names."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation
from hov_donate.office.affiliates.queries.finding import numbered
from hov_donate.web.database import db

PATH = "/affiliates/<number>"
# Bounded by `web.converters`, as every number in an address.
KEY = "<int:"


def affiliation_numbered(session: Session, number: str) -> Affiliation:
    """The affiliation with this number, however it is written; the page is missing for none."""
    return affiliation_or_none(session, number) or abort(404)


def affiliation_or_none(session: Session, number: str) -> Affiliation | None:
    """The affiliation with this number, however it is written."""
    condition = numbered(number)
    if condition is None:
        return None
    return session.scalars(select(Affiliation).where(condition)).one_or_none()


def found(number: str) -> Affiliation:
    """The affiliation of this page."""
    return affiliation_numbered(db.session(), number)
