"""The house behind a proxy that names who comes, with limits that few attempts reach."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from hov_donate.core.clock import FixedClock, SystemClock
from hov_donate.defence.models import DayCount
from hov_donate.defence.operations import (
    note_failure,
)
from hov_donate.defence.processes import Guard
from hov_donate.defence.queries import standing
from hov_donate.defence.rules import (
    ON,
    Limits,
    Outcome,
    Scope,
    Trigger,
    Window,
)
from hov_donate.web.parts import KEY
from hov_donate.web.proxies import set_up_proxies
from tests.support.house import House
from tests.support.limits import let_everyone_in

NEIGHBOUR, STRANGER = "203.0.113.9", "198.51.100.7"
SMALL = Limits(
    quiet={Scope.BLOCK: (3, 100), Scope.EMAIL: (4, 100), Scope.TOTAL: (12, 1000)},
    attacked={Scope.BLOCK: (2, 100), Scope.EMAIL: (2, 100), Scope.CONFIRMED: (6, 1000)},
)
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass
class Street:
    """The house behind a proxy that names who comes, with a clock that is moved by hand."""

    house: House
    clock: FixedClock

    @property
    def guard(self) -> Guard:
        return self.house.parts.guard

    def opens(self, address: str = NEIGHBOUR) -> requests.Response:
        """Someone opens the donation page."""
        return requests.get(self.page, headers={"X-Forwarded-For": address}, timeout=20)

    def gives(
        self, address: str = NEIGHBOUR, email: str = "rosa@people.example", **more: str
    ) -> requests.Response:
        """Someone fills in the form in the time that people take, and presses the button."""
        page = more.pop("page", "") or self.opens(address).text
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        self.clock.advance(timedelta(seconds=more.pop("seconds", 5)))  # type: ignore[arg-type]
        chosen = {"frequency": "once", "currency": "GBP", "choice": "GBP-20"}
        form = {"token": token[1], **chosen, "email": email, **more}
        return self.sends(form, address)

    def presses_again(
        self, answer: requests.Response, address: str = NEIGHBOUR, *, after: int = 6, **more: str
    ) -> requests.Response:
        """The same person presses the button of the page that they were shown."""
        self.clock.advance(timedelta(seconds=after))
        return self.sends({**dict(FIELD.findall(answer.text)), **more}, address)

    def sends(self, form: dict[str, str], address: str) -> requests.Response:
        return requests.post(
            self.page,
            data=form,
            headers={"X-Forwarded-For": address},
            allow_redirects=False,
            timeout=20,
        )

    @property
    def page(self) -> str:
        return f"{self.house.site.url}/en/donate"

    def cards_are_declined(self, times: int = ON[Trigger.DECLINED_CARDS]) -> None:
        for _ in range(times):
            with self.house.parts.database.writing() as work:
                note_failure(work, settings=self.house.parts.settings)
        self.guard.look_again()

    def attacked(self) -> bool:
        with self.house.parts.database.reading() as session:
            return standing(session).attacked

    def counted(self) -> dict[Outcome, int]:
        """What stands in the day's numbers."""
        self.guard.write_down()
        with self.house.parts.database.reading() as session:
            return {row.outcome: row.attempts for row in session.scalars(select(DayCount))}


@pytest.fixture
def street(house: House) -> Iterator[Street]:
    app = house.site.app
    # At the beginning of a window, so that none ends where a story does not want it.
    clock = FixedClock(Window.TEN_MINUTES.ends(SystemClock().now()))
    let_everyone_in(app, SMALL)
    app.extensions[KEY] = replace(house.parts, clock=clock)
    house.parts.database.clock = clock
    set_up_proxies(app, 1)
    yield Street(house, clock)
    house.parts.database.clock = SystemClock()
