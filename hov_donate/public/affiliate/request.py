"""An application that is complete, as the operation wants it."""

from datetime import date

from hov_donate.affiliations.models import OfficerRole
from hov_donate.affiliations.operations import Declared, OrganisationRequest
from hov_donate.affiliations.rules.scale import AFFILIATED_MEMBERS, TOTAL_MEMBERS
from hov_donate.contacts.members import MembersSource
from hov_donate.contacts.operations import OrganisationFacts
from hov_donate.public.affiliate.draft import Draft
from hov_donate.public.affiliate.figures import YES
from hov_donate.public.affiliate.questions.agreeing import consents
from hov_donate.public.affiliate.questions.fee import above, chosen
from hov_donate.public.affiliate.questions.officers import officers
from hov_donate.public.affiliate.questions.paying import bill_to, payer


def request_of(draft: Draft, form: str) -> OrganisationRequest:
    """What they ask for who answered every question."""
    pays = payer(draft)
    return OrganisationRequest(
        form=form,
        organisation=_organisation(draft),
        renews_id=draft.renews_id,
        declared=_declared(draft),
        officers=officers(draft) | ({OfficerRole.PAYER: pays} if pays else {}),
        consents=consents(draft),
        language=draft.setting.speak.language,
        member_class=draft.figures.facts.member_class,
        purchase_order=draft.told("order"),
        bill_to=bill_to(draft),
        chosen=chosen(draft),
        surplus_is_gift=above(draft) is not None and draft.told("surplus") == YES,
        delegates=tuple(draft.told("delegates").splitlines()),
    )


def _organisation(draft: Draft) -> OrganisationFacts:
    members = draft.figures.count(TOTAL_MEMBERS)
    return OrganisationFacts(
        kind=draft.told("kind"),
        name=draft.told("name"),
        branch=draft.told("branch"),
        parent_name=draft.told("parent"),
        town=draft.told("town"),
        country=draft.told("country"),
        members=members,
        members_source=None if members is None else MembersSource.ITSELF,
        listed=bool(draft.told("listed")),
        listed_town=bool(draft.told("listed_town")),
        listed_members=bool(draft.told("listed_members")),
    )


def _declared(draft: Draft) -> Declared:
    facts, decided_on = draft.figures.facts, draft.told("decided_on")
    return Declared(
        members_total=draft.figures.count(TOTAL_MEMBERS),
        members_affiliated=draft.figures.count(AFFILIATED_MEMBERS),
        measures=facts.measures,
        declared=facts.declared,
        income_band=facts.income_band,
        overseas=facts.overseas,
        deciding_body=draft.told("body"),
        decided_on=date.fromisoformat(decided_on) if decided_on else None,
        minute_reference=draft.told("minute"),
    )
