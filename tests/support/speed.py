"""What would only make the suite slow: costly password hashes, and things compiled anew.

Nothing that is tested changes: a hash carries its own cost, compiled templates are kept by their
source, what an address is made of by its rule, and statements by what they are written for.
"""

from collections.abc import Callable, Hashable
from typing import Any

import argon2
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from passlib.hash import argon2 as argon2_of_sign_in  # type: ignore[import-untyped]
from sqlalchemy import Dialect, Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from hov_donate.staff import passwords
from tests.support.shared import FOLDER

ROUNDS, MEMORY_KIB, THREADS = 1, 8, 1
STATEMENTS = 5_000
LONG = {"test_bench.py", "test_make_run.py", "test_killed_processes.py"}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Hash cheaply from now on, and let all sites of a run share their compiled templates."""
    passwords._hasher = argon2.PasswordHasher(ROUNDS, MEMORY_KIB, THREADS)
    argon2_of_sign_in.default_rounds = ROUNDS
    argon2_of_sign_in.memory_cost = MEMORY_KIB
    argon2_of_sign_in.parallelism = THREADS
    kept = session.config.stash[FOLDER] / "templates"
    kept.mkdir(exist_ok=True)
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(kept))
    Rule.compile = remembered(Rule.compile)  # type: ignore[method-assign, assignment]
    share_statements()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no process works on it alone at the end."""
    items.sort(key=lambda item: item.path.name not in LONG)


def remembered(compile_rule: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """Take the rule of a view apart once in a process, not once for each test's site.

    Doing it for five hundred of them takes a quarter of a second.
    """
    made: dict[Hashable, Rule] = {}

    def compiled(rule: Rule) -> None:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, defaults)
        if key not in made:
            compile_rule(rule)
            made[key] = rule
        like = made[key]
        rule._parts, rule._trace, rule._converters = like._parts, like._trace, like._converters
        rule.arguments = like.arguments
        rule._build = like._build.__func__.__get__(rule, None)  # type: ignore[attr-defined]
        rule._build_unknown = like._build_unknown.__func__.__get__(rule, None)  # type: ignore[attr-defined]

    return compiled


def share_statements() -> None:
    """Write each statement for an engine once in a process, not once for each test's database.

    What SQLAlchemy keeps of statements goes by the dialect, of which every engine has its own; ours
    of one kind are all alike.
    """
    kept: dict[type[Dialect], LRUCache[Any, Any]] = {}

    def of_its_kind(engine: Engine) -> LRUCache[Any, Any]:
        return kept.setdefault(type(engine.dialect), LRUCache(STATEMENTS))

    shared: Any = property(of_its_kind, lambda _engine, _own: None)
    Engine._compiled_cache = shared
    alike: Any = lambda one, other: type(one) is type(other)  # noqa: E731 (of a class, not here)
    of_kind: Any = lambda one: hash(type(one))  # noqa: E731
    DefaultDialect.__eq__, DefaultDialect.__hash__ = alike, of_kind  # type: ignore[method-assign]
