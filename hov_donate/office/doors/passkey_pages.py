"""Pages on which a passkey is made or shown. They alone run a script: static/passkeys.js."""

from typing import Any

from flask import Response, make_response, render_template, request
from flask_security import current_user

from hov_donate.core.db import UnitOfWork
from hov_donate.office.presence import desk, keys
from hov_donate.staff import passkeys
from hov_donate.staff.operations import set_challenge, take_challenge
from hov_donate.staff.passkeys import Place
from hov_donate.staff.queries import passkeys_of
from hov_donate.staff.secrets import Kept
from hov_donate.web.headers import with_our_script
from hov_donate.web.parts import parts

LONGEST_ANSWER = 16_000


def place() -> Place:
    """Where our passkeys are good."""
    settings = parts().settings
    return Place.of(settings.public_url, settings.campaign.name)


def to_make() -> dict[str, Any] | None:
    """What the browser is asked for a new passkey; None where there can be none."""
    if not place().possible:
        return None
    owner = keys().digest(Kept.PASSKEY_OWNER, str(current_user.id))
    return passkeys.making_options(
        place(),
        owner=bytes.fromhex(owner),
        account=current_user.email,
        challenge=_challenge(),
        known=_known(),
    )


def to_show() -> dict[str, Any] | None:
    """What the browser is asked to show a passkey; None where there is none to show."""
    known = _known()
    if not known or not place().possible:
        return None
    return passkeys.showing_options(place(), challenge=_challenge(), known=known)


def answer() -> str:
    """What the browser says of a passkey."""
    return request.form.get("answer", "")[:LONGEST_ANSWER]


def challenge_of(work: UnitOfWork) -> bytes:
    """What had to be signed; nothing signs the empty one."""
    return take_challenge(work, session_id=desk().id) or b""


def scripted(template: str, status: int = 200, **values: object) -> Response:
    """A page of the office with our script."""
    made = make_response(render_template(template, **values), status)
    return with_our_script(made, parts().settings)


def _known() -> list[bytes]:
    with parts().database.reading() as looking:
        return [it.credential_id for it in passkeys_of(looking, current_user.id)]


def _challenge() -> bytes:
    challenge = passkeys.new_challenge()
    with parts().database.writing() as work:
        set_challenge(work, session_id=desk().id, challenge=challenge)
    return challenge
