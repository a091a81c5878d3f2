"""What would only make the suite slow: costly password hashes, and templates compiled anew.

Nothing that is tested changes: a hash carries its own cost, and compiled templates are kept by
their source.
"""

import argon2
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from passlib.hash import argon2 as argon2_of_sign_in  # type: ignore[import-untyped]

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
