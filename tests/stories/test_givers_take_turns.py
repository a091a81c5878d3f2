"""Money of one giver moves in two places at once: each waits for the other, neither forever."""

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.operations import issue_invoice, lock_affiliation, use_credit
from hov_donate.affiliations.operations.locking import lock_affiliations
from hov_donate.contacts.models import Contact, ContactDetails
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.operations import lock_books
from tests.support.affiliates import Affiliates
from tests.support.beside_fees import ALL, FEE, GIFT, NOTHING

# SQLite has one writer anyway.
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
# As long as somebody waits who may be waited for.
A_WHILE = 0.5
Step = Callable[[UnitOfWork], object]


@dataclass
class Turns:
    """Two transactions: each goes half its way before either goes on."""

    affiliates: Affiliates
    half: dict[str, threading.Event] = field(default_factory=dict)

    def take(self, **ways: tuple[Step, Step]) -> None:
        """Let each go its way, in two steps; raises what either meets, a deadlock too."""
        self.half = {name: threading.Event() for name in ways}
        with ThreadPoolExecutor() as pool:
            going = [pool.submit(self._go, name, *steps) for name, steps in ways.items()]
        for each in going:
            each.result()

    def after(self, name: str, step: Step) -> Step:
        """The step of who comes when another has gone half its way already."""

        def wait_and_go(work: UnitOfWork) -> None:
            self.half[name].wait(A_WHILE)
            step(work)

        return wait_and_go

    def _go(self, name: str, first: Step, then: Step) -> None:
        with self.affiliates.database.writing() as work:
            first(work)
            self.half[name].set()
            for each in self.half.values():
                each.wait(A_WHILE)
            then(work)


@pytest.fixture
def turns(affiliates: Affiliates) -> Turns:
    return Turns(affiliates)


def hold_giver(work: UnitOfWork, details_id: uuid.UUID) -> None:
    """As whoever looks at a gift at Stripe does, before it is booked."""
    contact_id = work.session.get_one(ContactDetails, details_id).contact_id
    work.session.get_one(Contact, contact_id, with_for_update={"key_share": True})


def twice_a_member(affiliates: Affiliates) -> tuple[Affiliation, Affiliation]:
    """Two memberships of one person, the earlier one first."""
    before, later = affiliates.member(), affiliates.member()
    with affiliates.database.writing() as work:
        later = work.session.get_one(Affiliation, later.id)
        later.details_id = before.details_id
    return before, later


def test_the_first_gift_on_an_invoice_that_credit_pays_and_another_gift_of_its_giver(turns):
    affiliates = turns.affiliates
    member = affiliates.member()
    affiliates.receive(member, ALL)
    term = affiliates.term(member, FEE)
    asked = []

    def ask(work: UnitOfWork) -> None:
        asked.append(
            issue_invoice(
                work, affiliation=member, term=term, gift=GIFT, settings=affiliates.settings
            )
        )

    turns.take(
        office=(
            ask,
            lambda work: use_credit(work, affiliation_id=member.id, settings=affiliates.settings),
        ),
        webhook=(lambda work: hold_giver(work, member.details_id), lock_books),
    )
    assert affiliates.owes(asked[0]) == NOTHING


def test_a_second_membership_of_somebody_is_paid_while_their_first_is_dealt_with(turns):
    affiliates = turns.affiliates
    before, later = twice_a_member(affiliates)
    for each in (before, later):
        affiliates.invoice(each, FEE, GIFT)
    turns.take(
        webhook=(
            lambda work: lock_affiliation(work, later.id),
            lambda work: lock_affiliations(work, [before.id, later.id]),
        ),
        office=(
            turns.after("webhook", lambda work: lock_affiliation(work, before.id)),
            lambda _: None,
        ),
    )


def test_what_is_locked_is_only_what_was_asked_for(turns):
    affiliates = turns.affiliates
    _, later = twice_a_member(affiliates)
    with affiliates.database.writing() as work:
        assert set(lock_affiliations(work, [later.id])) == {later.id}
