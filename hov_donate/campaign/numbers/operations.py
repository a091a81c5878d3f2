"""Figures are published: what changed is written down, and what follows from it with it."""

import secrets
from datetime import date

from hov_donate.campaign.numbers.models import FigureInput, FigureSnapshot, FigureValue
from hov_donate.campaign.numbers.queries import inputs_as_of, published
from hov_donate.campaign.numbers.rules import METHOD, METHODS, Fact, Source, changed, checksum
from hov_donate.campaign.numbers.sources import inputs_now
from hov_donate.core.db import UnitOfWork, alone_with

# The checksum is published. Whoever knows all inputs but one would guess that one by it, were there
# not among them what nobody guesses. It counts as a country without signatures.
SECRET = (Source.SIGNATURES, "")


def publish_figures(work: UnitOfWork, *, today: date, actor: str) -> FigureSnapshot:
    """Take a snapshot of everything that counts now; from here on it is what the campaign says."""
    # Two at once would both write down what changed.
    alone_with(work.session, FigureSnapshot)
    last = published(work.session)
    last_input_id = last.last_input_id if last else 0
    before = inputs_as_of(work.session, last_input_id)
    now = {**inputs_now(work.session, work.now), SECRET: before.get(SECRET) or _secret()}
    rows = [
        FigureInput(source=source, key=key, fact=fact, seen_at=work.now)
        for source, key, fact in changed(before, now)
    ]
    work.session.add_all(rows)
    work.session.flush()
    snapshot = FigureSnapshot(
        day=today,
        taken_at=work.now,
        taken_by=actor,
        method=METHOD,
        last_input_id=max((row.id for row in rows), default=last_input_id),
        checksum=checksum(now),
    )
    work.session.add(snapshot)
    work.session.flush()
    work.session.add_all(
        FigureValue(snapshot_id=snapshot.id, figure=figure, value=value)
        for figure, value in METHODS[METHOD](now).items()
    )
    work.session.flush()
    return snapshot


def _secret() -> Fact:
    return {"signatures": 0, "people": 0, "secret": secrets.token_hex(32)}
