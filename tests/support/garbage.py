"""Looking for garbage, which took a quarter of the suite's processor time.

Imports and collected tests are some million objects that live to the end, and a site is made for
nearly every test: by itself Python would look through all of them again and again.
"""

import gc

import pytest

# A new site has about ten thousand objects.
NEW_OBJECTS, YOUNG, MIDDLE = 10_000, 20, 100


def pytest_sessionstart() -> None:
    """Look less often."""
    gc.set_threshold(NEW_OBJECTS, YOUNG, MIDDLE)


def pytest_collection_finish() -> None:
    """Look no more at what is there before the first test: it stays."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Look at everything again, for pytest's own last look at what nobody closed."""
    gc.unfreeze()
