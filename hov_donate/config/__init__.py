"""Settings of an installation and of its campaign, read once at start and checked."""

from hov_donate.config.campaign import BankAccount, Campaign, CurrencyTerms
from hov_donate.config.settings import Settings, SettingsError

__all__ = ["BankAccount", "Campaign", "CurrencyTerms", "Settings", "SettingsError"]
