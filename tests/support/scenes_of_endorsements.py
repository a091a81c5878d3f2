"""The letter to whoever is named in an endorsement."""

from collections.abc import Callable

from hov_donate.outbox.models import MailKind
from tests.support.endorsements import body, entered, names
from tests.support.post import Post


def named(post: Post) -> str:
    database = post.parts.database
    return names(database, post.parts.seal, entered(database, body(database, "Rail Union")))


SCENES_OF_ENDORSEMENTS: dict[MailKind, Callable[[Post], str]] = {
    MailKind.ENDORSEMENT_NAMED: named,
}
