"""A quote in the reader's words."""

from dataclasses import dataclass

from hov_donate.affiliations.rights import RIGHTS
from hov_donate.affiliations.rules.quoting import Quote
from hov_donate.affiliations.rules.scale import Approval
from hov_donate.affiliations.words import render_explained
from hov_donate.public.affiliate.draft import Draft


@dataclass(frozen=True)
class Told:
    """What a quote says, ready to be shown. `scale` names the version, `decided_by` who made it.

    `applies` is false for who renews: nobody has to agree any more.
    """

    fee: str
    mode: str
    first_day: str
    last_day: str
    delegates: int
    votes: int
    rights: tuple[str, ...]
    applies: bool
    committee: bool
    sums: tuple[str, ...]
    scale: str
    decided_by: str

    @classmethod
    def of(cls, quote: Quote, draft: Draft) -> "Told":
        """The quote that an application, or somebody without one, was given."""
        speak, scale = draft.setting.speak, draft.scale
        return cls(
            fee=speak.money(quote.fee),
            mode=quote.mode.value,
            first_day=speak.date(quote.term.first),
            last_day=speak.date(quote.term.last),
            delegates=quote.delegates,
            votes=quote.votes,
            rights=tuple(speak.gettext(RIGHTS[right]) for right in quote.rights),
            applies=draft.setting.place.fresh,
            committee=quote.approval is Approval.COMMITTEE,
            sums=tuple(render_explained(speak, quote.explain)),
            scale=scale.id if scale else "",
            decided_by=scale.decided_by if scale else "",
        )
