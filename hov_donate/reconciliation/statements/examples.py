"""Profiles that come along: a beginning for one's own."""

import tomllib
from functools import lru_cache
from pathlib import Path

from hov_donate.reconciliation.statements.profiles import Profile, unpacked

FILE = Path(__file__).with_name("examples.toml")


@lru_cache(maxsize=1)
def examples() -> dict[str, tuple[str, Profile]]:
    """Name and profile, by a short code."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: (row.pop("name"), unpacked(row)) for code, row in found.items()}
