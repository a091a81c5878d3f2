"""A branch that owes a fee and gives beside it, and the office that looks at what it gives."""

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, Invoice, MoneyReceived
from hov_donate.affiliations.operations import hold_invoice
from hov_donate.affiliations.processes import open_invoice_page
from hov_donate.affiliations.queries.paying import payments_for
from hov_donate.core.money import Money
from hov_donate.donations.deciding import refuse, sum_of_year
from hov_donate.donations.review.models import GiftReview
from hov_donate.donations.review.queries import to_decide
from hov_donate.donations.review.rules import Action, Measure
from hov_donate.ledger.chart import Account
from hov_donate.payments import operations
from hov_donate.payments.models import Payment, RefundRequest
from hov_donate.payments.processes import send_refund
from tests.support.affiliates import TODAY, Affiliates
from tests.support.house import GOOD_CARD, House
from tests.support.reviewing import ANN, BEN, decided_rule, reviews
from tests.support.words import GBP

NOTHING = GBP("0.00")
FEE, GIFT, ALL = GBP("50.00"), GBP("600.00"), GBP("650.00")
# The affiliate's first contact has this address.
GIVER = "1@people.example"


@dataclass
class Desk:
    """A house with a branch that owes a fee, and gives beside it."""

    house: House
    affiliates: Affiliates
    branch: Affiliation
    invoice: Invoice

    def pays(self, amount: Money | None = None, card: str = GOOD_CARD) -> Payment:
        """Pay the invoice, or a part of it, by card."""
        parts = self.house.parts
        opened = open_invoice_page(
            parts.database,
            parts.gateway,
            invoice_id=self.invoice.id,
            return_address="https://example.org/en/back",
            seal=parts.seal,
            amount=amount,
        )
        assert opened is not None
        with parts.database.reading() as session:
            payment = payments_for(session, self.invoice.id)[-1]
        self.house.pay(payment, card)
        self.house.let_everything_arrive()
        return self.house.payment(payment)

    def transfers(self, amount: Money, on: date = TODAY) -> MoneyReceived:
        """Pay by bank transfer."""
        share = (self.invoice, amount)
        return self.affiliates.receive(self.branch, amount, share, received_on=on)

    def rule(
        self, at_least: Money, measure: Measure = Measure.SINGLE, action: Action = Action.HOLD
    ) -> None:
        """A meeting decides a rule, from the day on that transfers are recorded for."""
        decided_rule(self.house.parts.database, at_least, measure, action, begins=TODAY)

    def review(self) -> GiftReview:
        """The one gift that is, or was, looked at."""
        [found] = reviews(self.house.parts.database)
        return found

    def refuses(self) -> list[RefundRequest]:
        """Somebody of the office does not accept it; the refunds that are asked for with that."""
        with self.house.parts.database.writing() as work:
            hold_invoice(work, invoice_id=self.invoice.id)
            refuse(
                work,
                review_id=self.review().id,
                words="From a company that we oppose.",
                actor=ANN,
                campaign=self.house.parts.settings.campaign,
            )
        with self.house.parts.database.reading() as session:
            return list(session.scalars(select(RefundRequest).order_by(RefundRequest.id)))

    def agrees(self, request: RefundRequest) -> None:
        """Another person agrees to a refund, and it goes."""
        with self.house.parts.database.writing() as work:
            operations.agree_to_refund(work, request_id=request.id, actor=BEN)
        self.sends(request)

    def sends(self, request: RefundRequest) -> None:
        """Stripe hears of a refund that needs nobody else."""
        parts = self.house.parts
        send_refund(parts.database, parts.gateway, request_id=request.id)
        self.house.let_everything_arrive()

    def waits(self) -> bool:
        """Whether somebody has to decide."""
        query = select(GiftReview.id).outerjoin(Payment, Payment.id == GiftReview.payment_id)
        with self.house.parts.database.reading() as session:
            return session.scalars(query.where(to_decide())).first() is not None

    def year_sum(self) -> Money | None:
        """What the giver gave this year, as the page of the review has it."""
        with self.house.parts.database.reading() as session:
            return sum_of_year(session, self.review(), self.house.parts.settings.campaign)

    def stands(self) -> tuple[Money, Money]:
        """What the books have as gifts, and as held ones."""
        nothing = {"GBP": GBP("0.00")}
        given, held = (
            nothing | self.house.books(it) for it in (Account.DONATIONS, Account.HELD_GIFTS)
        )
        return -given["GBP"], -held["GBP"]


def desk_of(house: House) -> Desk:
    """The desk of a house whose branch has its invoice."""
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    branch = affiliates.branch()
    return Desk(house, affiliates, branch, affiliates.invoice(branch, FEE, GIFT))


@pytest.fixture
def desk(house: House) -> Desk:
    return desk_of(house)
