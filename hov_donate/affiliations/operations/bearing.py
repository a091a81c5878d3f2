"""What was sent back out of a sum that was not there: other credit of its payer bears it.

What left the bank left it, so the books keep that. As far as no credit of the payer bears it, they
owe it without an invoice: the sum is overdrawn, `affiliations.queries.receivables` reckons it in,
and the next of their recorded money that settles nothing bears it, before it is credit.
"""

from collections.abc import Iterator, Sequence

from hov_donate.affiliations.models import CreditUseKind
from hov_donate.affiliations.operations.moving import use_up
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.affiliations.rules.settling import Source, bear
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork


def bear_sent_back(
    work: UnitOfWork, *, affiliation_id: int, settings: Settings, actor: str
) -> None:
    """Let recorded credit bear what is overdrawn, in each currency, the oldest first.

    Its row is locked by the caller. What was paid at Stripe bears nothing: it goes back there.
    """
    sources = [it for it in sources_of(work.session, affiliation_id) if it.received_id is not None]
    for source, minor, words in _parts(sources):
        use_up(
            work,
            affiliation_id=affiliation_id,
            kind=CreditUseKind.SENT_BACK,
            part=(source, minor),
            words=words,
            actor=actor,
            settings=settings,
        )


def _parts(sources: Sequence[Source]) -> Iterator[tuple[Source, int, str]]:
    """Each time some is borne: less was sent back out of the one, so much more out of the other."""
    for currency in sorted({source.currency for source in sources}):
        for overdrawn, bearer, minor in bear([it for it in sources if it.currency == currency]):
            words = f"received-{overdrawn.received_id}"
            yield overdrawn, -minor, words
            yield bearer, minor, words
