"""Letters about gifts outside Stripe, with the gifts that they are about."""

from collections.abc import Callable

from hov_donate.outbox.models import MailKind
from tests.support.offline import Till
from tests.support.post import Post
from tests.support.words import GBP


def at_the_till(post: Post) -> Till:
    """A till in the books of a desk."""
    return Till(post.parts.database, post.parts.settings, post.parts.seal, post.clock)


def given(post: Post) -> str:
    return at_the_till(post).gives(GBP("20.00")).reference


def taken_back(post: Post) -> str:
    till = at_the_till(post)
    gift = till.gives(GBP("20.00"))
    till.takes_back(gift)
    return gift.reference


SCENES_OF_OFFLINE: dict[MailKind, Callable[[Post], str]] = {
    MailKind.OFFLINE_RECEIPT: given,
    MailKind.OFFLINE_TAKEN_BACK: taken_back,
}
