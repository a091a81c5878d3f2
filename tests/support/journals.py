"""What beancount and hledger say of a journal, each asked in a process of its own.

`python -m tests.support.journals` brings hledger from Debian's packages where it can.
"""

import csv
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from tests.support.missing import MARK, in_ci, missing

Totals = Mapping[tuple[str, str], Decimal]
BIN = Path(sys.executable).parent
# Read in a process of its own: the program is the reader's, and its licence another one's.
READ_TOTALS = """
import sys
from collections import Counter
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors
sums = {}
for entry in data.filter_txns(entries):
    for it in entry.postings:
        key = it.account, it.units.currency
        sums[key] = sums.get(key, 0) + it.units.number
for (account, currency), number in sums.items():
    print(account, currency, number, sep="\\t")
"""


def bean_check(journal: Path) -> str:
    """What bean-check finds wrong; empty when it takes the journal."""
    return _said([str(BIN / "bean-check"), "--no-cache", str(journal)])


def beancount_totals(journal: Path) -> Totals:
    """What stands on each account by currency, as beancount adds it up."""
    command = [sys.executable, "-c", READ_TOTALS, str(journal)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=_without_cache(), timeout=120
    )
    rows = (line.split("\t") for line in done.stdout.splitlines())
    return {(account, currency): Decimal(number) for account, currency, number in rows}


def hledger_check(journal: Path) -> str:
    """What `hledger check --strict` finds wrong; empty when it takes the journal."""
    return _said([hledger(), "-f", str(journal), "check", "--strict", "ordereddates"])


def hledger_totals(journal: Path) -> Totals:
    """What stands on each account by currency, as hledger adds it up."""
    command = [hledger(), "-f", str(journal), "balance", "--layout=bare", "-N", "-O", "csv"]
    done = subprocess.run(
        [*command, "--empty", "--no-elide"], capture_output=True, text=True, check=True, timeout=120
    )
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {(row["account"], row["commodity"]): Decimal(row["balance"]) for row in rows}


def hledger() -> str:
    """The program, where this machine has it."""
    found = shutil.which("hledger")
    if found is None:
        missing("hledger is not installed: install Debian's package of that name")
    return found


def _said(command: list[str]) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=_without_cache(), timeout=120
    )
    said = (done.stdout + done.stderr).strip()
    return said if done.returncode else ""


def _without_cache() -> dict[str, str]:
    return {**os.environ, "BEANCOUNT_DISABLE_LOAD_CACHE": "1", "LC_ALL": "C.UTF-8"}


def prepare() -> None:
    """Install hledger where it is missing and can be had, or say in one line that it cannot."""
    if shutil.which("hledger"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "hledger"]):
            subprocess.run(command, capture_output=True, check=False, timeout=600)
    if not shutil.which("hledger"):
        said = f"!!! {MARK}: hledger is not installed, and could not be had from Debian\n"
        sys.stderr.write(said)
        sys.exit(1 if in_ci() else 0)


if __name__ == "__main__":
    prepare()
