"""Fixtures of the whole suite; the code is in tests/support."""

from hypothesis import settings

# How long an example takes says how busy the machine is.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")

pytest_plugins = [
    "tests.support.missing",
    "tests.support.shared",
    "tests.support.speed",
    "tests.support.garbage",
    "tests.support.databases",
    "tests.support.house",
    "tests.support.shell",
    "tests.support.browser",
    "tests.support.office",
    "tests.support.post",
    "tests.support.life",
    "tests.support.affiliates",
    "tests.support.beside_fees",
    "tests.support.assembly",
    "tests.support.office_affiliates",
    "tests.support.offline",
    "tests.support.two_years",
    "tests.support.bank",
    "tests.support.street",
    "tests.support.appeals",
    "tests.support.publishing",
]
