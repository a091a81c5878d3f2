"""What classes of individual members and income bands are called."""

from hov_donate.core.i18n import N_, Translator

# Those that many scales have; a scale may name any other, which is then shown as it is written.
WORDS = {
    "waged": N_("Waged"),
    "low_waged": N_("Low-waged"),
    "unwaged": N_("Unwaged"),
    "unemployed": N_("Unemployed"),
    "student": N_("Student"),
    "youth": N_("Young person"),
    "retired": N_("Retired"),
    "pensioner": N_("Pensioner"),
    "household": N_("Household"),
    "family": N_("Family"),
    "supporter": N_("Supporter"),
    "solidarity": N_("Solidarity rate"),
    "standard": N_("Standard rate"),
    "concession": N_("Reduced rate"),
    "disabled": N_("Disabled person"),
    "low": N_("Low income"),
    "middle": N_("Middle income"),
    "high": N_("High income"),
}


def class_name(word: str, speak: Translator) -> str:
    """A class or a band in a reader's words."""
    if word in WORDS:
        return speak.gettext(WORDS[word])
    return word.replace("_", " ").capitalize()
