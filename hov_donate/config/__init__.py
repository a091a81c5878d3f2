"""Settings of an installation and of its campaign, read once at start and checked."""

from hov_donate.config.campaign import Campaign
from hov_donate.config.settings import Settings, SettingsError
from hov_donate.config.terms import BankAccount, CurrencyTerms, Frequency, PaymentDays

__all__ = [
    "BankAccount",
    "Campaign",
    "CurrencyTerms",
    "Frequency",
    "PaymentDays",
    "Settings",
    "SettingsError",
]
