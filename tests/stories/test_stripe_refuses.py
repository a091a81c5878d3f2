"""Stripe says no to what we ask of it, which is not the same as saying nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hov_donate.app import create_app
from hov_donate.config.campaign import DEFAULT_FILE, read_campaign
from hov_donate.simulator.serve import RunningSimulator
from hov_donate.web.database import db
from tests.support.house import story_settings
from tests.support.limits import let_everyone_in

# Stripe names no minimum in lira, but a lira is less than its minimum in pounds.
LIRA = '\n[[currencies]]\ncode = "TRY"\npresets = [1, 50, 100, 200]\nminimum = 1\nmaximum = 9999\n'


@pytest.fixture
def donor(database_url: str, simulator: RunningSimulator, tmp_path: Path) -> Iterator[FlaskClient]:
    """A donor of a campaign that also takes lira."""
    file = tmp_path / "campaign.toml"
    file.write_text(DEFAULT_FILE.read_text("utf-8") + LIRA, "utf-8")
    settings = story_settings(database_url, simulator, tmp_path)
    app = create_app(replace(settings, campaign=read_campaign(file)))
    let_everyone_in(app)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The card service refused this payment. Nothing was taken. Give another amount"),
        (
            "es",
            "El servicio de tarjetas ha rechazado este pago. No se ha cobrado nada.",
        ),
    ],
)
def test_a_refused_gift_is_told_as_refused_and_another_amount_goes_through(
    donor: FlaskClient, language: str, words: str
) -> None:
    address = f"/{language}/donate"
    token = re.search(r'name="token" value="([^"]+)"', donor.get(address).text)
    assert token
    form = {
        "token": token[1],
        "frequency": "once",
        "currency": "TRY",
        "email": "rosa@people.example",
    }

    refused = donor.post(address, data={**form, "choice": "TRY-1"})
    assert refused.status_code == 502
    assert f'<a href="#pay">{words}' in refused.text
    assert 'value="TRY-1" checked' in refused.text

    again = donor.post(address, data={**form, "choice": "TRY-50"})
    assert again.status_code == 303
