"""An organisation as everybody reads it: what kind it is, where, and since when it stands by us."""

from collections.abc import Mapping
from dataclasses import dataclass

from hov_donate.affiliations.rules.conditions import kind_name as name_of_kind
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.affiliations.words import told
from hov_donate.campaign.endorsements.queries.directory import Supporter
from hov_donate.contacts.members import SOURCES, MembersSource
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import shows_members, who_told_members
from hov_donate.core.countries import country_name
from hov_donate.public.addresses import address
from hov_donate.web.languages import translator

Kinds = Mapping[str, Mapping[str, str]]


def kind_name(kind: str, own_kinds: Kinds) -> str:
    """A kind of organisation; a scale's own kind as the scale names it."""
    return told(Sentence("%(name)s", {"name": name_of_kind(kind, own_kinds)}), translator())


def source_name(source: MembersSource | None) -> str:
    """Who says how many members an organisation has."""
    return translator().gettext(SOURCES[source]) if source else ""


@dataclass(frozen=True)
class Shown:
    """A supporter in the reader's language; a town only where it agreed to show it."""

    supporter: Supporter
    own_kinds: Kinds

    @property
    def name(self) -> str:
        """Its name, and that of the branch."""
        return self.supporter.organisation.full_name

    @property
    def kind(self) -> str:
        """What kind of body it is."""
        return kind_name(self.supporter.organisation.kind, self.own_kinds)

    @property
    def town(self) -> str:
        """Its town, where it shows it."""
        it = self.supporter.organisation
        return it.town if it.listed_town else ""

    @property
    def told(self) -> Organisation | None:
        """The row with its newest number of members, where it decided and shows that number."""
        it = self.supporter
        return who_told_members(it.family) if it.decided_on and shows_members(it.family) else None

    @property
    def source(self) -> str:
        """Who says so."""
        return source_name(self.told.members_source) if self.told else ""

    @property
    def country(self) -> str:
        """The name of its country."""
        return country_name(self.supporter.organisation.country, translator().language)

    @property
    def url(self) -> str:
        """Its page."""
        return address("supporter", organisation_id=str(self.supporter.organisation.id))
