"""What people fill in who want to affiliate their organisation, or to become members."""

from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.affiliations.models import OfficerRole
from hov_donate.affiliations.rules.declared import Chosen, Declared
from hov_donate.contacts.operations import GivenConsent, OrganisationFacts
from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money


@dataclass(frozen=True)
class OrganisationRequest:
    """An organisation's form, sent; `form` makes sending it twice one application.

    `renews_id` is the affiliation that is renewed, by who has its link. `officers` has at least the
    one for correspondence, who filled in the form and gave the consents. `bill_to` is the name and
    address of another body that pays; `member_class` is a word by which some scales tell
    organisations apart. `delegates` are names, for a conference to come.
    """

    form: str
    organisation: OrganisationFacts
    renews_id: int | None
    declared: Declared
    officers: Mapping[OfficerRole, Identity]
    consents: tuple[GivenConsent, ...]
    language: str
    member_class: str | None = None
    purchase_order: str = ""
    bill_to: str = ""
    chosen: Money | None = None
    surplus_is_gift: bool = False
    delegates: tuple[str, ...] = ()

    @property
    def choice(self) -> Chosen:
        """What the payer wants to pay."""
        return Chosen(self.chosen, self.surplus_is_gift)


@dataclass(frozen=True)
class MemberRequest:
    """A person's form, sent; `form` makes sending it twice one membership.

    `objectives_version` is that of the text that they accepted.
    """

    form: str
    identity: Identity
    member_class: str | None
    country: str
    local_group_id: int | None
    declared: Declared
    consents: tuple[GivenConsent, ...]
    language: str
    objectives_version: str
    kind: str = "individual"
    chosen: Money | None = None
    surplus_is_gift: bool = False

    @property
    def choice(self) -> Chosen:
        """What the payer wants to pay."""
        return Chosen(self.chosen, self.surplus_is_gift)
