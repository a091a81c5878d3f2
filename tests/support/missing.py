"""What this machine cannot offer: skipped with one loud line, or a failure where CI=true."""

import os
from typing import NoReturn

import pytest

MARK = "NOT TESTED HERE"


def in_ci() -> bool:
    """Whether nothing may be left out."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def missing(what: str) -> NoReturn:
    """Leave this test out because of what the machine lacks; in CI, fail it."""
    if in_ci():
        pytest.fail(f"{what} (with CI=true nothing may be left out)", pytrace=False)
    pytest.skip(f"{MARK}: {what}")


def lacks(reports: list[pytest.TestReport]) -> dict[str, int]:
    """Each thing that was missing, and how many tests it cost."""
    counts: dict[str, int] = {}
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if MARK in reason:
            what = reason.partition(f"{MARK}: ")[2]
            counts[what] = counts.get(what, 0) + 1
    return counts


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name at the end of the run, once each, the things that were missing."""
    for what, tests in lacks(terminalreporter.getreports("skipped")).items():
        terminalreporter.write_line(f"!!! {MARK} ({tests} tests): {what}", red=True, bold=True)
