"""Migrations are numbered in one line, and make exactly what the models say."""

import re
from datetime import date
from pathlib import Path

from alembic import command
from sqlalchemy import inspect, text

from hov_donate.core.db import make_engine
from hov_donate.core.migrations import FOLDER, configuration, head, revision_of, upgrade
from hov_donate.outbox.models import MailKind


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


def test_the_database_takes_every_kind_of_letter(database_url):
    engine = make_engine(database_url)
    checks = inspect(engine).get_check_constraints("outbox_messages")
    engine.dispose()
    [known] = (it["sqltext"] for it in checks if "mailkind_is_known" in (it["name"] or ""))
    assert set(re.findall(r"'(\w+)'", known)) == {kind.value for kind in MailKind}
