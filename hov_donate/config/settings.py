"""Settings of an installation, from the environment and `.env`; the environment wins."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from hov_donate.config.campaign import DEFAULT_FILE, Campaign, CampaignError, read_campaign
from hov_donate.config.running_demo import settings_of_running_demo

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_SECRET_KEY = "only-for-trying-it-out"  # noqa: S105 (a live key refuses it)
DEFAULT_MAIL_FROM = "treasurer@campaign.example"
FASTEST = 1_000_000
MOST_PROXIES = 9
SHORTEST_TOKEN = 32
SIMULATOR_KEY = "sk_test_simulator"


class SettingsError(ValueError):
    """Settings that cannot be worked with; the text lists every fault and what to do."""

    def __init__(self, message: str, *, live: bool = False) -> None:
        """`live`: whether real money would move, for commands that only pretend."""
        super().__init__(message)
        self.live = live


@dataclass(frozen=True)
class Settings:
    """One installation. `.env.example` explains each of them."""

    campaign: Campaign
    port: int
    trusted_proxies: int
    public_url: str
    database_url: str
    secret_keys: tuple[str, ...]
    identity_keys: tuple[str, ...]
    stripe_secret_key: str
    stripe_webhook_secrets: tuple[str, ...]
    stripe_api_base: str
    sweep_calls_per_minute: int
    metrics_token: str
    mail_url: str
    mail_from: str
    instance_folder: Path
    demo: bool
    debug: bool

    @property
    def live(self) -> bool:
        """Whether real money moves."""
        return "_live_" in self.stripe_secret_key

    @property
    def simulated(self) -> bool:
        """Whether payments go to the simulator on this machine instead of Stripe."""
        return self.stripe_secret_key == SIMULATOR_KEY

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read settings. Raises SettingsError listing everything that is wrong at once."""
        reader = _Reader(environment)
        settings = _read(reader)
        faults = reader.faults or _unsafe(settings)
        if faults:
            raise SettingsError("\n".join(faults), live=settings.live)
        return settings


class _Reader:
    """Reads values and collects faults, so that all of them are told together."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.faults: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self.environment.get(name, "").strip() or default

    def several(self, name: str, default: str = "") -> tuple[str, ...]:
        parts = (part.strip() for part in self.text(name, default).split(","))
        return tuple(part for part in parts if part)

    def port(self, name: str, default: int) -> int:
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and 0 < int(text) < 65534:
            return int(text)
        self.faults.append(f"{name} is {text!r}: give a port number, for example {default}.")
        return default

    def proxies(self, name: str) -> int:
        text = self.text(name, "0")
        if text.isascii() and text.isdigit() and int(text) <= MOST_PROXIES:
            return int(text)
        self.faults.append(f"{name} is {text!r}: give how many proxies stand in front, like 1.")
        return 0

    def rate(self, name: str, default: int) -> int:
        """How many of something in a minute."""
        text = self.text(name, str(default))
        if text.isascii() and text.isdigit() and 0 < int(text) <= FASTEST:
            return int(text)
        self.faults.append(f"{name} is {text!r}: give how many in a minute, like {default}.")
        return default

    def token(self, name: str) -> str:
        text = self.text(name, "")
        if text and len(text) < SHORTEST_TOKEN:
            self.faults.append(f"{name} is too short: give {SHORTEST_TOKEN} random characters.")
        return text

    def switch(self, name: str) -> bool:
        text = self.text(name, "0").lower()
        if text not in {"0", "1", "no", "yes", "false", "true"}:
            self.faults.append(f"{name} is {text!r}: give 1 or 0.")
        return text in {"1", "yes", "true"}

    def url(self, name: str, default: str) -> str:
        text = self.text(name, default).rstrip("/")
        if text and not text.startswith(("http://", "https://")):
            self.faults.append(f"{name} is {text!r}: give an address starting with https://.")
        return text

    def database_url(self, name: str, default: str) -> str:
        """Also what hosting services write, and SQLite files named from the project's folder."""
        text = self.text(name, default)
        if text.startswith("postgres://"):
            text = text.replace("postgres://", "postgresql://", 1)
        if text.startswith("sqlite:///"):
            file = ROOT / text.removeprefix("sqlite:///").partition("?")[0]
            file.parent.mkdir(parents=True, exist_ok=True)
            return f"sqlite:///{file}"
        if not text.startswith(("postgresql://", "postgresql+psycopg://")):
            self.faults.append(f"{name} must start with sqlite:/// or postgresql://.")
            return default
        return text

    def campaign(self, name: str) -> Campaign:
        try:
            return read_campaign(Path(self.text(name, str(DEFAULT_FILE))))
        except CampaignError as error:
            self.faults.append(f"{name}: {error}.")
            return read_campaign()


def _read(reader: _Reader) -> Settings:
    port = reader.port("PORT", 8000)
    instance = Path(reader.text("INSTANCE_FOLDER", str(ROOT / "instance")))
    secret_keys = reader.several("SECRET_KEY", DEFAULT_SECRET_KEY)
    return Settings(
        campaign=reader.campaign("CAMPAIGN_FILE"),
        port=port,
        trusted_proxies=reader.proxies("TRUSTED_PROXIES"),
        public_url=reader.url("PUBLIC_URL", f"http://127.0.0.1:{port}"),
        database_url=reader.database_url(
            "DATABASE_URL", f"sqlite:///{instance / 'hov-donate.sqlite'}"
        ),
        secret_keys=secret_keys,
        identity_keys=reader.several("IDENTITY_KEY", _derived_key(secret_keys[0])),
        stripe_secret_key=reader.text("STRIPE_SECRET_KEY", ""),
        stripe_webhook_secrets=reader.several("STRIPE_WEBHOOK_SECRET"),
        stripe_api_base=reader.url("STRIPE_API_BASE", ""),
        sweep_calls_per_minute=reader.rate("SWEEP_CALLS_PER_MINUTE", 600),
        metrics_token=reader.token("METRICS_TOKEN"),
        mail_url=reader.text("MAIL_URL", f"mailbox:{instance / 'mailbox'}"),
        mail_from=reader.text("MAIL_FROM", DEFAULT_MAIL_FROM),
        instance_folder=instance,
        demo=reader.switch("DEMO"),
        debug=reader.switch("DEBUG") or _flask_debugs(reader.environment),
    )


def _flask_debugs(environment: Mapping[str, str]) -> bool:
    """What `flask --debug` sets, read as Flask reads it."""
    return environment.get("FLASK_DEBUG", "").lower() not in {"", "0", "false", "no"}


def _derived_key(secret: str) -> str:
    """An identity key for trying things out; `_unsafe` refuses it with a live key."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"identity:{secret}".encode()).digest()).decode()


def _unsafe(settings: Settings) -> list[str]:
    """Why these settings must not start. Real money is never mixed with pretending."""
    faults = [_bad_key(key) for key in settings.identity_keys if not _is_fernet_key(key)]
    key = settings.stripe_secret_key
    if key and not key.startswith(("sk_live_", "rk_live_", "sk_test_", "rk_test_")):
        faults.append("STRIPE_SECRET_KEY is not a Stripe secret key (sk_… or rk_…).")
    if settings.live:
        faults += _unsafe_with_live_key(settings)
    return faults


def _unsafe_with_live_key(settings: Settings) -> list[str]:
    first_secret = settings.secret_keys[0]
    checks = (
        (settings.stripe_api_base, "STRIPE_API_BASE is set: take it out."),
        (settings.demo, "DEMO is on: the demo campaign invents gifts. Set DEMO=0."),
        (
            settings.debug,
            "DEBUG is on (or FLASK_DEBUG): a debug server shows secrets. Set DEBUG=0.",
        ),
        (
            DEFAULT_SECRET_KEY in settings.secret_keys or len(first_secret) < 32,
            "SECRET_KEY is the default or too short: give at least 32 random characters.",
        ),
        (
            _derived_key(first_secret) in settings.identity_keys,
            "IDENTITY_KEY is missing: names and e-mail addresses need a key of their own.",
        ),
        (not settings.stripe_webhook_secrets, "STRIPE_WEBHOOK_SECRET is missing."),
        (
            not settings.public_url.startswith("https://"),
            "PUBLIC_URL must start with https://.",
        ),
        (
            settings.mail_url.startswith("mailbox:"),
            "MAIL_URL is missing: donors would get no receipts. Give smtp://… or smtps://….",
        ),
        (
            settings.mail_from == DEFAULT_MAIL_FROM,
            "MAIL_FROM is missing: give the address that letters come from.",
        ),
        (
            settings.campaign == read_campaign(),
            "CAMPAIGN_FILE is missing: the example campaign has the bank details of nobody.",
        ),
    )
    return [f"A live Stripe key refuses to start: {why}" for bad, why in checks if bad]


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except ValueError:
        return False


def _bad_key(key: str) -> str:
    return (
        f"IDENTITY_KEY {key[:4]}… is not 32 random bytes in URL-safe base64: make one with "
        'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())".'
    )


def environment_with_files(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment, on top of a running demo's own settings, on top of `.env` in `folder`.

    The demo's are those that `make run` chose, so that other commands find its simulator; they
    count only as long as there is no Stripe key of one's own.
    """
    file = {name: value or "" for name, value in dotenv_values(folder / ".env").items()}
    named = {**file, **environment}
    if named.get("STRIPE_SECRET_KEY", "").strip() not in {"", SIMULATOR_KEY}:
        return named
    instance = Path(named.get("INSTANCE_FOLDER", "").strip() or folder / "instance")
    given = {name: value for name, value in environment.items() if value.strip()}
    return {**named, **settings_of_running_demo(instance), **given}
