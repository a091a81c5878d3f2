"""The own page of a member or an affiliated organisation."""

from datetime import timedelta

from flask import Response, abort, request

from hov_donate.affiliations.certificates import certified_terms
from hov_donate.affiliations.queries.marks import HeldMark, marks_held
from hov_donate.affiliations.queries.own_page import OwnPage, own_page
from hov_donate.affiliations.queries.scales import stored_scale
from hov_donate.affiliations.rules.scale import ArrearsStage
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.contacts.queries import identity
from hov_donate.public.addresses import address
from hov_donate.public.affiliation.house import affiliation_of, bring_in_step, day_of, today
from hov_donate.public.affiliation.words import Words
from hov_donate.public.checking import Problem
from hov_donate.web.access import open_to_all
from hov_donate.web.languages import translator
from hov_donate.web.parts import parts
from hov_donate.web.rendering import page

# What was just done on another page; the words are the template's.
DONE = frozenset({"paid", "renewed", "corrected", "next", "stopped", "noted", "card", "resigned"})
_S = AffiliationStatus
# Who may begin another term, as long as nothing is owed and no card does it by itself.
MAY_RENEW = frozenset({_S.ACTIVE, _S.GRACE, _S.ARREARS, _S.LAPSED})
RENEWED_BEFORE = timedelta(days=60)
MAY_RESIGN = frozenset(_S) - {_S.DRAFT, _S.RESIGNED, _S.REJECTED, _S.LAPSED}


@open_to_all
def affiliation(token: str) -> Response:
    """How it stands, what is owed, every paper, and what can be done about it."""
    affiliation_id = affiliation_of(token)
    answered = bring_in_step(affiliation_id)
    return overview(token, answered=answered)


def found(token: str) -> OwnPage:
    """The affiliation of a link. Ends the request when the link is no good."""
    affiliation_id = affiliation_of(token)
    with parts().database.reading() as session:
        return own_page(session, affiliation_id) or abort(404)


def name_of(own: OwnPage) -> str:
    """What an organisation is called, or who the member is; empty once they are erased."""
    if own.organisation is not None:
        return own.organisation.full_name
    details_id = own.affiliation.details_id
    with parts().database.reading() as session:
        someone = identity(session, parts().seal, details_id) if details_id else None
    return someone.name if someone else ""


def email_of(own: OwnPage) -> str:
    """The member's address; empty for an organisation, whose officers have their own."""
    details_id = own.affiliation.details_id
    with parts().database.reading() as session:
        someone = identity(session, parts().seal, details_id) if details_id else None
    return someone.email if someone else ""


def words() -> Words:
    """Puts affiliations into the reader's words."""
    return Words(translator(), today())


def may_renew(own: OwnPage) -> bool:
    """Whether another term can be begun here: nobody is asked for two terms ahead."""
    free = not own.owed and not own.after(today()) and own.by_card is None
    return free and own.affiliation.status in MAY_RENEW


def _time_to_renew(own: OwnPage) -> bool:
    """Whether renewing is what they are most likely here for."""
    until = own.affiliation.paid_until
    return until is None or until <= today() + RENEWED_BEFORE


def overview(
    token: str, *problems: Problem, status: int = 200, answered: bool = True, part: str = ""
) -> Response:
    """The own page; with what went wrong on top, where something did."""
    own, says = found(token), words()
    done = request.args.get("done", "")
    word, meaning = says.standing(own, _stages(own))
    by_card = own.by_card
    return page(
        "public/affiliation/page.html",
        status,
        token=token,
        address=address,
        own=own,
        name=name_of(own),
        standing=word,
        meaning=meaning,
        good=own.affiliation.status.paid_up,
        member_class=says.member_class(own),
        since=translator().date(own.affiliation.joined_on) if own.affiliation.joined_on else "",
        term=says.term(own.term_on(today())),
        later=[says.term(it) for it in own.after(today())],
        held=[says.held(it) for it in _marks(own)],
        owed=[says.invoice(it) for it in own.owed],
        invoices=[says.invoice(it) for it in reversed(own.invoices)],
        credit=[translator().money(it) for it in own.credit.values()],
        overdrawn=[translator().money(it) for it in own.overdrawn.values()],
        card_sum=translator().money(by_card.amount) if by_card else "",
        card_day=translator().date(day_of(by_card.next_charge_at))
        if by_card and by_card.next_charge_at
        else "",
        ending=own.subscription is not None
        and own.subscription.status.alive
        and own.subscription.cancel_asked_at is not None,
        next_certificate=_next_certificate(own),
        may_renew=may_renew(own),
        time_to_renew=_time_to_renew(own),
        may_resign=own.affiliation.status in MAY_RESIGN,
        may_pay_yearly=own.organisation is None and by_card is None,
        card_open=parts().guard.standing().closed is None,
        answered=answered,
        part=part,
        done=done if done in DONE else "",
        problems=problems,
        errors={problem.field: problem.text for problem in problems},
    )


def _next_certificate(own: OwnPage) -> str:
    """From which day the certificate holds that is there already for the next term; else empty."""
    with parts().database.reading() as session:
        ahead = certified_terms(session, own.affiliation, today())[1:]
    return translator().date(ahead[0].starts_on) if ahead else ""


def _marks(own: OwnPage) -> list[HeldMark]:
    with parts().database.reading() as session:
        return marks_held(session, own.affiliation.id, today())


def _stages(own: OwnPage) -> tuple[ArrearsStage, ...]:
    """The stages of arrears of the scale of the newest term."""
    if not own.terms:
        return ()
    with parts().database.reading() as session:
        return stored_scale(session, own.terms[-1].scale_id).scale.arrears
