"""Lock files pin versions and hashes and name no address: one mirror must not become everyone's."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [*sorted(ROOT.glob("requirements*.txt")), ROOT / "package-lock.json"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_address(lock: Path) -> None:
    assert not re.search(r"://|file:", lock.read_text())


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.txt")), ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    for entry in re.split(r"^(?=\w)", lock.read_text(), flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.txt")), ids=lambda lock: lock.name)
def test_every_package_asked_for_is_locked(lock: Path) -> None:
    locked = set(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", lock.read_text(), flags=re.MULTILINE))
    asked = re.findall(r"^(\w[\w.-]*)", lock.with_suffix(".in").read_text(), flags=re.MULTILINE)
    assert {name.lower() for name in asked} <= {name.lower() for name in locked}
