"""A member's life, by nothing but the pages and the links in letters: joins, is renewed, ends."""

import re
from datetime import timedelta
from html import unescape

import pytest

from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind
from tests.support.agreement import affiliations_add_up, all_is_well, books_agree
from tests.support.house import House
from tests.support.joining import ROSA, Joining
from tests.support.monthly import at_stripe, sent
from tests.support.words import GBP

ACTIVE = AffiliationStatus.ACTIVE


@pytest.fixture
def joining(house: House) -> Joining:
    return Joining.open(house)


def own_page(joining: Joining, subject: str) -> str:
    """The own page, by the link in the newest letter of a subject."""
    letter = next(it for it in joining.house.mails() if subject in it.subject)
    assert ROSA["email"] in letter.to
    found = re.search(r"http\S+/en/affiliation/[\w.-]+", letter.text)
    assert found, letter.text
    return found[0]


def read(joining: Joining, address: str) -> str:
    answer = joining.house.donor.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def adds_up(joining: Joining) -> None:
    joining.house.let_everything_arrive()
    affiliations_add_up(joining.house)
    books_agree(joining.house)


def test_somebody_joins_by_card_for_every_year_is_renewed_twice_and_ends(joining):
    member = joining.join_and_pay(pay="yearly")
    adds_up(joining)
    page = read(joining, own_page(joining, "Payment for invoice"))
    for told in (member.number, "Paid up", "Your card pays £21.00 every year"):
        assert told in page
    assert "Pay £21.00" not in page

    for years in (2, 3):
        its_card_renews_it(joining, member)
        assert len(joining.terms(member)) == years
    assert joining.house.books(Account.MEMBERSHIP_FEES) == {"GBP": GBP("-63.00")}

    it_ends(joining, member)
    joining.later(days=380)
    adds_up(joining)
    assert len(joining.payments()) == 3
    assert sent(joining.house, MailKind.AFFILIATION_REMINDER) == []
    all_is_well(joining.house)


def its_card_renews_it(joining: Joining, member: Affiliation) -> None:
    """A month before, a letter says so; no day is lost, and none is given twice."""
    joining.until_charged(less=timedelta(days=29))
    adds_up(joining)
    letter = next(it for it in joining.house.mails() if "renews on" in it.subject)
    assert "£21.00" in letter.text
    before = joining.terms(member)[-1]
    joining.until_charged()
    adds_up(joining)
    after = joining.terms(member)[-1]
    assert after.starts_on == before.ends_on + timedelta(days=1)
    assert joining.now(member).paid_until == after.ends_on
    assert joining.status(member) is ACTIVE


def it_ends(joining: Joining, member: Affiliation) -> None:
    """By the link in the newest letter; every paper is there until then."""
    own = own_page(joining, "Payment for invoice")
    assert read(joining, own).count("(PDF)") == len(joining.invoices(member)) + 1
    assert joining.house.donor.get(f"{own}/member-card.pdf").content.startswith(b"%PDF")
    assert "End your membership?" in read(joining, f"{own}/end")
    joining.house.donor.post(f"{own}/end", data={"reason": "I move away."})
    adds_up(joining)
    assert joining.status(member) is AffiliationStatus.RESIGNED
    assert at_stripe(joining.house) == "canceled"
    assert len(sent(joining.house, MailKind.AFFILIATION_ENDED)) == 1
    assert "Ended" in read(joining, own)
