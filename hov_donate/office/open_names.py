"""Names that are open for a while, to somebody who said why: how an auditor sees who people are."""

from datetime import datetime

from flask import session

from hov_donate.office.deeds import deed_of_request
from hov_donate.staff.rules import NAMES_OPEN_FOR
from hov_donate.web.parts import parts

_UNTIL, _WHY = "office_names_until", "office_names_why"


def open_names(reason: str) -> None:
    """From now on, and for NAMES_OPEN_FOR, names are open in this session."""
    session[_UNTIL] = (parts().clock.now() + NAMES_OPEN_FOR).isoformat()
    session[_WHY] = reason


def close_names() -> None:
    """Names are closed again."""
    session.pop(_UNTIL, None)
    session.pop(_WHY, None)


def names_open_until() -> datetime | None:
    """Until when names are open; None when they are not. What is then noted carries the reason."""
    try:
        until = datetime.fromisoformat(session[_UNTIL])
    except (KeyError, ValueError):
        return None
    if until <= parts().clock.now():
        return None
    deed = deed_of_request()
    if deed is not None:
        deed.reason = deed.reason or str(session.get(_WHY, ""))
    return until
