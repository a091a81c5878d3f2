"""The session of whoever is at the desk: a row of ours, found by the token in their cookie.

The library that checks passwords says who it is; the row says whether the second factor was shown,
and can be ended from elsewhere.
"""

import secrets
from functools import lru_cache

from flask import g, request, session
from flask_security import current_user

from hov_donate.core.db import UnitOfWork
from hov_donate.office.browsers import kind_of_browser
from hov_donate.staff.models import StaffSession
from hov_donate.staff.operations import (
    begin_session,
    confirm_session,
    end_session,
    note_seen,
    note_sign_in,
)
from hov_donate.staff.queries import over, session_by_digest
from hov_donate.staff.rules import CONFIRMED_FOR, NOTED_EVERY, SecondFactor
from hov_donate.staff.secrets import Kept, StaffSecrets
from hov_donate.web.parts import parts

TOKEN = "office_token"  # noqa: S105 (where the cookie keeps it)
HERE = "office_session"


def keys() -> StaffSecrets:
    """What seals and digests the secrets of staff."""
    return _keys(parts().settings.identity_keys)


@lru_cache(maxsize=4)
def _keys(identity_keys: tuple[str, ...]) -> StaffSecrets:
    return StaffSecrets(identity_keys)


def here() -> StaffSession | None:
    """The session of this request, whether over or not; None when it was ended."""
    found: StaffSession | None = g.get(HERE)
    if found is None and (token := session.get(TOKEN)):
        digests = keys().digests(Kept.SESSION, str(token))
        with parts().database.reading() as looking:
            found = session_by_digest(looking, digests)
        if found is not None and found.member_id != current_user.id:
            found = None
        setattr(g, HERE, found)
    return found


def desk() -> StaffSession:
    """The session of this request, where the guard has seen that there is one."""
    found = here()
    assert found is not None  # noqa: S101 (the guard lets nobody else in)
    return found


def come_in(member_id: int) -> None:
    """The password was right: begin a session; what went wrong before is forgotten."""
    before = here()
    browser = kind_of_browser(request.user_agent.string)
    token = secrets.token_urlsafe(32)
    with parts().database.writing() as work:
        note_sign_in(work, member_id=member_id)
        if before is not None:
            end_session(work, session_id=before.id, member_id=before.member_id)
        begun = begin_session(work, member_id=member_id, digest=_digest(token), browser=browser)
    session[TOKEN] = token
    setattr(g, HERE, begun)


def make_whole(work: UnitOfWork, factor: SecondFactor) -> str:
    """The second factor was shown; the token for the cookie, once the transaction is committed."""
    token = secrets.token_urlsafe(32)
    confirm_session(work, session_id=desk().id, factor=factor, digest=_digest(token))
    return token


def carry(token: str) -> None:
    """From now on the cookie carries this token."""
    session[TOKEN] = token
    g.pop(HERE, None)


def go_out() -> None:
    """End the session: a cookie copied before opens nothing any more."""
    found = here()
    if found is not None:
        with parts().database.writing() as work:
            end_session(work, session_id=found.id, member_id=found.member_id)
    session.pop(TOKEN, None)
    g.pop(HERE, None)


def away_too_long(found: StaffSession) -> bool:
    """Whether a session is over; if not, it is in use now."""
    now = parts().clock.now()
    if over(found, now):
        return True
    if now - found.seen_at > NOTED_EVERY:
        with parts().database.writing() as work:
            note_seen(work, session_id=found.id)
    return False


def confirmed_lately() -> bool:
    """Whether the second factor was shown a short while ago."""
    at = desk().confirmed_at
    return at is not None and parts().clock.now() - at <= CONFIRMED_FOR


def _digest(token: str) -> str:
    return keys().digest(Kept.SESSION, token)
