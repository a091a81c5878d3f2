"""Whether everything is in step, for machines."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hov_donate.core.clock import FixedClock
from hov_donate.core.jobs import ScheduledJob
from hov_donate.inbox.models import InboxStatus
from hov_donate.outbox.models import OutboxStatus
from hov_donate.payments.rules import DisputeStatus
from hov_donate.web.database import db
from tests.support.office import NOON, Office, open_office
from tests.support.watched import ago, check, dispute, event, letter, look, put, sweep, unmatched

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOKEN = "a token of the tests, 32 characters"


def figures(office: Office, token: str = TOKEN) -> dict[tuple[str, ...], float]:
    answer = office.browser().get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def measured(database_url: str):
    office = open_office(database_url, FixedClock(NOON), METRICS_TOKEN=TOKEN)
    yield office
    with office.app.app_context():
        db.engine.dispose()


def test_machines_read_the_same_as_people(measured: Office) -> None:
    fresh = figures(measured)
    assert fresh["hov_light", "worker"] == 0
    assert fresh["hov_events_waiting",] == 0
    assert fresh["hov_letters_came_back",] == 0
    assert not [name for name, *_ in fresh if name.endswith("timestamp_seconds")]
    put(
        measured,
        look(enabled=False, missing="refund.failed charge.updated"),
        event(InboxStatus.WAITING, ago(hours=1), "payout.paid"),
        event(InboxStatus.FAILED, NOON, "refund.created"),
        dispute(DisputeStatus.NEEDS_RESPONSE, NOON),
        sweep(differed=3, failed=1),
        letter(OutboxStatus.FAILED),
        unmatched(),
        *check(1, NOON, -150),
    )
    found = figures(measured)
    assert found["hov_light", "endpoint"] == 2
    assert found["hov_light", "events_waiting"] == 1
    assert found["hov_oldest_waiting_event_timestamp_seconds",] == ago(hours=1).timestamp()
    assert found["hov_last_event_timestamp_seconds", "payout.paid"] == ago(hours=1).timestamp()
    assert found["hov_endpoint_enabled",] == 0
    assert found["hov_endpoint_missing_event_types",] == 2
    assert found["hov_dispute_answer_by_timestamp_seconds",] == NOON.timestamp()
    assert found["hov_last_sweep_failed",] == 1
    assert found["hov_letters_failed",] == 1
    assert found["hov_unmatched_payments",] == 1
    assert found["hov_reconciliation_difference_minor", "GBP"] == -150


def test_every_metric_is_in_the_manual(measured: Office, request) -> None:
    put(
        measured,
        look(),
        event(InboxStatus.WAITING),
        sweep(),
        letter(OutboxStatus.WAITING),
        dispute(DisputeStatus.NEEDS_RESPONSE, NOON),
        ScheduledJob(name="watch", finished_at=NOON),
        *check(1, NOON, 1, owed=1),
    )
    manual = (request.config.rootpath / "docs/operations.md").read_text()
    named = set(re.findall(r"`(hov_\w+)(?:\{\w+\})?`", manual))
    assert named == {name for name, *_ in figures(measured)}


@ONCE
@pytest.mark.parametrize("given", ["", "Bearer", f"Basic {TOKEN}", "Bearer wrong", "Bearer ü"])
def test_metrics_want_the_token(measured: Office, given: str) -> None:
    answer = measured.browser().get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not answer.data


@ONCE
def test_without_a_token_in_the_settings_there_are_no_metrics(office: Office) -> None:
    answer = office.browser().get("/metrics", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404
