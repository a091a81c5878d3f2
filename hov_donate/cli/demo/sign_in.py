"""The demo treasurer's sign-in, kept beside the demo's data and nowhere else.

It has two steps like everybody's: the password, and a code of an app. The app is the command
`hov-donate demo code`, which knows the app's key from the same file.
"""

import json
import secrets

from hov_donate.config import Settings
from hov_donate.core.clock import SystemClock
from hov_donate.core.db import Database, UnitOfWork
from hov_donate.core.errors import UserError
from hov_donate.staff.models import StaffMember
from hov_donate.staff.operations import add_member, change_roles, reset_password, set_up_app
from hov_donate.staff.queries import member_by_email
from hov_donate.staff.rules import Role
from hov_donate.staff.secrets import StaffSecrets
from hov_donate.staff.totp import code_at, new_key

EMAIL = "treasurer@demo.example"
FILE = "demo-sign-in.json"
ROLES = (Role.TREASURER, Role.ADMINISTRATOR)


class NoDemoError(UserError):
    """There is no demo here."""


def read_sign_in(settings: Settings) -> dict[str, str]:
    """Address, e-mail, password, and the present code. Raises NoDemoError outside the demo."""
    file = settings.instance_folder / FILE
    if not settings.simulated or not file.exists():
        raise NoDemoError("There is no demo here. `make run` starts one.")
    found: dict[str, str] = json.loads(file.read_text())
    key = found.pop("app_key", "")
    code = code_at(key, SystemClock().now()) if key else ""
    return {**found, "code": code, "url": f"{settings.public_url}/office/"}


def ensure_sign_in(settings: Settings, database: Database) -> dict[str, str]:
    """The sign-in of this demo; a fresh one when the old one was lost with its file.

    So is one of a demo from before there were second factors.
    """
    file = settings.instance_folder / FILE
    if not file.exists() or "app_key" not in json.loads(file.read_text()):
        password, app_key = secrets.token_urlsafe(12), new_key()
        with database.writing() as work:
            _let_in(work, password, StaffSecrets(settings.identity_keys).seal(app_key))
        file.touch(mode=0o600)
        file.write_text(json.dumps({"email": EMAIL, "password": password, "app_key": app_key}))
    return read_sign_in(settings)


def _let_in(work: UnitOfWork, password: str, sealed_key: bytes) -> None:
    member = _member(work, password)
    change_roles(work, member_id=member.id, roles=ROLES)
    set_up_app(work, member_id=member.id, sealed=sealed_key, step=0, but=None)


def _member(work: UnitOfWork, password: str) -> StaffMember:
    found = member_by_email(work.session, EMAIL)
    if found is None:
        return add_member(work, email=EMAIL, role=Role.TREASURER, password=password)
    reset_password(work, email=EMAIL, password=password)
    return found
