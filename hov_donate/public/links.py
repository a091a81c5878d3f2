"""What the signed link of a letter opens, for the pages behind it."""

from collections.abc import Callable

from flask import Response, abort

from hov_donate.core.links import LinkExpiredError, LinkInvalidError, LinkPurpose
from hov_donate.web.parts import parts


def subject_of(
    purpose: LinkPurpose, token: str, too_old: Callable[[], Response] | None = None
) -> str:
    """What a link is for. Ends the request when it is no good, or too old: that has a page."""
    try:
        return parts().links.read(purpose, token, now=parts().clock.now())
    except LinkInvalidError:
        abort(404)
    except LinkExpiredError:
        abort(too_old() if too_old else 410)
