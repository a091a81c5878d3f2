"""What a signature may become, when an appeal can be signed, and what waits for a person."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hov_donate.core.linklike import has_link

# Promised on the page: who does not press the link in the letter is forgotten after so long.
UNCONFIRMED_FOR = timedelta(days=7)
# From which neighbourhood a signature came is known for so long, as everywhere (defence.rules).
PLACE_KNOWN_FOR = timedelta(days=2)
# So many of one neighbourhood on one day are taken as they come: a branch meeting, a workshop.
MOST_FROM_ONE_PLACE = 20
# So many of one e-mail domain on one day, save of the large providers: a union's own, an office.
MOST_FROM_ONE_DOMAIN = 20
# Promised on the page: so long after an appeal has closed, only the numbers are left of it.
KNOWN_AFTER = timedelta(days=365)
# A file of signatures on paper about which nobody decides is forgotten after so long.
SHEET_KEPT_FOR = timedelta(days=30)
# A country with fewer is shown as "fewer than five": nobody must be guessed from a number.
FEWEST_SHOWN = 5
# An appeal is of these days; any other is a slip of the hand.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 80
LONGEST_ANSWER = 200


class SignatureStatus(StrEnum):
    """How a signature stands. Only confirmed ones are counted and shown."""

    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    # The same person signed anew: the newer signature stands for them.
    REPLACED = "replaced"


MOVES: Mapping[SignatureStatus, frozenset[SignatureStatus]] = {
    SignatureStatus.UNCONFIRMED: frozenset(
        {SignatureStatus.CONFIRMED, SignatureStatus.HELD, SignatureStatus.WITHDRAWN}
    ),
    SignatureStatus.HELD: frozenset(
        {
            SignatureStatus.CONFIRMED,
            SignatureStatus.REJECTED,
            SignatureStatus.WITHDRAWN,
            SignatureStatus.REPLACED,
        }
    ),
    SignatureStatus.CONFIRMED: frozenset({SignatureStatus.WITHDRAWN, SignatureStatus.REPLACED}),
    SignatureStatus.REJECTED: frozenset({SignatureStatus.WITHDRAWN}),
    SignatureStatus.WITHDRAWN: frozenset(),
    SignatureStatus.REPLACED: frozenset(),
}


class Capacity(StrEnum):
    """For whom somebody signs."""

    PERSONAL = "personal"
    ORGANISATION = "organisation"


class Origin(StrEnum):
    """Where a signature was given."""

    ONLINE = "online"
    PAPER = "paper"


class HoldReason(StrEnum):
    """Why a signature waits for a person."""

    LINK = "link"
    SHOUTING = "shouting"
    THROWAWAY_ADDRESS = "throwaway_address"
    ONE_PLACE = "one_place"
    ONE_DOMAIN = "one_domain"
    # Under another spelling of its address (`ana+1@…`) somebody has signed.
    ONE_MAILBOX = "one_mailbox"
    # It would stand on the public list as the decision of a body, which nobody has verified.
    FOR_ORGANISATION = "for_organisation"
    # On a sheet of paper without an address somebody of this name and country has signed.
    ON_PAPER = "on_paper"


class PaperStatus(StrEnum):
    """How a file of paper signatures stands."""

    LOOKED_AT = "looked_at"
    TAKEN = "taken"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Told:
    """What a signer told besides name and address; each may be empty."""

    role: str = ""
    organisation: str = ""
    town: str = ""
    deciding_body: str = ""


@dataclass(frozen=True)
class Shown:
    """What a signer agreed to show, item by item."""

    name: bool = False
    role: bool = False
    organisation: bool = False
    town: bool = False

    @property
    def listed(self) -> bool:
        """Whether there is anything to show; a town alone names nobody."""
        return self.name or self.role or self.organisation


def speaks_for_body(capacity: Capacity, shown: Shown) -> bool:
    """Whether the public list says that an organisation signed, by this person."""
    return capacity is Capacity.ORGANISATION and shown.organisation


def may_move(before: SignatureStatus, after: SignatureStatus) -> bool:
    """Whether a signature may go from one state to another."""
    return after in MOVES[before]


def open_for_signing(*, published: bool, opens_on: date, closes_on: date | None, on: date) -> bool:
    """Whether an appeal takes signatures on a day; its last day is one of them."""
    return published and opens_on <= on and (closes_on is None or on <= closes_on)


def names_go_on(closes_on: date) -> date:
    """The day on which the names of an appeal are removed that was open to `closes_on`."""
    return min(closes_on, date.max - KNOWN_AFTER) + KNOWN_AFTER


# Addresses that anybody can open for ten minutes without a password. A signature from one is not
# refused: some need them. A person looks at it.
_THROWAWAY = re.compile(
    r"(?:^|\.)(?:mailinator|guerrillamail|sharklasers|yopmail|trashmail|tempmail|temp-mail"
    r"|10minutemail|throwawaymail|getnada|dispostable|maildrop|fakeinbox|mohmal|moakt"
    r"|emailondeck|mintemail|spamgourmet|discard)\.[a-z.]+$"
)
_FEW_LETTERS = 12


@dataclass(frozen=True)
class Company:
    """How many signatures came to the appeal that day from one neighbourhood, and of one domain."""

    place: int
    domain: int


def why_hold(name: str, told: Told, email: str, company: Company) -> HoldReason | None:
    """Why a person has to look at a signature before it counts; None where nobody has to."""
    written = " ".join((name, told.role, told.organisation, told.town, told.deciding_body))
    if has_link(written):
        return HoldReason.LINK
    if _repeats(written):
        return HoldReason.SHOUTING
    if _THROWAWAY.search(email.rpartition("@")[2].lower()):
        return HoldReason.THROWAWAY_ADDRESS
    if company.place > MOST_FROM_ONE_PLACE:
        return HoldReason.ONE_PLACE
    return HoldReason.ONE_DOMAIN if company.domain > MOST_FROM_ONE_DOMAIN else None


def _repeats(written: str) -> bool:
    """Whether it is one letter over and over, or more signs than letters."""
    letters = [it for it in written if not it.isspace()]
    if len(letters) < _FEW_LETTERS:
        return False
    signs = sum(unicodedata.category(it)[0] in {"S", "P"} for it in letters)
    return 2 * signs > len(letters) or re.search(r"(\S)\1{7}", written) is not None


def likeness(name: str, country: str) -> str:
    """What a name in a country is compared by: no case, accents, punctuation or order of words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(it for it in plain if not unicodedata.combining(it))
    words = sorted(re.findall(r"\w+", kept))
    return " ".join((country, *words))
