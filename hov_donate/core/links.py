"""Links that carry their own right of entry: signed, for one purpose, until a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

from hov_donate.core.errors import UserError


class LinkPurpose(StrEnum):
    """What a link may be used for; a link for one purpose is refused for another."""

    GIVE = "give"
    GIFT = "gift"
    CONFIRM = "confirm"
    MY_GIVING = "my_giving"
    JOIN = "join"
    JOINED = "joined"
    SIGN = "sign"
    SIGNATURE = "signature"
    EVENT_FORM = "event_form"
    EVENT_PROPOSAL = "event_proposal"
    EVENT_SIGN_UP = "event_sign_up"
    ENDORSEMENT_NAME = "endorsement_name"
    AFFILIATE = "affiliate"
    OFFICER = "officer"
    AFFILIATION = "affiliation"
    DELEGATES = "delegates"
    INVITATION = "invitation"
    STAFF_PASSWORD = "staff_password"  # noqa: S105 (a purpose)


class LinkInvalidError(UserError):
    """The link was changed, cut short, or made for something else."""


class LinkExpiredError(UserError):
    """The link was good once."""


@dataclass(frozen=True)
class Links:
    """Makes and reads signed tokens. `keys` runs from oldest to newest; the newest signs."""

    keys: Sequence[str]

    def sign(self, purpose: LinkPurpose, subject: str, *, now: datetime, lasts: timedelta) -> str:
        """A token for `subject` that is good for `purpose` until `now + lasts`."""
        until = int((now + lasts).timestamp())
        return self._signer(purpose).dumps([subject, until])

    def read(self, purpose: LinkPurpose, token: str, *, now: datetime) -> str:
        """The subject of a token. Raises LinkInvalidError or LinkExpiredError."""
        return self.read_with_end(purpose, token, now=now)[0]

    def read_with_end(
        self, purpose: LinkPurpose, token: str, *, now: datetime
    ) -> tuple[str, datetime]:
        """The subject of a token and until when it is good. Raises as `read` does."""
        try:
            subject, until = self._signer(purpose).loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise LinkInvalidError("the link is not one of ours, or not complete") from error
        end = datetime.fromtimestamp(until, UTC)
        if now > end:
            raise LinkExpiredError("the link is too old")
        return str(subject), end

    def _signer(self, purpose: LinkPurpose) -> URLSafeSerializer:
        return _signer(tuple(self.keys), purpose)


@lru_cache(maxsize=32)
def _signer(keys: tuple[str, ...], purpose: LinkPurpose) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt=f"hov-donate:{purpose}")
