"""Fee scales in force, and somebody who fills in an application page by page."""

import re
from dataclasses import dataclass, field
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hov_donate.affiliations.models import FeeScale, ScaleStatus
from hov_donate.affiliations.rules.reading import read_scale
from hov_donate.core.db import Database

SCALE = """
[scale]
id = "gb-2026"
currency = "GBP"
effective_from = 2026-01-01
decided_by = "AGM 2025-11-15, motion 7"

[year]
kind = "fixed"
starts = "01-01"
rollover_from = "10-01"
grace_days = 60

[[rules]]
when = { kind = ["union_branch", "trades_council"] }
fee = { min = "10.00", steps = [ { rate = "0.18" } ] }
delegates = { max = 10, steps = [ { rate = 1, per = 50, round = "ceil" } ] }
votes = { steps = [ { base = 1 } ] }
rights = ["speak", "vote", "motions"]
approval = "committee"

[[rules]]
when = { kind = ["local_group"] }
mode = "suggested"
fee = { steps = [ { base = "30.00" } ] }

[[rules]]
when = { kind = ["federation"] }
mode = "minimum"
measure = "branches"
fee = { steps = [ { rate = "10.00" } ] }
multiplier = { by = "income_band", low = "0.25", high = "1" }

[[rules]]
fee = { steps = [ { base = "30.00" } ] }
"""


def put_in_force(database: Database, text: str = SCALE) -> None:
    """A scale that holds from its day on."""
    scale = read_scale(text)
    with database.writing() as work:
        work.session.add(
            FeeScale(
                code=scale.id,
                version=1,
                status=ScaleStatus.ACTIVE,
                currency=scale.currency,
                effective_from=scale.effective_from,
                countries=" ".join(scale.countries or ()),
                text=text,
                decided_by=scale.decided_by or "AGM",
                created_at=work.now,
                created_by="test",
                activated_at=work.now,
                activated_by="test",
            )
        )


# What a branch of 350 answers, question by question; None leaves a box empty.
BRANCH: dict[str, dict[str, str]] = {
    "kind": {"kind": "union_branch"},
    "name": {"name": "UNISON", "branch": "Cambridge City", "parent": "UNISON Eastern"},
    "place": {"town": "Cambridge", "country": "GB"},
    "before": {"before": "no"},
    "members": {"total_members": "1,200", "affiliated_members": "350"},
    "fee": {},
    "decision": {
        "body": "Branch meeting",
        "decided_on-day": "3",
        "decided_on-month": "11",
        "decided_on-year": "2026",
        "minute": "12/2026",
    },
    "you": {"you_name": "Rosa Quiñones", "you_email": "rosa@people.example", "post": "secretary"},
    "chair": {"chair_name": "Karl Adler", "chair_email": "karl@people.example"},
    "delegates": {"delegates": "Rosa Quiñones\nAmina Yusuf"},
    "invoice": {"payer": "us", "order": "PO-7"},
    "listing": {"listed": "yes"},
    "consents": {},
}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ACTION = re.compile(r'<form method="post" action="([^"]+)"')


@dataclass
class Applicant:
    """Somebody at a browser, on one page of the site at a time."""

    client: FlaskClient
    page: str = ""
    address: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def opens(self, path: str) -> TestResponse:
        """Go to a page, wherever it leads."""
        return self._arrive(self.client.get(path, follow_redirects=True))

    def presses(self, **answers: str) -> TestResponse:
        """Send the form of the page they are on, with what stands in it unseen."""
        found = ACTION.search(self.page)
        assert found, self.page
        sent = {name: unescape(text) for name, text in HIDDEN.findall(self.page)}
        sent |= {name.replace("__", "-"): text for name, text in answers.items()}
        return self._arrive(self.client.post(unescape(found[1]), data=sent, follow_redirects=True))

    def begins(self, language: str = "en") -> TestResponse:
        """Go to the front page and press Start."""
        self.opens(f"/{language}/affiliate")
        start = re.search(r'class="main" href="([^"]+)"', self.page)
        assert start, self.page
        return self.opens(start[1])

    def answers(self, until: str = "check", **other: dict[str, str]) -> None:
        """Answer one question after the other, up to the one named, as a branch would."""
        while self.question != until:
            told = {**BRANCH, **other}[self.question]
            asked = self.question
            self.presses(**told)
            assert self.question != asked, self.page

    @property
    def question(self) -> str:
        """The last part of the address: the question's name."""
        return self.address.rpartition("/")[2]

    @property
    def token(self) -> str:
        """The token in the address."""
        return self.address.split("/affiliate/")[1].partition("/")[0]

    def on(self, question: str) -> TestResponse:
        """Go to a question of the same form."""
        return self.opens(f"/en/affiliate/{self.token}/{question}")

    def _arrive(self, answer: TestResponse) -> TestResponse:
        self.page, self.address = unescape(answer.text), answer.request.path
        self.status, self.headers = answer.status_code, dict(answer.headers)
        return answer
