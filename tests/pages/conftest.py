"""The public site, as strangers and Stripe meet it; Stripe itself cannot be reached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hov_donate.app import create_app
from hov_donate.contacts.models import ContactDetails
from hov_donate.core.references import normalise
from hov_donate.inbox.models import InboxEvent
from hov_donate.payments.models import Payment
from hov_donate.web.parts import KEY, Parts
from tests.support.affiliating import Applicant, put_in_force
from tests.support.limits import let_everyone_in
from tests.support.office import Office, office_settings

SUMMARY = re.compile(r'<li><a href="#([\w-]+)">(.*?)</a></li>')
GOOD = {
    "frequency": "once",
    "currency": "GBP",
    "choice": "GBP-20",
    "email": "rosa@people.example",
}


@dataclass
class PublicSite:
    """The site, with a donor's browser."""

    app: Flask
    client: FlaskClient

    @property
    def parts(self) -> Parts:
        """What the site is made of."""
        found: Parts = self.app.extensions[KEY]
        return found

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def token(self, path: str = "/donate") -> str:
        """The token of a freshly opened page."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(path).text)
        assert found
        return found[1]

    def give(self, path: str = "/donate", **answers: str) -> TestResponse:
        """Fill in the form and press the button."""
        return self.client.post(path, data={"token": self.token(path), **answers})

    def written(self) -> int:
        """How many rows tell of a gift or its giver."""
        with self.parts.database.reading() as session:
            counts = [
                session.scalar(select(func.count()).select_from(table)) or 0
                for table in (Payment, ContactDetails)
            ]
        return sum(counts)

    def events(self) -> int:
        """How many events were kept."""
        with self.parts.database.reading() as session:
            return session.scalar(select(func.count()).select_from(InboxEvent)) or 0


@pytest.fixture
def site(database_url: str) -> Iterator[PublicSite]:
    """A site on an empty database, on each engine."""
    app = create_app(office_settings(database_url))
    let_everyone_in(app)
    opened = PublicSite(app, app.test_client())
    yield opened
    opened.parts.database.engine.dispose()


@pytest.fixture
def applicant(office: Office) -> Applicant:
    """Somebody who is about to affiliate an organisation, on each engine."""
    put_in_force(office.database)
    return Applicant(office.browser())


def problems(page: str) -> dict[str, str]:
    """What the page says is wrong, by field."""
    return dict(SUMMARY.findall(page))


def reference_on(page: str) -> str:
    """The reference that the page shows."""
    found = re.search(r'<dd class="code" dir="ltr">(\w{4} \w{4})</dd>', page)
    assert found
    reference = normalise(found[1])
    assert reference
    return reference
