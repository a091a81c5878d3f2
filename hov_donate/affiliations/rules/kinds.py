"""Kinds of people and bodies that a scale may name without declaring them."""

import re

from hov_donate.core.i18n import N_

KINDS: dict[str, str] = {
    "individual": N_("Individual"),
    "household": N_("Household"),
    "family": N_("Family"),
    "union_branch": N_("Union branch"),
    "union_region": N_("Region of a union"),
    "regional_union": N_("Regional union"),
    "national_union": N_("National union"),
    "trade_union": N_("Trade union"),
    "union": N_("Union"),
    "trades_council": N_("Trades council"),
    "county_association": N_("County association of trades councils"),
    "trades_union_federation": N_("Federation of trade unions"),
    "confederation": N_("Confederation"),
    "federation": N_("Federation"),
    "student_union": N_("Student union"),
    "student_society": N_("Student society"),
    "group": N_("Group"),
    "local_group": N_("Local group"),
    "small_group": N_("Small group"),
    "large_group": N_("Large group"),
    "youth_group": N_("Youth group"),
    "women_group": N_("Women’s group"),
    "community_group": N_("Community group"),
    "organisation": N_("Organisation"),
    "small_organisation": N_("Small organisation"),
    "large_organisation": N_("Large organisation"),
    "local_organisation": N_("Local organisation"),
    "regional_organisation": N_("Regional organisation"),
    "small_regional_organisation": N_("Small regional organisation"),
    "large_regional_organisation": N_("Large regional organisation"),
    "national_organisation": N_("National organisation"),
    "small_national_organisation": N_("Small national organisation"),
    "large_national_organisation": N_("Large national organisation"),
    "international_organisation": N_("International organisation"),
    "local_body": N_("Local body"),
    "regional_body": N_("Regional body"),
    "national_body": N_("National body"),
    "association": N_("Association"),
    "network": N_("Network"),
    "coalition": N_("Coalition"),
    "affiliate": N_("Affiliated organisation"),
    "branch": N_("Branch"),
    "political_party": N_("Political party"),
    "party_branch": N_("Branch of a party"),
    "campaign": N_("Campaign"),
    "charity": N_("Charity"),
    "foundation": N_("Foundation"),
    "ngo": N_("Non-governmental organisation"),
    "cooperative": N_("Cooperative"),
    "company": N_("Company"),
    "faith_group": N_("Faith group"),
    "tenants_association": N_("Tenants’ association"),
    "shop_stewards_committee": N_("Shop stewards’ committee"),
    "workplace": N_("Workplace"),
    "school": N_("School"),
    "university": N_("University"),
    "council": N_("Council"),
    "municipality": N_("Municipality"),
    "other": N_("Other"),
}
# Those of them that join as people; all others are bodies, with officers.
PEOPLE = frozenset({"individual", "household", "family"})


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of these more kinds can be put together, such as `trade_union_branch` or `small_national`.
# Only in the singular: who writes `branches` in a file would not be found as a `branch`.
SIZES = _words("""
    small medium large local regional national international global european
""")
BODIES = _words("""
    affiliate agency alliance area assembly association authority body branch business campaign
    centre chapter charity church club coalition college committee company confederation congress
    cooperative corporation council district division enterprise federation firm forum foundation
    front group hospital household individual institute institution league library lodge member
    membership mission mosque movement museum network newspaper ngo nonprofit observer office
    organisation organization parish partner partnership party project publisher region school
    section sector society supporter synagogue team temple trust union university workplace
""")
WHOSE = _words("""
    academic affiliated antiwar associate central city community constituency corporate county
    credit cultural education educational environmental faith full green housing human independent
    joint labor labour members migrant neighbourhood peace pensioners political professional
    public refugee religious residents retired rights rural shop socialist solidarity sports staff
    student students tenants town village voluntary women womens workers works young youth
""")
# Two words for one.
TOGETHER = {
    "trade_union": "union",
    "trades_union": "union",
    "trades_council": "council",
    "co_operative": "cooperative",
    "non_profit": "nonprofit",
    "think_tank": "institute",
}
APART = re.compile(rf"(?<![a-z])(?:{'|'.join(TOGETHER)})(?![a-z])")


def is_put_together(kind: str) -> bool:
    """Whether a kind is made of words that we know, the last one a body or how large it is."""
    words = APART.sub(lambda found: TOGETHER[found[0]], kind).split("_")
    return set(words) <= SIZES | BODIES | WHOSE and words[-1] in SIZES | BODIES


def is_kind(kind: str) -> bool:
    """Whether a scale may name a kind without declaring it."""
    return kind in KINDS or is_put_together(kind)
