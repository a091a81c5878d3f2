"""Donors who look after what they give: a browser, a mailbox, and the link in it."""

import re
from dataclasses import dataclass, field
from html import unescape

import requests
from sqlalchemy import select

from hov_donate.outbox.models import OutboxMessage
from hov_donate.payments.models import Payment
from tests.support.house import GOOD_CARD, House
from tests.support.links import gift_url

ROSA = "rosa@people.example"


@dataclass
class Donor:
    """Someone with a browser and a mailbox."""

    house: House
    email: str = ROSA
    browser: requests.Session = field(default_factory=requests.Session)

    def begins(
        self, frequency: str = "month", amount: str = "20", card: str = GOOD_CARD
    ) -> Payment:
        """Give on the donation page, on to Stripe, and pay there."""
        payment = self.house.give(amount, frequency=frequency, email=self.email)
        self.house.pay(payment, card)
        self.house.let_everything_arrive()
        return self.house.payment(payment)

    def asks_for_link(self) -> requests.Response:
        """Send the form that asks for the link."""
        return self.browser.post(
            f"{self.house.site.url}/en/my-giving", data={"email": self.email}, timeout=30
        )

    def link(self) -> str:
        """Ask for the link, and find it in the mailbox."""
        assert self.asks_for_link().status_code == 200
        self.house.let_everything_arrive()
        mails = [mail for mail in self.house.mails() if self.email in mail.to]
        found = [re.search(r"http\S+/my-giving/[\w.-]+", mail.text) for mail in mails]
        return next(each[0] for each in found if each)

    def sees(self, url: str) -> str:
        """Open a page that is there."""
        answer = self.browser.get(url, timeout=30)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def presses(self, url: str, **fields: str) -> requests.Response:
        """Send a form."""
        return self.browser.post(url, data=fields, timeout=30)

    def form(self, url: str) -> dict[str, str]:
        """What is in the form of a page without being typed."""
        hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)"'
        return dict(re.findall(hidden, self.sees(url)))


def kinds(house: House) -> list[str]:
    """The letters that were put out, in order."""
    with house.parts.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [each.kind.value for each in rows]


def gift_page(house: House, payment: Payment) -> str:
    """The page of one gift."""
    return requests.get(gift_url(house.parts, payment.reference, "en"), timeout=30).text
