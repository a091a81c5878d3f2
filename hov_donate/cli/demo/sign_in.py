"""The demo treasurer's sign-in, kept beside the demo's data and nowhere else."""

import json
import secrets

from hov_donate.config import Settings
from hov_donate.core.db import Database
from hov_donate.core.errors import UserError
from hov_donate.staff.operations import MemberExistsError, add_member, reset_password
from hov_donate.staff.rules import Role

EMAIL = "treasurer@demo.example"
FILE = "demo-sign-in.json"


class NoDemoError(UserError):
    """There is no demo here."""


def read_sign_in(settings: Settings) -> dict[str, str]:
    """Address, e-mail and password. Raises NoDemoError outside the demo."""
    file = settings.instance_folder / FILE
    if settings.live or not file.exists():
        raise NoDemoError("There is no demo here. `make run` starts one.")
    found: dict[str, str] = json.loads(file.read_text())
    return {**found, "url": f"{settings.public_url}/office/"}


def ensure_sign_in(settings: Settings, database: Database) -> dict[str, str]:
    """The sign-in of this demo; a fresh password when the old one was lost with its file."""
    file = settings.instance_folder / FILE
    if not file.exists():
        password = secrets.token_urlsafe(12)
        _let_in(database, password)
        file.touch(mode=0o600)
        file.write_text(json.dumps({"email": EMAIL, "password": password}))
    return read_sign_in(settings)


def _let_in(database: Database, password: str) -> None:
    try:
        with database.writing() as work:
            add_member(work, email=EMAIL, role=Role.TREASURER, password=password)
    except MemberExistsError:
        with database.writing() as work:
            reset_password(work, email=EMAIL, password=password)
