"""The benchmarks run and say what they promise; how fast anything is does not matter here."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bench.office_pages import pages
from bench.public_pages import PAGES as PUBLIC
from hov_donate.reports.catalogue import REPORTS
from tests.support.databases import Databases
from tests.support.postgres import with_database

ROOT = Path(__file__).parents[2]
KEYS = ["figure", "database", "value", "baseline", "ratio", "aim", "aim_of", "unit"]
ON_EACH_DATABASE = {
    "webhook_accept",
    "webhook_alone_p50",
    "worker_apply",
    "worker_apply_and_mail",
    "reconcile_new",
    "reconcile_known",
    "donor_opens_page_p95_under_attack",
    "donor_any_wait_p95_under_attack",
    "signer_any_wait_p95_in_flood",
    "signatures_counted_in_flood",
    "renewals_planned",
    "renewals_carried_out",
    "renewals_memory",
    "statement_looked_at",
    "statement_brought_in",
    "statement_matched",
    "statement_known",
}
FORMATS = ("rows", "csv", "xlsx", "beancount")
ON_EACH_DATABASE |= {f"export_{it}_{of}" for it in FORMATS for of in (1000, "1000_memory", "flat")}
# The office of four hundred gifts: every list, search, room and report, and what is compared.
SEEN = {page.name for page in pages(date(2026, 11, 28))}
ON_EACH_DATABASE |= {f"{name}_400" for name in SEEN}
BARE = {page.name for page in pages(date(2026, 11, 28)) if page.beside_hello}
ON_EACH_DATABASE |= {f"{name}_400_bare" for name in BARE}
LISTED_ON_TWO_PAGES = ("gifts", "ledger", "affiliates", "invoices", "events", "letters")
ON_EACH_DATABASE |= {f"list_{name}_last_400" for name in LISTED_ON_TWO_PAGES}
ON_EACH_DATABASE |= {f"{page.name}_400" for page in PUBLIC}
ON_EACH_DATABASE |= {f"{page.name}_400_bare" for page in PUBLIC}
PAGES = {"donation_page_en", "donation_page_es"}


@pytest.fixture(scope="module")
def lines(databases: Databases) -> list[str]:
    server = with_database(databases.server(), "postgres")
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick"],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "TEST_DATABASE_URL": server,
            "TMPDIR": str(databases.folder),
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def test_every_figure_is_one_line_of_json(lines: list[str]) -> None:
    for line in lines:
        assert list(json.loads(line)) == KEYS


def test_every_figure_is_a_ratio_to_a_baseline(lines: list[str]) -> None:
    for figure in map(json.loads, lines):
        assert figure["value"] > 0
        assert figure["baseline"] > 0
        assert figure["ratio"] == pytest.approx(figure["value"] / figure["baseline"], rel=0.05)


def test_both_databases_are_measured_and_each_page_once(lines: list[str]) -> None:
    measured = {(figure["figure"], figure["database"]) for figure in map(json.loads, lines)}
    each = {(name, engine) for name in ON_EACH_DATABASE for engine in ("sqlite", "postgresql")}
    assert measured == each | {(name, None) for name in PAGES}


def test_every_report_is_measured():
    assert {f"report_{code}" for code in REPORTS} <= SEEN
