"""Settings: every one is explained, bad ones are told together, and real money is never risked."""

import ast
import re
import shutil
from pathlib import Path

import pytest

from hov_donate.app import create_app
from hov_donate.config import Settings, SettingsError
from hov_donate.config.running_demo import (
    DEMO_FILE,
    DemoRunsError,
    demo_runs,
    kept_for_other_commands,
)
from hov_donate.config.settings import environment_with_files

ROOT = Path(__file__).parents[2]
EXAMPLE_CAMPAIGN = ROOT / "hov_donate/config/campaign.toml"
LIVE = {
    "STRIPE_SECRET_KEY": "sk_live_123",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "IDENTITY_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "PUBLIC_URL": "https://donate.example.org",
    "MAIL_URL": "smtps://mail.example.org",
    "MAIL_FROM": "gifts@example.org",
    "DATABASE_URL": "postgresql://localhost/hov",
}


@pytest.fixture
def live(tmp_path: Path) -> dict[str, str]:
    campaign = tmp_path / "campaign.toml"
    campaign.write_text(re.sub(r'(?m)^name = ".*"$', 'name = "Ours"', EXAMPLE_CAMPAIGN.read_text()))
    return {**LIVE, "CAMPAIGN_FILE": str(campaign)}


def names_read() -> set[str]:
    tree = ast.parse((ROOT / "hov_donate/config/settings.py").read_text())
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "reader"
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_setting_is_in_the_example_and_the_other_way_round():
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)) == names_read()


def test_the_example_file_as_it_is_starts():
    values = environment_with_files({}, ROOT / "no-such-folder")
    assert Settings.from_environment(values).campaign.name


@pytest.mark.parametrize("port", ["", "9100"])
def test_the_example_file_as_it_is_agrees_with_itself_whatever_the_port(tmp_path, port):
    shutil.copy(ROOT / ".env.example", tmp_path / ".env")
    given = {"PORT": port, "INSTANCE_FOLDER": str(tmp_path)}
    settings = Settings.from_environment(environment_with_files(given, tmp_path))
    assert settings.port == int(port or "8000")
    assert settings.public_url == f"http://127.0.0.1:{settings.port}"


def test_a_live_installation_that_is_complete_starts(live):
    assert Settings.from_environment(live).live


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("STRIPE_API_BASE", "http://127.0.0.1:8001", "STRIPE_API_BASE is set"),
        ("DEMO", "1", "DEMO is on"),
        ("DEBUG", "1", "DEBUG is on"),
        ("SECRET_KEY", "", "SECRET_KEY is the default"),
        ("SECRET_KEY", "short", "too short"),
        ("IDENTITY_KEY", "", "IDENTITY_KEY is missing"),
        ("STRIPE_WEBHOOK_SECRET", "", "STRIPE_WEBHOOK_SECRET is missing"),
        ("PUBLIC_URL", "http://donate.example.org", "must start with https"),
        ("MAIL_URL", "", "MAIL_URL is missing"),
        ("MAIL_FROM", "", "MAIL_FROM is missing"),
        ("CAMPAIGN_FILE", "", "CAMPAIGN_FILE is missing"),
        ("CAMPAIGN_FILE", str(EXAMPLE_CAMPAIGN), "CAMPAIGN_FILE is missing"),
        ("FLASK_DEBUG", "1", "DEBUG is on"),
        ("FLASK_DEBUG", "TRUE", "DEBUG is on"),
    ],
)
@pytest.mark.parametrize("kind", ["sk", "rk"])
def test_a_live_key_refuses_to_start_with_anything_pretended(live, name, value, why, kind):
    with pytest.raises(SettingsError, match=why):
        Settings.from_environment({**live, "STRIPE_SECRET_KEY": f"{kind}_live_1", name: value})


def test_a_live_site_does_not_start_in_a_debug_server(live, monkeypatch):
    settings = Settings.from_environment(live)
    monkeypatch.setenv("FLASK_DEBUG", "1")  # what `flask --debug` does
    with pytest.raises(SettingsError, match="refuses a debug server"):
        create_app(settings)


def test_everything_that_is_wrong_is_told_at_once():
    wrong = {"PORT": "eighty", "DEMO": "perhaps", "PUBLIC_URL": "a.example", "DATABASE_URL": "x"}
    with pytest.raises(SettingsError) as told:
        Settings.from_environment(wrong)
    assert all(name in str(told.value) for name in wrong)


def test_a_campaign_file_with_a_gap_names_it(tmp_path):
    file = tmp_path / "campaign.toml"
    file.write_text('name = "x"\n')
    with pytest.raises(SettingsError, match="is missing"):
        Settings.from_environment({"CAMPAIGN_FILE": str(file)})


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / ".env").write_text("PORT=9000\nMAIL_FROM=file@example.org\n")
    values = environment_with_files({"PORT": "9100"}, tmp_path)
    assert (values["PORT"], values["MAIL_FROM"]) == ("9100", "file@example.org")


def test_a_running_demo_settles_the_port_for_other_commands_and_no_longer(tmp_path):
    (tmp_path / ".env").write_text("PORT=8000\n")
    with kept_for_other_commands(tmp_path / "instance", {"PORT": "9300"}):
        assert environment_with_files({}, tmp_path)["PORT"] == "9300"
        assert environment_with_files({"PORT": "9400"}, tmp_path)["PORT"] == "9400"
    assert environment_with_files({}, tmp_path)["PORT"] == "8000"
    assert not (tmp_path / "instance" / DEMO_FILE).exists()


def test_a_key_of_ones_own_leaves_the_demo_aside(tmp_path):
    (tmp_path / ".env").write_text("STRIPE_SECRET_KEY=sk_test_ours\n")
    with kept_for_other_commands(tmp_path / "instance", {"PORT": "9300"}):
        assert "PORT" not in environment_with_files({}, tmp_path)
        assert environment_with_files({"STRIPE_SECRET_KEY": ""}, tmp_path)["PORT"] == "9300"


def test_what_a_killed_demo_has_left_does_not_count(tmp_path):
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / DEMO_FILE).write_text("PORT='9300'\n")
    assert not demo_runs(tmp_path / "instance")
    assert "PORT" not in environment_with_files({}, tmp_path)
    with kept_for_other_commands(tmp_path / "instance", {"PORT": "9400"}):
        assert environment_with_files({}, tmp_path)["PORT"] == "9400"


def test_two_demos_do_not_share_a_folder(tmp_path):
    with (
        kept_for_other_commands(tmp_path, {}),
        pytest.raises(DemoRunsError, match="running already"),
        kept_for_other_commands(tmp_path, {}),
    ):
        pass
    assert not demo_runs(tmp_path)
