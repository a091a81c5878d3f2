"""Reports of the press about the campaign."""

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hov_donate.core.db import LANGUAGE, Base, UtcDateTime


class PressReport(Base):
    """A report: `language` and `title` are its own, which nobody translates."""

    __tablename__ = "press_reports"
    __table_args__ = (
        Index("ix_press_reports_day", "reported_on", "id"),
        Index("ix_press_reports_country_day", "country", "reported_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    outlet: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    reported_on: Mapped[date] = mapped_column()
    language: Mapped[str] = mapped_column(LANGUAGE)
    link: Mapped[str] = mapped_column(String(500), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(60))
