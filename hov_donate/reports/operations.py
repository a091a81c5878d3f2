"""When something turns: episodes are kept, and the treasurer is told. Nothing here commits."""

from datetime import timedelta

from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork, insert_ignoring_twins
from hov_donate.core.i18n import translator
from hov_donate.outbox.models import MailKind
from hov_donate.outbox.operations import put_out
from hov_donate.reports import queries
from hov_donate.reports.models import EndpointLook, WatchAlert, WatchEpisode
from hov_donate.reports.rules import Check, EndpointFinding, Light, checks
from hov_donate.reports.rules.lights import SPOKEN_FOR
from hov_donate.reports.words import told

# What turns green and back again within this time is one and the same trouble.
QUIET_FOR = timedelta(hours=1)


def watch(work: UnitOfWork, *, settings: Settings) -> None:
    """See how everything stands; the treasurer hears of what turned, in one letter."""
    time_zone = settings.campaign.time_zone
    found = checks(queries.facts(work.session, work.now, time_zone))
    known = {episode.subject: episode for episode in queries.open_episodes(work.session)}
    turned = []
    for check in found:
        episode = known.get(check.subject)
        if check.light is not Light.GREEN:
            if episode is not None:
                episode.last_seen_at = work.now
            if episode is None or check.light.rank > episode.light.rank:
                turned.append(check)
        elif episode is not None and work.now - episode.last_seen_at >= QUIET_FOR:
            episode.ended_at = work.now
    work.session.flush()
    alert_id = _alert(work, settings) if any(_needs_letter(it) for it in turned) else None
    for check in turned:
        _keep(work, check, alert_id if _needs_letter(check) else None, settings)


def _needs_letter(check: Check) -> bool:
    """Whether no other letter has told of it."""
    return check.light.rank > SPOKEN_FOR.get(check.subject, Light.GREEN).rank


def _alert(work: UnitOfWork, settings: Settings) -> int:
    """Put out a letter about what has just turned; its number."""
    alert = WatchAlert(raised_at=work.now)
    work.session.add(alert)
    work.session.flush()
    put_out(
        work,
        kind=MailKind.WATCH_ALERT,
        object_id=str(alert.id),
        details_id=None,
        language=settings.campaign.office_languages[0],
    )
    return alert.id


def _keep(work: UnitOfWork, check: Check, alert_id: int | None, settings: Settings) -> None:
    """Begin an episode, or note that one got worse; another worker may have begun it."""
    words = told(
        check, translator(settings.campaign.office_languages[0]), settings.campaign.time_zone
    )
    now = {
        "light": check.light,
        "found": words.found,
        "remedy": words.remedy,
        "alert_id": alert_id,
        "last_seen_at": work.now,
    }
    begun = insert_ignoring_twins(work.session, WatchEpisode).values(
        subject=check.subject, began_at=work.now, **now
    )
    if work.session.scalars(begun.returning(WatchEpisode.id)).first() is None:
        episode = queries.open_episode(work.session, check.subject)
        for name, value in now.items():
            setattr(episode, name, value)
        work.session.flush()


def record_look(work: UnitOfWork, *, finding: EndpointFinding) -> None:
    """Keep what Stripe said about our endpoint."""
    look = work.session.merge(EndpointLook(id=1))
    look.looked_at = finding.looked_at
    look.present, look.enabled = finding.present, finding.enabled
    look.right_version = finding.right_version
    look.missing = " ".join(finding.missing)
    work.session.flush()
