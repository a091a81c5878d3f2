"""Migrations are numbered in one line, and make exactly what the models say."""

import re
from pathlib import Path

from alembic import command
from sqlalchemy import inspect

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


def test_the_database_takes_every_kind_of_letter(database_url):
    engine = make_engine(database_url)
    checks = inspect(engine).get_check_constraints("outbox_messages")
    engine.dispose()
    [known] = (it["sqltext"] for it in checks if "mailkind_is_known" in (it["name"] or ""))
    assert set(re.findall(r"'(\w+)'", known)) == {kind.value for kind in MailKind}
