"""Every public page that needs no signed link, in every language, on a phone."""

from collections.abc import Iterator

import pytest

from hov_donate.app import create_app
from hov_donate.web.parts import KEY, Parts
from tests.support.appeals import an_appeal
from tests.support.axe import axe_violations
from tests.support.browser import OpenPage
from tests.support.house import Site, serve
from tests.support.limits import let_everyone_in
from tests.support.office import office_settings

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 320, "height": 640}
# What stands for each part of an address.
FOR_EXAMPLE = {"slug": "free-the-rail-workers", "event_id": "1"}
# Behind signed links, or of one person: their stories look at them.
OF_SOMEBODY = {"token", "reference", "document_id", "place", "step", "number"}
# No pages, but files.
FILES = (".ics", ".atom", ".pdf", ".json", ".csv", "/picture")


@pytest.fixture
def site(database_url: str) -> Iterator[Site]:
    """An appeal that everybody may sign."""
    app = create_app(office_settings(database_url))
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    an_appeal(parts.database)
    yield from serve(app)
    parts.database.engine.dispose()
