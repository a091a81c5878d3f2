"""Staff note what the press reported."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select

from hov_donate.campaign.press.models import PressReport
from hov_donate.core.db import UnitOfWork
from hov_donate.core.errors import UserError


class LinkIsThereError(UserError):
    """The report was noted before."""


@dataclass(frozen=True)
class PressFacts:
    """A report as somebody describes it; `language` is a tag, as el or pt-BR."""

    title: str
    outlet: str
    country: str
    reported_on: date
    language: str
    link: str


def is_link(text: str) -> bool:
    """Whether this is an address on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and not set(text) & set(' "<>')


def note_report(
    work: UnitOfWork, *, facts: PressFacts, actor: str, report_id: int | None = None
) -> PressReport:
    """Note a report, or mend what was noted. Raises LinkIsThereError."""
    twin = work.session.scalar(select(PressReport.id).where(PressReport.link == facts.link))
    if twin not in {None, report_id}:
        raise LinkIsThereError("this link is there")
    if report_id is None:
        report = PressReport(added_at=work.now, added_by=actor)
        work.session.add(report)
    else:
        report = work.session.get_one(PressReport, report_id, with_for_update=True)
    for name, value in vars(facts).items():
        setattr(report, name, value)
    work.session.flush()
    return report


def remove_report(work: UnitOfWork, *, report_id: int) -> None:
    """Show a report no more; one that is gone stays gone."""
    report = work.session.get(PressReport, report_id, with_for_update=True)
    if report is not None:
        work.session.delete(report)
        work.session.flush()
