"""A row's seal can be reckoned by anybody, as docs/staff.md writes it."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hov_donate.staff.audit.rules import BEGINNING, AuditKind, Head, Told, sealed

AT = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
WRITTEN = (
    '[1,7,"2026-11-28T11:00:00.000000+00:00","exported","staff:1","office.list","conference_id 3",'
    '"Caf\\u00e9",12,[{"did":"changed","table":"payments"}],0,"' + BEGINNING + '"]'
)


def row(at: datetime) -> Told:
    return Told(
        at=at,
        kind=AuditKind.EXPORTED,
        actor="staff:1",
        action="office.list",
        subject="conference_id 3",
        reason="Café",
        people=12,
        changes=[{"table": "payments", "did": "changed"}],
        left_out=0,
    )


def test_a_seal_is_the_sum_of_the_text_in_the_manual():
    assert sealed(7, row(AT), BEGINNING) == hashlib.sha256(WRITTEN.encode()).hexdigest()


def test_the_same_moment_in_another_zone_has_the_same_seal():
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    assert sealed(7, row(elsewhere), BEGINNING) == sealed(7, row(AT), BEGINNING)


@pytest.mark.parametrize("text", ["", "12", "12-abc", f"x-{BEGINNING}", f"-1-{BEGINNING}"])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match="not a head"):
        Head.parse(text)
