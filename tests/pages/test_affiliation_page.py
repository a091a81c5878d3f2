"""The own page of members and affiliates, behind its signed link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from hov_donate.affiliations import operations
from hov_donate.affiliations.addresses import Addresses
from hov_donate.affiliations.models import Affiliation, ChangeKind
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.app import create_app
from hov_donate.core.clock import FixedClock
from hov_donate.core.links import LinkPurpose
from hov_donate.core.references import spaced
from hov_donate.outbox.models import MailKind
from hov_donate.web.parts import KEY, Parts
from tests.pages.conftest import PublicSite
from tests.support.joining import SCALE
from tests.support.life import STAFF, Life, noon
from tests.support.limits import let_everyone_in
from tests.support.office import office_settings
from tests.support.words import GBP

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WAGED = {"class": "waged"}
NUMBERS = {"total_members": "900", "affiliated_members": "400"}


@dataclass
class OwnPage:
    """A site on which affiliations live that were made step by step, and their own pages."""

    site: PublicSite
    life: Life

    def path(self, affiliation: Affiliation, below: str = "") -> str:
        """The address of an own page, or of one below it."""
        made = Addresses("", self.site.parts.links)
        return made.own_page(affiliation.id, "en", now=self.life.clock.now()) + below

    def look(self, affiliation: Affiliation, below: str = "") -> TestResponse:
        """Open it."""
        return self.site.get(self.path(affiliation, below))

    def press(self, affiliation: Affiliation, below: str, **answers: str) -> TestResponse:
        """Send one of its forms."""
        return self.site.client.post(self.path(affiliation, below), data=answers)

    def fees(self, affiliation: Affiliation) -> list[str]:
        """What its terms cost, in order."""
        return [f"{term.fee.major:.2f}" for term in self.life.terms(affiliation)]


@pytest.fixture
def own(database_url: str) -> Iterator[OwnPage]:
    """A site on an empty database with a scale, on each engine, on 5 January 2026."""
    clock = FixedClock(noon(date(2026, 1, 5)))
    app = create_app(office_settings(database_url), clock)
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    life = Life(parts.database, parts.settings, parts.seal, clock)
    life.scale(SCALE)
    yield OwnPage(PublicSite(app, app.test_client()), life)
    parts.database.engine.dispose()


@pytest.fixture
def member(own: OwnPage) -> Affiliation:
    """Somebody who joined and has not paid yet."""
    return own.life.joins()


@pytest.fixture
def branch(own: OwnPage) -> Affiliation:
    """A branch of 350 that was approved and has not paid yet."""
    return own.life.affiliated()


def test_a_member_sees_how_it_stands_and_what_is_to_be_paid(own, member):
    page = own.look(member).text
    [invoice] = own.life.invoices(member)
    for words in (
        *("Waits for the fee", member.number, "Rosa Quiñones", "Waged", "To pay: £21.00"),
        *(spaced(invoice.invoice.reference), invoice.invoice.full_number, "Pay £21.00 by card"),
    ):
        assert words in page, words
    assert "Member card" not in page
    assert own.look(member, "/member-card.pdf").status_code == 404
    own.life.pays(member)
    page = own.look(member).text
    assert "Paid up" in page
    assert "To pay" not in page
    card = own.look(member, "/member-card.pdf")
    assert card.mimetype == "application/pdf"
    assert card.headers["Cache-Control"] == "no-store"


def test_a_branch_gets_invoice_credit_note_and_certificate(own, branch):
    [invoice] = own.life.invoices(branch)
    words = own.look(branch, f"/invoice/{invoice.invoice.id}").text
    for told in ("Example Union, Leeds 42", invoice.invoice.full_number, "£35.00", "IBAN"):
        assert told in words, told
    assert own.look(branch, f"/invoice/{invoice.invoice.id}.pdf").mimetype == "application/pdf"
    assert own.look(branch, "/certificate.pdf").status_code == 404
    own.life.pays(branch)
    assert "Certificate of affiliation (PDF)" in own.look(branch).text
    assert own.look(branch, "/certificate.pdf").data.startswith(b"%PDF")
    assert own.look(branch, "/member-card.pdf").status_code == 404
    own.life.redeclares(branch, 300)
    [(number, _)] = re.findall(r"credit-note/(\d+)\.pdf()", own.look(branch).text)
    assert own.look(branch, f"/credit-note/{number}.pdf").data.startswith(b"%PDF")


def test_nobody_sees_anothers_papers(own, member, branch):
    [invoice] = own.life.invoices(branch)
    for below in ("", ".pdf", "/pay"):
        send = own.press if below == "/pay" else own.look
        assert send(member, f"/invoice/{invoice.invoice.id}{below}").status_code == 404
    assert own.look(member, "/credit-note/1.pdf").status_code == 404
    assert own.look(member, "/numbers").status_code == 303
    assert own.look(member, "/certificate.pdf").status_code == 404


@ONCE
def test_the_link_is_the_right_and_ends(own, member):
    path = own.path(member)
    assert own.site.get(path).status_code == 200
    assert own.site.get(path[:-2]).status_code == 404
    links, now = own.site.parts.links, own.life.clock.now()
    gift = links.sign(LinkPurpose.GIFT, str(member.id), now=now, lasts=timedelta(days=1))
    assert own.site.get(f"/en/affiliation/{gift}").status_code == 404
    own.life.clock.moment = now + timedelta(days=401)
    answer = own.site.get(path)
    assert answer.status_code == 410
    assert "Send me a new link" in answer.text
    assert own.site.get(path).headers.get("Set-Cookie") is None


def test_an_officer_corrects_what_is_not_paid_and_sees_the_fee_first(own, branch):
    form = own.look(branch, "/numbers").text
    assert 'value="350"' in form
    look = own.press(branch, "/numbers", **NUMBERS)
    assert "£40.00" in look.text
    assert "a new one issued" in look.text
    assert own.fees(branch) == ["35.00"], "nothing is done before the second press"
    answer = own.press(branch, "/numbers", **NUMBERS, confirmed="yes")
    assert "done=corrected" in answer.headers["Location"]
    assert own.fees(branch) == ["40.00"]
    assert [it.owed for it in own.life.invoices(branch)] == [GBP("0.00"), GBP("40.00")]
    assert ChangeKind.DECLARED in own.life.history(branch)


def test_what_is_paid_stays_and_new_numbers_count_from_the_next_term_on(own, branch):
    own.life.pays(branch)
    look = own.press(branch, "/numbers", **NUMBERS)
    assert "count from then on" in look.text
    answer = own.press(branch, "/numbers", **NUMBERS, confirmed="yes")
    assert "done=next" in answer.headers["Location"]
    assert own.fees(branch) == ["35.00"]
    assert len(own.life.invoices(branch)) == 1


@ONCE
def test_numbers_that_cannot_be_are_told(own, branch):
    answer = own.press(branch, "/numbers", total_members="100", affiliated_members="many")
    assert answer.status_code == 422
    assert "Members affiliated on must be a whole number" in answer.text
    answer = own.press(branch, "/numbers", total_members="100", affiliated_members="101")
    assert "must not be more than members in total" in answer.text
    change = own.press(branch, "/numbers", **NUMBERS, change="yes")
    assert 'value="400"' in change.text


def test_a_member_renews_early_in_another_class_and_presses_twice(own, member):
    own.life.pays(member)
    form = own.look(member, "/renewal").text
    assert "from 5 January 2027 to 4 January 2028" in form
    assert form.count("at least £8") == 3
    assert "None of these" not in form, "there is no fee for who is in no class"
    answers = {"class": "student", "amount": "10"}
    assert "£10.00" in own.press(member, "/renewal", **answers).text
    for _ in range(2):
        answer = own.press(member, "/renewal", **answers, confirmed="yes")
        assert answer.status_code == 303
    assert own.fees(member) == ["21.00", "10.00"]
    assert own.life.now(member).status is AffiliationStatus.DUE
    assert own.life.now(member).member_class == "student"


@ONCE
def test_a_renewal_for_too_little_is_told(own, member):
    own.life.pays(member)
    answer = own.press(member, "/renewal", **{"class": "student", "amount": "5"})
    assert answer.status_code == 422
    assert "Amount must be £8 or more" in answer.text
    answer = own.press(member, "/renewal", **{"class": "", "amount": ""})
    assert answer.status_code == 422
    assert "Choose what fits you" in answer.text


@ONCE
def test_a_part_that_cannot_be_paid_is_told_beside_its_field(own, branch):
    [invoice] = own.life.invoices(branch)
    for typed, told in (("40", "Amount must be £35 or less"), ("", "Enter an amount")):
        below = f"/invoice/{invoice.invoice.id}/pay"
        answer = own.press(branch, below, amount=typed, part="yes")
        assert answer.status_code == 422
        assert told in answer.text
        assert 'href="#amount"' in answer.text
    answer = own.press(branch, f"/invoice/{invoice.invoice.id}/pay")
    assert answer.status_code == 503, "Stripe cannot be reached from here"
    assert "We could not reach the card service" in answer.text


@ONCE
def test_anybody_who_knows_the_reference_may_pay_and_reads_no_name(own, branch):
    [invoice] = own.life.invoices(branch)
    path = f"/en/pay/{invoice.invoice.reference}"
    page = own.site.get(path).text
    assert "To pay: £35.00" in page
    assert "Leeds" not in page
    assert own.site.client.post(path, data={"part": "yes", "amount": "99"}).status_code == 422
    assert own.site.client.post(path).status_code == 503
    assert own.site.get("/en/pay/22222222").status_code == 404
    own.life.pays(branch)
    assert "Nothing is left to pay" in own.site.get(path).text
    assert own.site.client.post(path).status_code == 303


def test_who_leaves_may_say_why_and_owes_nothing_more(own, member):
    assert "End your membership?" in own.look(member, "/end").text
    for _ in range(2):
        assert own.press(member, "/end", reason="Moving").status_code == 303
    assert own.life.now(member).status is AffiliationStatus.RESIGNED
    assert own.life.owed(member) == []
    assert "Ended" in own.look(member).text
    assert len(own.life.letters(MailKind.AFFILIATION_ENDED)) == 1


def test_the_link_is_asked_for_by_mail_and_nobody_learns_who_is_known(own, member):
    known, unknown = (
        own.site.client.post("/en/affiliation", data={"email": email})
        for email in ("rosa@people.example", "nobody@people.example")
    )
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    letters = own.life.letters(MailKind.AFFILIATION_LINK)
    assert [letter.details_id == member.details_id for letter in letters] == [True, False]
    wrong = own.site.client.post("/en/affiliation", data={"email": "rosa"})
    assert wrong.status_code == 422


@ONCE
def test_links_are_not_sent_without_end(own, member):
    for _ in range(5):
        answer = own.site.client.post("/en/affiliation", data={"email": "rosa@people.example"})
        assert answer.status_code == 200
    answer = own.site.client.post("/en/affiliation", data={"email": "rosa@people.example"})
    assert answer.status_code == 429
    assert len(own.life.letters(MailKind.AFFILIATION_LINK)) == 1


@ONCE
def test_arrears_say_what_they_bring(own, member):
    own.life.pays(member)
    own.life.on(date(2027, 5, 1))
    own.life.stands(member)
    page = own.look(member).text
    assert "In arrears" in page
    assert "there is a voice but no vote" in page
    assert "Renew now" in page


def lapsed(own: OwnPage, branch: Affiliation) -> Affiliation:
    """It did not pay for its second year, and in May that was enough."""
    own.life.pays(branch)
    own.life.renews(branch)
    own.life.on(date(2027, 5, 1))
    own.life.stands(branch)
    own.life.do(
        operations.lapse,
        affiliation_id=branch.id,
        actor=STAFF,
        reason="No answer",
        minute_reference="EC 7",
    )
    return branch


def test_whoever_lapsed_reads_the_way_back_and_nothing_of_arrears(own, branch):
    page = own.look(lapsed(own, branch)).text
    assert "It holds again as soon as today is paid for." in page
    assert "there is a voice but no vote" not in page
    assert "To pay: £35.00" in page


@pytest.mark.parametrize(
    ("paid_on", "word"), [(date(2027, 6, 1), "Paid up"), (date(2028, 2, 1), "Due")]
)
def test_whoever_lapsed_is_back_by_paying_in_the_year_or_its_grace(own, branch, paid_on, word):
    lapsed(own, branch)
    own.life.on(paid_on)
    own.life.pays(branch)
    assert f">{word}.</strong>" in own.look(branch).text


def test_whoever_pays_an_old_year_later_still_renews_from_that_day(own, branch):
    lapsed(own, branch)
    own.life.on(date(2028, 6, 1))
    own.life.pays(branch)
    page = own.look(branch).text
    assert "Lapsed" in page
    assert "Renew now" in page
    own.life.renews(branch)
    own.life.pays(branch)
    assert own.life.terms(branch)[-1].starts_on == date(2028, 6, 1)
    assert own.life.now(branch).status is AffiliationStatus.ACTIVE


def test_nobody_is_offered_two_terms_ahead(own, branch):
    own.life.pays(branch)
    assert re.search(r'class="quiet" href="[^"]+">Renew now', own.look(branch).text)
    own.life.renews(branch)
    own.life.pays(branch)
    assert "Renew now" not in own.look(branch).text
    own.life.on(date(2027, 12, 20))
    assert re.search(r'class="main" href="[^"]+">Renew now', own.look(branch).text)


@ONCE
def test_every_page_keeps_its_address_to_itself(own, member):
    for below in ("", "/renewal", "/end", "/invoice/1"):
        page = own.look(member, below)
        if page.status_code == 200:
            assert '<meta name="referrer" content="no-referrer">' in page.text, below
            assert page.headers["Cache-Control"] == "no-store", below
