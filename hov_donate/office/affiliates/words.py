"""Countries, kinds and sums in the words of the reader."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from flask import g

from hov_donate.affiliations.classes import class_name
from hov_donate.affiliations.models import AffiliationChange, ChangeKind, OfficerRole
from hov_donate.affiliations.operations import BodyField
from hov_donate.affiliations.operations.history import APPLICANT, CALENDAR, RULE
from hov_donate.affiliations.processes.tidying import NEVER_PAID
from hov_donate.affiliations.processes.unanswered import NEVER_ANSWERED
from hov_donate.affiliations.queries.scales import own_kinds
from hov_donate.affiliations.rules.conditions import kind_name as name_of_kind
from hov_donate.affiliations.rules.kinds import KINDS
from hov_donate.affiliations.rules.sentences import Sentence
from hov_donate.affiliations.words import told
from hov_donate.campaign.endorsements.operations.naming import THEMSELVES
from hov_donate.campaign.numbers.processes import EVERY_NIGHT
from hov_donate.core.i18n import N_
from hov_donate.core.money import Money
from hov_donate.office.labels import label
from hov_donate.staff.rules import VISITOR, account_of
from hov_donate.web.database import db
from hov_donate.web.languages import translator

# Who acts where no member of staff does, by the words of histories.
ACTORS = {
    CALENDAR: N_("by itself"),
    RULE: N_("by the fee scale"),
    APPLICANT: N_("the applicant"),
    VISITOR: N_("somebody who was not signed in"),
    THEMSELVES: N_("whoever was named"),
    EVERY_NIGHT: N_("by itself"),
}

# Why the calendar ended an affiliation, by the words of histories.
BY_ITSELF = {
    NEVER_PAID: N_("It was never paid for."),
    NEVER_ANSWERED: N_("Nobody answered the application."),
}


def actor_name(actor: str | None) -> str:
    """Who acted, in words; empty for an actor whose name is a code."""
    if actor in list(OfficerRole):
        return translator().gettext(label(OfficerRole(actor)))
    account = account_of(actor or "")
    if account is not None:
        return translator().gettext("account %(number)s of the machine", number=account)
    return translator().gettext(ACTORS.get(actor or "", ""))


def why(change: AffiliationChange) -> str:
    """Why something happened, in words: those of whoever did it, or ours."""
    _ = translator().gettext
    if change.kind is ChangeKind.ORGANISATION_CORRECTED:
        return ", ".join(_(label(BodyField(each))) for each in change.reason.split())
    return _(BY_ITSELF[change.reason]) if change.reason in BY_ITSELF else change.reason


def country_name(code: str) -> str:
    """A country by its ISO code; a code that is none is shown as it is."""
    return str(translator().locale.territories.get(code, code))


def kind_name(kind: str) -> str:
    """A kind of affiliate, or what is counted of it; a scale's own kind as the scale names it."""
    own = {} if kind in KINDS else _own_kinds()
    return told(Sentence("%(name)s", {"name": name_of_kind(kind, own)}), translator())


def _own_kinds() -> Mapping[str, Mapping[str, str]]:
    """What scales declare, read once for a page."""
    if "own_kinds" not in g:
        g.own_kinds = own_kinds(db.session())
    found: Mapping[str, Mapping[str, str]] = g.own_kinds
    return found


def class_of(word: str) -> str:
    """A class of members, or a band of income."""
    return class_name(word, translator())


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of an enum with their names, in its own order."""
    return [(it.value, translator().gettext(label(it))) for it in enum]


def named(values: Sequence[str], name: str) -> list[tuple[str, str]]:
    """Values with their names, in the order of the names; `name` is `country` or `kind`."""
    tell = {"country": country_name, "kind": kind_name}[name]
    return sorted(((value, tell(value)) for value in values), key=lambda pair: pair[1].casefold())


def sums(amounts: Sequence[Money]) -> str:
    """Amounts of several currencies, in one line."""
    return ", ".join(translator().money(amount) for amount in amounts)


def sentence(said: Sentence) -> str:
    """A sentence of the rules, in the reader's words."""
    return told(said, translator())


def all_told(said: Iterable[Sentence]) -> str:
    """Some sentences of the rules, in one line."""
    return "; ".join(sentence(each) for each in said)
