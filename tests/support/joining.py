"""Somebody who becomes a member on the page, and what a story asks of memberships."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urljoin

import requests
from sqlalchemy import select

from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Affiliation, Invoice, MoneyMethod, Term
from hov_donate.affiliations.operations import ReceivedFacts, receive_money
from hov_donate.affiliations.queries.affiliations import terms_of
from hov_donate.affiliations.queries.money import InvoiceStanding, invoices_of
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.references import new_reference
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment, Subscription
from tests.support.affiliating import put_in_force
from tests.support.house import GOOD_CARD, House
from tests.support.life import STAFF

SCALE = """
[scale]
id = "members"
currency = "GBP"
effective_from = 2020-01-01
decided_by = "AGM 2019, motion 3"

[year]
kind = "anniversary"
grace_days = 60
reminder_days = [-30, 0, 30, 60]

[[rules]]
when = { kind = ["union_branch"] }
fee = { min = "10.00", steps = [ { rate = "0.10" } ] }

[[rules]]
when = { kind = ["individual"], class = ["waged"] }
fee = { steps = [ { base = "21.00" } ] }

[[rules]]
when = { kind = ["individual"], class = ["unwaged", "student", "retired"] }
mode = "minimum"
fee = { steps = [ { base = "8.00" } ] }

[[rules]]
when = { kind = ["individual"], class = ["refugee"] }
fee = { steps = [ { base = "0" } ] }

[[rules]]
measure = "affiliated_members"
fee = { steps = [ { rate = "0.10" } ] }

[[arrears]]
after_months = 3
effect = "no_vote"
"""
ROSA = {"email": "rosa@people.example", "name": "Rosa Quiñones"}


@dataclass
class Joining:
    """A house with a scale for members, and what people do there to become one."""

    house: House

    @classmethod
    def open(cls, house: House, scale: str = SCALE) -> "Joining":
        """Let a scale be in force."""
        put_in_force(house.parts.database, scale)
        return cls(house)

    def page(self, language: str = "en", country: str = "GB") -> str:
        """The page on which one joins."""
        url = f"{self.house.site.url}/{language}/join"
        return self.house.donor.get(url, params={"country": country}).text

    def send(self, page: str, language: str = "en", **answers: str) -> requests.Response:
        """Send the form of a page that is open, without following."""
        token = re.search(r'name="token" value="([^"]+)"', page)
        filled = {
            "token": token[1] if token else "",
            "country": "GB",
            "member_class": "waged",
            "pay": "card",
            "objectives": "yes",
            **ROSA,
            **answers,
        }
        return self.house.donor.post(
            f"{self.house.site.url}/{language}/join", data=filled, allow_redirects=False
        )

    def join(self, **answers: str) -> str:
        """Fill in the form and press the button; where that leads to."""
        answer = self.send(self.page(), **answers)
        assert answer.status_code == 303, answer.text
        return urljoin(self.house.site.url, answer.headers["Location"])

    def join_and_pay(self, card: str = GOOD_CARD, **answers: str) -> Affiliation:
        """Become a member by card."""
        assert self.join(**answers).startswith(self.house.simulator.url)
        self.house.pay(self.house.newest_payment(), card)
        self.house.let_everything_arrive()
        return self.newest()

    def newest(self) -> Affiliation:
        """The membership that was asked for last."""
        with self.house.parts.database.reading() as session:
            query = select(Affiliation).order_by(Affiliation.id.desc()).limit(1)
            return session.scalars(query).one()

    def now(self, member: Affiliation) -> Affiliation:
        """A membership as it is now."""
        with self.house.parts.database.reading() as session:
            return session.get_one(Affiliation, member.id)

    def status(self, member: Affiliation) -> AffiliationStatus:
        """How a membership stands now."""
        return self.now(member).status

    def terms(self, member: Affiliation) -> list[Term]:
        """Its terms, in order."""
        with self.house.parts.database.reading() as session:
            return terms_of(session, member.id)

    def invoices(self, member: Affiliation) -> list[InvoiceStanding]:
        """Its invoices, in order."""
        with self.house.parts.database.reading() as session:
            return invoices_of(session, member.id)

    def subscriptions(self) -> list[Subscription]:
        """What cards pay again and again, oldest first."""
        with self.house.parts.database.reading() as session:
            return list(session.scalars(select(Subscription).order_by(Subscription.id)))

    def payments(self) -> list[Payment]:
        """Everything that Stripe was asked for, oldest first."""
        with self.house.parts.database.reading() as session:
            return list(session.scalars(select(Payment).order_by(Payment.id)))

    def own_page(self, member: Affiliation, path: str = "", language: str = "en") -> str:
        """The address of a member's own page, or of one below it."""
        made = Addresses(self.house.site.url, self.house.parts.links)
        return made.own_page(member.id, language, now=self.house.clock.now()) + path

    def look(self, member: Affiliation, path: str = "") -> str:
        """What stands on a member's own page, or on one below it."""
        answer = self.house.donor.get(self.own_page(member, path))
        assert answer.status_code == 200, answer.text
        return answer.text

    def press(self, member: Affiliation, path: str, **answers: str) -> requests.Response:
        """Press a button of a member's own page, without following."""
        url = self.own_page(member, path)
        return self.house.donor.post(url, data=answers, allow_redirects=False)

    def record_transfer(self, member: Affiliation, invoice: Invoice | None = None) -> None:
        """Staff records that an invoice was paid by bank transfer."""
        owed = [it for it in self.invoices(member) if it.owed.minor]
        wanted = next(it for it in owed if invoice is None or it.invoice.id == invoice.id)
        facts = ReceivedFacts(
            form=new_reference(),
            affiliation_id=member.id,
            method=MoneyMethod.BANK_TRANSFER,
            amount=wanted.owed,
            received_on=self.today(),
            payer="R QUINONES",
        )
        with self.house.parts.database.writing() as work:
            receive_money(
                work,
                facts=facts,
                shares=[(wanted.invoice.id, wanted.owed)],
                actor=STAFF,
                settings=self.house.parts.settings,
            )
        self.house.let_everything_arrive()

    def today(self) -> date:
        """The campaign's day."""
        zone = self.house.parts.settings.campaign.time_zone
        return booking_day(self.house.clock.now(), zone)

    def later(self, **time: float) -> None:
        """Let time pass here and at Stripe, and do what the schedule wants then."""
        self.house.later(**time)
        self.house.worker.run_due_jobs()
        self.house.let_everything_arrive()

    def until_charged(self, less: timedelta = timedelta()) -> None:
        """Time passes until a day after the next charge, or until so long before it."""
        charged = self.subscriptions()[-1].next_charge_at
        assert charged is not None
        wait = charged - self.house.clock.now() - less
        if not less:
            wait += timedelta(hours=26)
        self.later(seconds=wait.total_seconds())
