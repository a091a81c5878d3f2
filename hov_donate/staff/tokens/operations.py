"""Making, using and revoking tokens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, update

from hov_donate.core.db import UnitOfWork
from hov_donate.staff.models import StaffMember
from hov_donate.staff.rules import Permission, may, member_of
from hov_donate.staff.tokens.models import ApiToken
from hov_donate.staff.tokens.rules import (
    LONGEST_LIFE,
    LONGEST_NAME,
    SCOPES,
    TokenRefusedError,
    digest_of,
    new_token,
)


@dataclass(frozen=True)
class TokenFacts:
    """What a token is to be: its name, what it lets be read, until when."""

    name: str
    scopes: Sequence[Permission]
    expires_at: datetime


@dataclass(frozen=True)
class Use:
    """A token in use: what it lets be read now, and how often it was used in this minute."""

    token_id: int
    scopes: frozenset[Permission]
    asked_in_minute: int


def make_token(
    work: UnitOfWork, *, facts: TokenFacts, actor: str, held: Iterable[Permission]
) -> tuple[ApiToken, str]:
    """A new token, and the token itself, which is not kept. Raises TokenRefusedError."""
    if not facts.scopes or not set(facts.scopes) <= set(SCOPES) & set(held):
        raise TokenRefusedError("a token lets nothing be read that its maker may not see")
    if not work.now < facts.expires_at <= work.now + LONGEST_LIFE:
        raise TokenRefusedError("a token lasts a year at most")
    token = new_token()
    kept = ApiToken(
        name=facts.name[:LONGEST_NAME],
        digest=digest_of(token),
        scopes=[scope.value for scope in facts.scopes],
        made_by=actor,
        made_at=work.now,
        expires_at=facts.expires_at,
        asked_in_minute=0,
    )
    work.session.add(kept)
    work.session.flush()
    return kept, token


def revoke_token(work: UnitOfWork, *, token_id: int, actor: str) -> bool:
    """Let a token open nothing any more; False when it did not anyway."""
    revoked = work.session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=work.now, revoked_by=actor)
        .returning(ApiToken.id)
    ).first()
    return revoked is not None


def use_token(work: UnitOfWork, *, token: str) -> Use | None:
    """Note that a token is used; None when it opens nothing.

    It opens what its maker may see today and no more: whoever left the office left their tokens.
    """
    minute = work.now.replace(second=0, microsecond=0)
    row = work.session.execute(
        update(ApiToken)
        .where(
            ApiToken.digest == digest_of(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > work.now,
        )
        .values(
            last_used_at=work.now,
            asked_in_minute=case(
                (ApiToken.minute == minute, ApiToken.asked_in_minute + 1), else_=1
            ),
            minute=minute,
        )
        .returning(ApiToken.id, ApiToken.scopes, ApiToken.made_by, ApiToken.asked_in_minute)
    ).first()
    if row is None:
        return None
    scopes = _still_held(work, row.made_by, row.scopes)
    return Use(row.id, scopes, row.asked_in_minute)


def _still_held(work: UnitOfWork, made_by: str, scopes: Iterable[str]) -> frozenset[Permission]:
    number = member_of(made_by)
    maker = work.session.get(StaffMember, number) if number is not None else None
    if maker is None or not maker.active:
        return frozenset()
    roles = [role.name for role in maker.roles]
    known = (scope for scope in SCOPES if scope.value in scopes)
    return frozenset(scope for scope in known if may(roles, scope))
