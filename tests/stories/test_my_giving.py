"""Donors look after what they give, on a page of their own, without an account."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
import requests
from sqlalchemy import event, select

from hov_donate.defence.operations import close_giving
from hov_donate.defence.rules import ClosureReason
from hov_donate.gateway.port import GatewayError
from hov_donate.outbox.models import OutboxMessage
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.processes import finish_cancelling
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import Role
from tests.support.agreement import all_is_well
from tests.support.house import GOOD_CARD, House
from tests.support.links import gift_url
from tests.support.words import GBP

LATER_DECLINED_CARD = "4000000000000341"
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
        answer = self.browser.get(url, timeout=30)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def presses(self, url: str, **fields: str) -> requests.Response:
        return self.browser.post(url, data=fields, timeout=30)

    def form(self, url: str) -> dict[str, str]:
        """What is in the form of a page without being typed."""
        hidden = r'<input type="hidden" name="(\w+)" value="([^"]*)"'
        return dict(re.findall(hidden, self.sees(url)))


@pytest.fixture
def rosa(house: House) -> Donor:
    return Donor(house)


def the_subscription(house: House) -> Subscription:
    with house.parts.database.reading() as session:
        return session.scalars(select(Subscription)).one()


def kinds(house: House) -> list[str]:
    """The letters that were put out, in order."""
    with house.parts.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [each.kind.value for each in rows]


def gift_page(house: House, payment: Payment) -> str:
    return requests.get(gift_url(house.parts, payment.reference, "en"), timeout=30).text


def test_a_monthly_gift_begins_on_the_page_and_says_that_it_is_the_first_of_many(house, rosa):
    payment = rosa.begins()
    assert payment.status is PaymentStatus.PAID
    assert the_subscription(house).amount == GBP("20.00")
    page = gift_page(house, payment)
    assert "This is the first of many: we take £20.00 every month on this day" in page
    assert "Nothing more will be taken" not in page
    all_is_well(house)


def test_who_goes_back_and_chooses_monthly_gives_one_monthly_gift(house, rosa):
    page = house.donor.get(f"{house.site.url}/en/donate").text
    house.send(page, amount="20", currency="GBP")
    house.send(page, amount="20", currency="GBP", frequency="month")
    payment = house.newest_payment()
    house.pay(payment)
    house.let_everything_arrive()
    assert house.payment(payment).status is PaymentStatus.PAID
    assert the_subscription(house).reference == payment.reference
    all_is_well(house)


def test_the_gift_page_sends_the_link_to_its_donor_and_opens_no_more_than_the_gift(house, rosa):
    payment = rosa.begins()
    url = gift_url(house.parts, payment.reference, "en")
    token = url.rpartition("/")[2]
    assert rosa.browser.get(f"{house.site.url}/en/my-giving/{token}").status_code == 404
    answer = rosa.presses(f"{url}/my-giving")
    assert "a link is on its way" in answer.text
    house.let_everything_arrive()
    assert "my_giving_link" in kinds(house)


def test_the_amount_is_lowered_at_once_and_raised_after_a_second_look(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    amount = f"{own}/{payment.reference}/amount"

    answer = rosa.presses(amount, **rosa.form(amount), amount="5")
    assert "The amount is changed" in answer.text
    assert the_subscription(house).amount == GBP("5.00")

    fields = rosa.form(amount)
    page = rosa.presses(amount, **fields, amount="30").text
    assert "£5.00 every month" in page
    assert "Yes, take £30.00 every month" in page
    assert the_subscription(house).amount == GBP("5.00")
    for _ in range(2):
        answer = rosa.presses(amount, **fields, amount="30", confirmed="yes")
        assert "The amount is changed" in answer.text
    assert the_subscription(house).amount == GBP("30.00")

    house.let_everything_arrive()
    assert kinds(house).count("recurring_changed") == 2
    house.later(days=32)
    assert [each.amount for each in payments(house)] == [GBP("20.00"), GBP("30.00")]
    all_is_well(house)


def payments(house: House) -> list[Payment]:
    with house.parts.database.reading() as session:
        return list(session.scalars(select(Payment).order_by(Payment.id)))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter an amount"),
        ("1", "Amount must be £2 or more"),
        ("10001", "Amount must be £10,000 or less"),
        ("€20", "another currency"),
        ("20", "You give this amount already"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_amount_that_cannot_be_taken_is_told_and_changes_nothing(house, rosa, typed, told):
    payment = rosa.begins()
    amount = f"{rosa.link()}/{payment.reference}/amount"
    answer = rosa.presses(amount, **rosa.form(amount), amount=typed, confirmed="yes")
    assert answer.status_code == 422
    assert told in answer.text
    assert the_subscription(house).amount == GBP("20.00")


def test_the_next_month_is_left_out_and_the_one_after_is_taken(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    skip = f"{own}/{payment.reference}/skip"
    for _ in range(2):
        assert "is left out. After that we go on as before" in rosa.presses(skip).text
    house.later(days=32)
    taken = [each for each in payments(house) if each.status is PaymentStatus.PAID]
    assert len(taken) == 1
    house.later(days=31)
    taken = [each for each in payments(house) if each.status is PaymentStatus.PAID]
    assert len(taken) == 2
    all_is_well(house)


def test_who_skips_and_thinks_again_gives_as_before(house, rosa):
    payment = rosa.begins()
    skip = f"{rosa.link()}/{payment.reference}/skip"
    rosa.presses(skip)
    assert "Nothing is left out any more" in rosa.presses(skip, undo="yes").text
    house.later(days=32)
    assert [each.status for each in payments(house)] == [PaymentStatus.PAID, PaymentStatus.PAID]


def test_two_clicks_end_it_here_and_at_stripe(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    cancel = re.search(r'href="(/en/my-giving/[^"]+/cancel)"', rosa.sees(own))
    assert cancel
    assert "Stop giving every month?" in rosa.sees(house.site.url + cancel[1])
    for _ in range(2):
        assert "It has ended" in rosa.presses(house.site.url + cancel[1]).text
    house.let_everything_arrive()
    ended = the_subscription(house)
    assert ended.status is SubscriptionStatus.ENDED
    assert ended.cancel_asked_by == "donor"
    remote = house.parts.gateway.read_subscription(ended.stripe_subscription_id)
    assert remote.status == "canceled"
    assert kinds(house).count("recurring_ended") == 1
    house.later(days=62)
    assert len(payments(house)) == 1
    assert f"/{payment.reference}/cancel" not in rosa.sees(rosa.link())
    all_is_well(house)


def test_an_end_is_noted_while_stripe_is_silent_and_finished_later(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    house.simulator.control.set_fault("500", times=20, path="/v1/subscriptions")
    answer = rosa.presses(f"{own}/{payment.reference}/cancel")
    assert "We have noted that you want to stop" in answer.text
    assert "You asked us to stop, and we are finishing it" in answer.text
    assert the_subscription(house).status.alive

    house.simulator.control.clear_faults()
    house.clock.skip(timedelta(minutes=11))
    house.worker.run_due_jobs()
    assert the_subscription(house).status is SubscriptionStatus.ENDED


def test_an_end_that_stripe_does_not_take_holds_up_nobody_elses(house, rosa):
    stuck, other = rosa.begins(), rosa.begins(amount="5")
    own = rosa.link()
    house.simulator.control.set_fault("500", times=20, path="/v1/subscriptions")
    for payment in (stuck, other):
        rosa.presses(f"{own}/{payment.reference}/cancel")
    house.simulator.control.clear_faults()
    first = subscription_of(house, stuck)
    path = f"/v1/subscriptions/{first.stripe_subscription_id}"
    house.simulator.control.set_fault("500", times=1000, path=path)
    with pytest.raises(GatewayError):
        finish_cancelling(house.parts.database, house.parts.gateway)
    assert subscription_of(house, stuck).status.alive
    assert subscription_of(house, other).status is SubscriptionStatus.ENDED


def subscription_of(house: House, payment: Payment) -> Subscription:
    with house.parts.database.reading() as session:
        wanted = select(Subscription).where(Subscription.reference == payment.reference)
        return session.scalars(wanted).one()


def test_while_stripe_is_silent_nothing_else_is_changed_and_the_donor_told(house, rosa):
    payment = rosa.begins()
    own = rosa.link()
    fields = rosa.form(f"{own}/{payment.reference}/amount")
    house.simulator.control.set_fault("500", times=60)
    for action, typed in (("skip", {}), ("card", {}), ("amount", {**fields, "amount": "5"})):
        answer = rosa.presses(f"{own}/{payment.reference}/{action}", **typed)
        assert answer.status_code == 503, action
        assert "The card service did not answer" in answer.text
    house.simulator.control.clear_faults()
    assert the_subscription(house).amount == GBP("20.00")
    assert "recurring_changed" not in kinds(house)


def test_a_failed_month_is_told_with_what_to_do_and_a_new_card_mends_it(house, rosa):
    payment = rosa.begins()
    customer = the_subscription(house).stripe_customer_id
    house.simulator.control.change_card(customer, LATER_DECLINED_CARD)
    house.later(days=32)
    own = rosa.link()
    page = rosa.sees(own)
    assert "The last time it could not be taken" in page
    assert "Pay or confirm it now" in page
    failed = payments(house)[-1]
    assert failed.status is PaymentStatus.FAILED
    told = gift_page(house, failed)
    assert "We could not take £20.00 this time" in told
    assert "Continue to pay by card" not in told
    resumed = rosa.browser.post(
        gift_url(house.parts, failed.reference, "en") + "/resume", allow_redirects=False
    )
    assert "/gift/" in resumed.headers["Location"]

    answer = rosa.browser.post(f"{own}/{payment.reference}/card", allow_redirects=False)
    assert answer.status_code == 303
    portal = answer.headers["Location"]
    assert portal.startswith(house.simulator.url)
    shown = rosa.sees(portal)
    way_back = re.search(r'href="([^"]+done=card[^"]*)"', shown)
    assert way_back
    card = {"number": GOOD_CARD, "expiry": "12 / 40", "cvc": "123", "action": "card"}
    rosa.presses(portal, **card)
    assert "You are back from the card page" in rosa.sees(way_back[1])
    house.later(days=8)
    assert house.payment(failed).status is PaymentStatus.PAID
    assert "could not be taken" not in rosa.sees(rosa.link())
    all_is_well(house)


def test_history_has_every_gift_with_its_documents_and_one_statement(house, rosa):
    once = rosa.begins("once", "35")
    rosa.begins("month", "20")
    house.simulator.control.refund(house.intent_of(once), 500)
    house.let_everything_arrive()
    own = rosa.link()
    page = rosa.sees(own)
    for words in ("£35.00", "Partly sent back to you", "£20.00 every month", "Correction"):
        assert words in page
    files = re.findall(r'href="(/en/my-giving/[^"]+/\d+\.pdf)"', page)
    assert len(files) == 3
    for file in files:
        answer = rosa.browser.get(house.site.url + file)
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Cache-Control"] == "no-store"
    span = {"first": "2020-01-01", "last": "2099-12-31"}
    statement = rosa.browser.get(f"{own}/statement.pdf", params=span)
    assert statement.content.startswith(b"%PDF")
    gift = rosa.browser.get(gift_url(house.parts, once.reference, "en")).text
    for file in re.findall(r'href="(/en/gift/[^"]+/\d+\.pdf)"', gift):
        assert rosa.browser.get(house.site.url + file).content.startswith(b"%PDF")
    assert gift.count("(PDF)") == 2


def test_nobody_sees_or_touches_what_another_gives(house, rosa):
    payment = rosa.begins()
    document = re.search(r"/(\d+)\.pdf", rosa.sees(rosa.link()))
    assert document
    karl = Donor(house, "karl@people.example")
    karl.begins("once", "7")
    own = karl.link()
    page = karl.sees(own)
    assert "£7.00" in page
    assert "£20.00" not in page
    assert payment.reference not in page
    for path in ("amount", "cancel"):
        assert karl.browser.get(f"{own}/{payment.reference}/{path}").status_code == 404
    for path in ("amount", "card", "skip", "cancel"):
        assert karl.presses(f"{own}/{payment.reference}/{path}").status_code == 404
    assert karl.browser.get(f"{own}/{document[1]}.pdf").status_code == 404
    assert the_subscription(house).cancel_asked_at is None


def test_a_known_and_an_unknown_address_are_answered_and_worked_for_alike(house, rosa):
    rosa.begins("once")
    before = len(house.mails())
    done: list[list[str]] = [[], []]
    answers = []
    for statements, donor in zip(done, (rosa, Donor(house, "nobody@people.example")), strict=True):
        for _ in range(2):
            with statements_of(house, statements):
                answers.append(donor.asks_for_link())
    assert {(each.status_code, each.text) for each in answers} == {(200, answers[0].text)}
    assert done[0] == done[1]
    assert any(each.startswith("INSERT INTO outbox") for each in done[0])
    house.let_everything_arrive()
    assert len(house.mails()) == before + 1
    assert ROSA not in answers[0].text


class statements_of:  # noqa: N801 (reads as what it is used for)
    """Writes down the statements that the database is sent meanwhile."""

    def __init__(self, house: House, written: list[str]) -> None:
        self.engine, self.written = house.parts.database.engine, written

    def note(self, *args: object) -> None:
        self.written.append(str(args[2]))

    def __enter__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self.note)

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)


def test_a_link_that_was_sent_ends_after_a_day_and_offers_a_new_one(house, rosa):
    rosa.begins("once")
    own = rosa.link()
    rosa.sees(own)
    house.clock.skip(timedelta(hours=25))
    answer = rosa.browser.get(own)
    assert answer.status_code == 410
    assert "Send me a new link" in answer.text
    assert rosa.browser.post(f"{own}/23456789/cancel").status_code == 410


def test_stripes_card_page_is_closed_with_the_donation_page(house, rosa):
    """Cards could be tried out there as well."""
    payment = rosa.begins()
    own = rosa.link()
    with house.parts.database.writing() as work:
        add_member(
            work, email="t@campaign.example", role=Role.TREASURER, password="x" * 20, language="en"
        )
    with house.parts.database.writing() as work:
        assert close_giving(work, reason=ClosureReason.ATTACK, member_id=1)
    house.parts.guard.look_again()
    answer = rosa.browser.post(f"{own}/{payment.reference}/card", allow_redirects=False)
    assert answer.status_code == 503
    assert "Giving by card is stopped" in unescape(answer.text)
