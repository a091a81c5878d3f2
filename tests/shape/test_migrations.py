"""Migrations are numbered in one line, and make exactly what the models say."""

import hashlib
import re
from datetime import date
from pathlib import Path

from alembic import command
from sqlalchemy import inspect, text

from hov_donate.core.db import make_engine
from hov_donate.core.migrations import FOLDER, configuration, head, revision_of, upgrade
from hov_donate.outbox.models import MailKind
from tests.rules.test_event_pictures import jpeg, segment


def test_migrations_are_numbered_in_one_line():
    files = sorted(path.name for path in Path(FOLDER, "versions").glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in files)
    numbers = [int(name[:4]) for name in files]
    assert numbers == list(range(1, len(files) + 1))
    assert head() == f"{numbers[-1]:04d}"


def at_head(url: str) -> bool:
    engine = make_engine(url)
    try:
        return revision_of(engine) == head()
    finally:
        engine.dispose()


def test_the_database_is_what_the_models_say(database_url):
    assert at_head(database_url)
    command.check(configuration(database_url))


def test_migrations_can_be_taken_back_and_made_again(database_url):
    command.downgrade(configuration(database_url), "base")
    assert not at_head(database_url)
    upgrade(database_url)
    assert at_head(database_url)


AN_ORGANISATION = """
    INSERT INTO organisations (id, kind, name, branch, parent_name, town, country, language,
        members, members_as_at, members_source, listed, listed_town, match_key, created_at)
    VALUES (:id, 'union_branch', 'A Union', :name, '', '', 'GB', 'en',
        :members, :day, :source, true, false, :name, '2026-01-01')
"""


AN_ORGANISATION_THEN = AN_ORGANISATION.replace(
    "match_key, created_at)", "match_key, created_at, listed_members)"
).replace("'2026-01-01')", "'2026-01-01', true)")


def test_who_says_how_many_members_there_are_becomes_a_choice(database_url):
    command.downgrade(configuration(database_url), "0044")
    engine = make_engine(database_url)
    told = {1: "declared by its officers", 2: "a letter of Rosa Quiñones", 3: ""}
    with engine.begin() as connection:
        for number, source in told.items():
            members = 80 if source else None
            connection.execute(
                text(AN_ORGANISATION),
                {
                    "id": number,
                    "name": f"branch {number}",
                    "members": members,
                    "day": date(2026, 1, 1) if members else None,
                    "source": source,
                },
            )
    upgrade(database_url)
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT id, members_source FROM organisations"))
        assert {it.id: it.members_source for it in rows} == {1: "itself", 2: "another", 3: None}
        shown = connection.scalars(text("SELECT listed_members FROM organisations")).all()
        assert all(shown), "the form of an endorser asked for the number"
    engine.dispose()


def test_who_refused_to_show_its_members_is_shown_with_them_by_no_older_programme(database_url):
    engine = make_engine(database_url)
    with engine.begin() as connection:
        for number, agreed in {1: True, 2: False}.items():
            connection.execute(
                text(
                    AN_ORGANISATION.replace("listed_town,", "listed_town, listed_members,").replace(
                        "true, false,", "true, true, :agreed,"
                    )
                ),
                {
                    "id": number,
                    "name": f"branch {number}",
                    "members": 80,
                    "day": date(2026, 1, 1),
                    "source": "itself",
                    "agreed": agreed,
                },
            )
    command.downgrade(configuration(database_url), "0044")
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT id, listed, listed_town FROM organisations"))
        assert {it.id: (it.listed, it.listed_town) for it in rows} == {1: (1, 1), 2: (0, 0)}
    upgrade(database_url)
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT id, listed, listed_members FROM organisations"))
        assert {it.id: (it.listed, it.listed_members) for it in rows} == {1: (1, 1), 2: (0, 0)}
    engine.dispose()


AN_EVENT = """
    INSERT INTO campaign_events (id, form, status, organiser, starts_at, zone, day, town, country,
        place_key, spoken, access, takes_sign_ups, signed_up, revision, said, said_times, language,
        created_at, changed_at)
    VALUES (:id, :town, 'published', '', :at, 'Europe/Warsaw', '2026-01-01', :town, 'PL',
        :key, '', '', false, 0, 1, '', 0, 'en', :at, :at)
"""


def test_names_that_are_there_are_found_without_their_accents(database_url):
    """More of them than fit into one batch; and nothing is lost on the way back."""
    command.downgrade(configuration(database_url), "0046")
    engine = make_engine(database_url)
    towns = {1: ("Łódź", "łodz"), 2: ("Lodz", "lodz"), 3: ("Xi'an", "xi an")}
    branch = {"members": None, "day": None, "source": None}
    with engine.begin() as connection:
        for number, (town, key) in towns.items():
            told = {"id": number, "town": town, "key": key, "at": "2026-01-01 12:00:00"}
            connection.execute(text(AN_EVENT), told)
        names = [{"id": it, "name": f"O’Brien's {it} Łódź", **branch} for it in range(1, 602)]
        connection.execute(text(AN_ORGANISATION_THEN), names)
        connection.execute(text("INSERT INTO organisation_words VALUES ('łodz', 1)"))
    upgrade(database_url)
    with engine.begin() as connection:
        keys = connection.scalars(text("SELECT place_key FROM campaign_events ORDER BY id")).all()
        assert keys == ["lodz", "lodz", "xian"]
        last = text("SELECT match_key FROM organisations WHERE id = 601")
        assert connection.scalar(last) == "a union obriens 601 lodz"
        words = text("SELECT word FROM organisation_words WHERE organisation_id = 1 ORDER BY word")
        assert connection.scalars(words).all() == ["1", "a", "lodz", "obriens", "union"]
        assert connection.scalar(text("SELECT count(*) FROM organisation_words")) == 601 * 5
    command.downgrade(configuration(database_url), "0046")
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM organisations")) == 601
    engine.dispose()
    upgrade(database_url)


A_PICTURE = """
    INSERT INTO campaign_event_pictures (event_id, content, media_type, width, height, digest,
        added_at)
    VALUES (1, :content, 'image/jpeg', 30, 20, 'of before', '2026-01-01 12:00:00')
"""


def test_a_picture_of_before_loses_its_small_one(database_url):
    command.downgrade(configuration(database_url), "0046")
    engine = make_engine(database_url)
    event = {"id": 1, "town": "Leeds", "key": "leeds", "at": "2026-01-01 12:00:00"}
    small = segment(0xE0, b"JFXX\0\x10faces as they were")
    with engine.begin() as connection:
        connection.execute(text(AN_EVENT), event)
        connection.execute(text(A_PICTURE), {"content": jpeg(small)})
    upgrade(database_url)
    with engine.begin() as connection:
        [kept] = connection.execute(text("SELECT content, digest FROM campaign_event_pictures"))
    engine.dispose()
    assert bytes(kept.content) == jpeg()
    assert kept.digest == hashlib.sha256(jpeg()).hexdigest()


def test_the_database_takes_every_kind_of_letter(database_url):
    engine = make_engine(database_url)
    checks = inspect(engine).get_check_constraints("outbox_messages")
    engine.dispose()
    [known] = (it["sqltext"] for it in checks if "mailkind_is_known" in (it["name"] or ""))
    assert set(re.findall(r"'(\w+)'", known)) == {kind.value for kind in MailKind}
