"""An auditor makes the published figures anew with the database and a query, and nothing else."""

from datetime import timedelta
from random import Random

from sqlalchemy import text

from hov_donate.campaign.endorsements.operations import withdraw_endorsement
from hov_donate.campaign.numbers.models import FigureInput, FigureSnapshot
from hov_donate.campaign.numbers.rules import Fact, Source, figures_1
from hov_donate.config.settings import ROOT
from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import Database
from tests.support.appeals import ROSA
from tests.support.endorsements import STAFF, body, endorses, leader_endorses
from tests.support.events import published as event_published
from tests.support.publishing import figures

QUERIES = {it: ROOT / f"docs/figures-{it}.sql" for it in ("postgresql", "sqlite")}


def by_hand(database: Database, snapshot: int) -> dict[str, int]:
    """What an auditor gets who has the database and the query alone."""
    query = QUERIES[database.engine.dialect.name].read_text("utf-8")
    with database.reading() as session:
        [row] = session.execute(text(query), {"snapshot": snapshot}).mappings()
    return {name: int(value) for name, value in row.items()}


def test_the_query_for_auditors_gives_what_was_published(campaign):
    here = campaign.petition
    here.signed(ROSA)
    here.signed(Identity("Ali Rezaei", "ali@people.example"), country="AF")
    event_published(here.database, here.seal)
    here.clock.advance(timedelta(days=30))
    withdrawn = endorses(here.database, body(here.database, "Gone", members=90))
    union = body(here.database, "Rail Union", members=500)
    region = body(here.database, "Rail Union North", below=union)
    for name, members in (("Leeds", 300), ("York", 250)):
        endorses(here.database, body(here.database, name, members=members, below=region))
    endorses(here.database, union)
    leader_endorses(here.database, here.seal, body(here.database, "Dockers", members=70))
    campaign.publish()
    with here.database.writing() as work:
        withdraw_endorsement(work, endorsement_id=withdrawn, reason="Congress", actor=STAFF)
    it = campaign.publish()
    assert figures(it)["workers"] == 550, "the branches are more than their union says"
    assert by_hand(here.database, it.number) == figures(it)


def test_the_query_for_auditors_knows_trees_of_every_shape(campaign):
    database = campaign.petition.database
    for seed in range(6):
        facts = forest(Random(seed))  # noqa: S311 (the same every time)
        with database.writing() as work:
            rows = [
                FigureInput(source=Source.BODIES, key=key, fact=fact, seen_at=work.now)
                for key, fact in facts.items()
            ]
            work.session.add_all(rows)
            work.session.flush()
            it = FigureSnapshot(
                day=work.now.date(),
                taken_at=work.now,
                taken_by=STAFF,
                method=1,
                last_input_id=rows[-1].id,
                checksum="",
            )
            work.session.add(it)
            work.session.flush()
            number = it.id
        known = {(Source.BODIES, key): fact for key, fact in facts.items() if fact}
        made = {figure.value: value for figure, value in figures_1(known).items()}
        assert by_hand(database, number) == made, f"forest {seed}"


def forest(random: Random, size: int = 60) -> dict[str, Fact | None]:
    """Bodies below earlier ones or by themselves; a few that were known before are gone."""
    facts: dict[str, Fact | None] = {}
    for number in range(1, size + 1):
        facts[str(number)] = {
            "above": random.choice([None, *range(1, number)]),
            "country": "GB",
            "members": random.choice([None, random.randint(0, 900)]),
            "as_at": None,
            "source": None,
            "decided": random.random() < 0.5,
            "leaders": random.choice([0, 0, 1, 3]),
        }
    for number in random.sample(range(1, size + 1), 5):
        facts[str(number)] = None
    return facts
