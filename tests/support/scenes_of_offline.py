"""Letters about gifts outside Stripe, with the gifts that they are about."""

from collections.abc import Callable

from hov_donate.donations.deciding import refuse
from hov_donate.donations.offline.rules import ReversalReason
from hov_donate.outbox.models import MailKind
from tests.support.offline import TREASURER, Till
from tests.support.post import Post
from tests.support.reviewing import decided_rule, reviews
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


def held(post: Post) -> str:
    decided_rule(post.parts.database, GBP("20"))
    return given(post)


def refused(post: Post) -> str:
    decided_rule(post.parts.database, GBP("20"))
    till = at_the_till(post)
    gift = till.gives(GBP("20.00"))
    review = reviews(post.parts.database)[-1]
    with post.parts.database.writing() as work:
        refuse(
            work,
            review_id=review.id,
            words="From a company that we oppose.",
            actor=TREASURER,
            campaign=post.parts.settings.campaign,
        )
    till.takes_back(gift, ReversalReason.NOT_ACCEPTED)
    return gift.reference


SCENES_OF_OFFLINE: dict[MailKind, Callable[[Post], str]] = {
    MailKind.OFFLINE_RECEIPT: given,
    MailKind.OFFLINE_TAKEN_BACK: taken_back,
    MailKind.GIFT_HELD: held,
    MailKind.GIFT_REFUSED: refused,
}
