"""A second press, asked of everyone while too much comes: programs do not wait, people do."""

from datetime import datetime
from hashlib import sha256

from flask import request

from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.public.typed import LONGEST_KEPT, SHOW, TRAP
from hov_donate.web.parts import parts

CONFIRMATION = "confirmation"
# What is not repeated when a form is sent again.
_NOT_REPEATED = frozenset({TRAP, CONFIRMATION, SHOW})


def waited(about: str) -> bool:
    """Whether this is the second press for just this, after the time that the page asks for."""
    asked_at = _asked_at(about)
    limits = parts().guard.limits
    return asked_at is not None and parts().clock.now() >= asked_at + limits.confirm_after


def confirmation(about: str) -> tuple[str, str]:
    """The hidden field by which a second press is known, for just this.

    Who pressed too soon keeps the time that has passed.
    """
    if _asked_at(about) is not None:
        return CONFIRMATION, request.form[CONFIRMATION]
    signed = parts().links.sign(
        LinkPurpose.CONFIRM,
        _subject(about),
        now=parts().clock.now(),
        lasts=parts().guard.limits.confirm_within,
    )
    return CONFIRMATION, signed


def seconds() -> int:
    """How long the page asks to wait."""
    return int(parts().guard.limits.confirm_after.total_seconds())


def typed(longest: int = LONGEST_KEPT) -> list[tuple[str, str]]:
    """Everything that was sent, to be sent again."""
    sent = request.form.items()
    return [(name, text[:longest]) for name, text in sent if name not in _NOT_REPEATED]


def _asked_at(about: str) -> datetime | None:
    """When the second press was asked for; None when this is no confirmation for just this."""
    now, signed = parts().clock.now(), request.form.get(CONFIRMATION, "")
    try:
        subject, end = parts().links.read_with_end(LinkPurpose.CONFIRM, signed, now=now)
    except (LinkInvalidError, LinkExpiredError):
        return None
    return end - parts().guard.limits.confirm_within if subject == _subject(about) else None


def _subject(about: str) -> str:
    return sha256(about.encode()).hexdigest()[:32]
