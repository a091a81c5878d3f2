"""What would only make the suite slow: costly password hashes, and things compiled anew.

Nothing that is tested changes: a hash carries its own cost, compiled templates are kept by their
source, and what builds an address by all that it is made from.
"""

from collections.abc import Callable, Hashable
from typing import Any

import argon2
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from passlib.hash import argon2 as argon2_of_sign_in  # type: ignore[import-untyped]
from werkzeug.routing import Rule

from hov_donate.staff import passwords
from tests.support.shared import FOLDER

ROUNDS, MEMORY_KIB, THREADS = 1, 8, 1


def pytest_sessionstart(session: pytest.Session) -> None:
    """Hash cheaply from now on, and let all sites of a run share their compiled templates."""
    passwords._hasher = argon2.PasswordHasher(ROUNDS, MEMORY_KIB, THREADS)
    argon2_of_sign_in.default_rounds = ROUNDS
    argon2_of_sign_in.memory_cost = MEMORY_KIB
    argon2_of_sign_in.parallelism = THREADS
    kept = session.config.stash[FOLDER] / "templates"
    kept.mkdir(exist_ok=True)
    Flask.jinja_options["bytecode_cache"] = FileSystemBytecodeCache(str(kept))
    Rule._compile_builder = remembered(Rule._compile_builder)  # type: ignore[method-assign]


def remembered(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Compile what builds the address of a view once in a process, not once for each test's site.

    Compiling four hundred of them takes a quarter of a second.
    """
    made: dict[Hashable, Any] = {}

    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (tuple(rule._trace), append_unknown, defaults)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    return compiled
