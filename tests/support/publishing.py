"""A campaign that publishes its figures, night after night."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.campaign.numbers.models import FigureSnapshot
from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.campaign.numbers.queries import Published, faults, published
from tests.support.appeals import Petition
from tests.support.endorsements import STAFF

A_DAY = timedelta(days=1)


@dataclass
class Campaign:
    """A campaign with an appeal, and its figures."""

    petition: Petition

    def publish(self) -> Published:
        """The figures of a new day."""
        self.petition.clock.advance(A_DAY)
        with self.petition.database.writing() as work:
            publish_figures(work, today=work.now.date(), actor=STAFF)
        with self.petition.database.reading() as session:
            found = published(session)
        assert found is not None
        return found

    def faults(self) -> list[str]:
        """What does not come out, of every snapshot."""
        with self.petition.database.reading() as session:
            rows = session.scalars(select(FigureSnapshot).order_by(FigureSnapshot.id)).all()
            return [f"{it.snapshot.id} {it.what}" for row in rows for it in faults(session, row)]


@pytest.fixture
def campaign(petition: Petition) -> Campaign:
    return Campaign(petition)


def figures(it: Published) -> dict[str, int]:
    return {figure.value: value for figure, value in it.values.items()}
