"""Letters about events, with the events that they are about."""

from collections.abc import Callable

from hov_donate.campaign.events.operations import ask_proposer, call_off_event, refuse_event
from hov_donate.outbox.models import MailKind
from tests.support.events import STAFF, comes, proposed, published, signs_up
from tests.support.post import Post


def to_confirm(post: Post) -> str:
    return str(proposed(post.parts.database, post.parts.seal, confirmed=False))


def asked(post: Post) -> str:
    event_id = proposed(post.parts.database, post.parts.seal)
    with post.parts.database.writing() as work:
        ask_proposer(work, event_id=event_id, words="Is there a lift?")
    return f"{event_id}/1"


def refused(post: Post) -> str:
    event_id = proposed(post.parts.database, post.parts.seal)
    with post.parts.database.writing() as work:
        refuse_event(work, event_id=event_id, words="It is not ours.", actor=STAFF)
    return f"{event_id}/1"


def to_come(post: Post) -> str:
    event_id = published(post.parts.database, post.parts.seal)
    return str(signs_up(post.parts.database, post.parts.seal, event_id, "ana@people.example"))


def called_off(post: Post) -> str:
    event_id = published(post.parts.database, post.parts.seal)
    sign_up_id = comes(post.parts.database, post.parts.seal, event_id, "ana@people.example")
    with post.parts.database.writing() as work:
        call_off_event(work, event_id=event_id, actor=STAFF)
    return f"{sign_up_id}/1"


SCENES_OF_EVENTS: dict[MailKind, Callable[[Post], str]] = {
    MailKind.EVENT_TO_CONFIRM: to_confirm,
    MailKind.EVENT_QUESTION: asked,
    MailKind.EVENT_DECIDED: refused,
    MailKind.EVENT_SIGN_UP_TO_CONFIRM: to_come,
    MailKind.EVENT_CALLED_OFF: called_off,
}
