"""Times when something was not green."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.reports.models import WatchEpisode
from hov_donate.reports.rules import (
    Subject,
)

EPISODES_SHOWN = 20


def episodes(session: Session, limit: int = EPISODES_SHOWN) -> Sequence[WatchEpisode]:
    """The last times that something was not green, newest first."""
    return session.scalars(select(WatchEpisode).order_by(WatchEpisode.id.desc()).limit(limit)).all()


def open_episodes(session: Session) -> Sequence[WatchEpisode]:
    """What is not green, or was not a moment ago; one row for a subject at the most."""
    return session.scalars(
        select(WatchEpisode).where(WatchEpisode.ended_at.is_(None)).with_for_update()
    ).all()


def open_episode(session: Session, subject: Subject) -> WatchEpisode:
    """The episode of a subject that is not green, for changing."""
    return session.scalars(
        select(WatchEpisode)
        .where(WatchEpisode.subject == subject, WatchEpisode.ended_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def told_by(session: Session, alert_id: int) -> Sequence[WatchEpisode]:
    """What a letter to the treasurer is about."""
    return session.scalars(
        select(WatchEpisode).where(WatchEpisode.alert_id == alert_id).order_by(WatchEpisode.id)
    ).all()
