"""Letters of the campaign, with the appeals that they are about."""

from collections.abc import Callable

from hov_donate.campaign.appeals.models import Signature
from hov_donate.outbox.models import MailKind
from tests.support.appeals import Petition, an_appeal
from tests.support.post import Post


def signed(post: Post) -> str:
    """Somebody signed, and has not confirmed it yet."""
    parts = post.parts
    appeal = an_appeal(parts.database)
    petition = Petition(parts.database, parts.settings, parts.seal, post.clock, appeal)
    return str(petition.signs())


def forgot(post: Post) -> str:
    """Somebody who signed has lost the letter, and asks for the link again."""
    signature_id = int(signed(post))
    with post.parts.database.reading() as session:
        return f"{session.get_one(Signature, signature_id).details_id}/1"


SCENES_OF_CAMPAIGN: dict[MailKind, Callable[[Post], str]] = {
    MailKind.SIGNATURE_TO_CONFIRM: signed,
    MailKind.SIGNATURE_LINK: forgot,
}
