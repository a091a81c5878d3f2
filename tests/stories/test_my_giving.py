"""Donors look after what they give, on a page of their own, without an account."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from hov_donate.payments.rules import PaymentStatus
from tests.support.agreement import all_is_well
from tests.support.giving import ROSA, Donor, gift_page, kinds
from tests.support.house import House
from tests.support.links import gift_url
from tests.support.monthly import standing
from tests.support.words import GBP


@pytest.fixture
def rosa(house: House) -> Donor:
    return Donor(house)


def test_a_monthly_gift_begins_on_the_page_and_says_that_it_is_the_first_of_many(house, rosa):
    payment = rosa.begins()
    assert payment.status is PaymentStatus.PAID
    assert standing(house).amount == GBP("20.00")
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
    assert standing(house).reference == payment.reference
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
    assert standing(house).cancel_asked_at is None


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
