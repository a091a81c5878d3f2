"""Letters to people of the office, with what they are about."""

from collections.abc import Callable

from hov_donate.outbox.models import MailKind
from hov_donate.staff.operations import add_member, invite
from hov_donate.staff.rules import DoorChange, Role
from tests.support.post import Post
from tests.support.words import NOON

COLLEAGUE = "rosa.o'brien@example.org"


def colleague(post: Post) -> int:
    """Somebody of the office."""
    with post.parts.database.writing() as work:
        return add_member(
            work, email=COLLEAGUE, role=Role.TREASURER, password="a very long password"
        ).id


def invited(post: Post) -> str:
    with post.parts.database.writing() as work:
        made = invite(
            work, email=COLLEAGUE, role=Role.TREASURER, language="en", invited_by="staff:1"
        )
    return f"{made.id}/1"


def forgot(post: Post) -> str:
    return f"{colleague(post)}/{int(NOON.timestamp()) // 60}"


def changed(post: Post) -> str:
    return f"{colleague(post)}/{DoorChange.PASSKEY_ADDED}/{int(NOON.timestamp())}"


SCENES_OF_DOORS: dict[MailKind, Callable[[Post], str]] = {
    MailKind.STAFF_INVITATION: invited,
    MailKind.STAFF_PASSWORD_LINK: forgot,
    MailKind.STAFF_SIGN_IN_CHANGED: changed,
}
