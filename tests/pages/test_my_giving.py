"""A donor's own page, opened by a signed link that is sent on request."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.sealing import Identity
from hov_donate.core.links import LinkPurpose
from hov_donate.core.references import spaced
from hov_donate.donations.history import GIFTS_ON_A_PAGE
from hov_donate.donations.processes import forget_strangers
from hov_donate.gateway.port import Interval
from hov_donate.outbox.models import MailKind, OutboxMessage, OutboxStatus
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus
from tests.support.links import gift_url
from tests.support.office import DONOR, Office
from tests.support.words import GBP

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SOMEWHERE = "198.51.100.7"
KARL = Identity("Karl", "karl@people.example")


def own_page(office: Office, reference: str, *, days: int = 1) -> str:
    """The address of the page of whoever made a gift."""
    with office.database.reading() as session:
        payment = payment_by_reference(session, reference)
        assert payment
        contact = session.get_one(ContactDetails, payment.details_id).contact_id
    token = office.parts.links.sign(
        LinkPurpose.MY_GIVING, str(contact), now=office.clock.now(), lasts=timedelta(days=days)
    )
    return f"/en/my-giving/{token}"


def ask(office: Office, email: str = DONOR.email, address: str = SOMEWHERE) -> TestResponse:
    browser = office.browser()
    return browser.post(
        "/en/my-giving", data={"email": email}, environ_base={"REMOTE_ADDR": address}
    )


def link_letters(office: Office) -> list[OutboxMessage]:
    with office.database.reading() as session:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == MailKind.MY_GIVING_LINK)
        return list(session.scalars(wanted.order_by(OutboxMessage.id)))


def test_asking_again_within_a_quarter_of_an_hour_sends_no_second_letter(office: Office) -> None:
    office.gift(GBP("20.00"))
    for _ in range(3):
        assert ask(office).status_code == 200
    assert len(link_letters(office)) == 1
    office.clock.advance(timedelta(minutes=15))
    ask(office)
    assert len(link_letters(office)) == 2


def test_the_letter_goes_to_whoever_gave_and_names_no_address(office: Office) -> None:
    reference = office.gift(GBP("20.00"))
    ask(office, f"  {DONOR.email.upper()} ")
    [letter] = link_letters(office)
    with office.database.reading() as session:
        payment = payment_by_reference(session, reference)
    assert payment
    assert letter.details_id == payment.details_id
    assert DONOR.email not in letter.object_id


@ONCE
def test_one_address_may_ask_five_times_in_ten_minutes_known_or_not(office: Office) -> None:
    office.gift(GBP("20.00"))
    for email in (DONOR.email, "nobody@people.example"):
        answers = [ask(office, email) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert "Too many letters were asked for" in answers[-1].text
        assert int(answers[-1].headers["Retry-After"]) <= 600
    assert ask(office, "somebody-else@people.example").status_code == 200
    office.clock.advance(timedelta(minutes=10))
    assert ask(office).status_code == 200


@ONCE
def test_one_neighbourhood_may_ask_thirty_times_in_ten_minutes(office: Office) -> None:
    statuses = [ask(office, f"somebody{n}@people.example").status_code for n in range(31)]
    assert statuses == [200] * 30 + [429]
    assert ask(office, "far@people.example", "203.0.113.9").status_code == 200


@ONCE
def test_asking_for_links_uses_up_nothing_of_what_donors_may_try(office: Office) -> None:
    office.gift(GBP("20.00"))
    for _ in range(6):
        ask(office)
    token = re.search(r'name="token" value="([^"]+)"', office.browser().get("/en/donate").text)
    assert token
    answer = office.browser().post(
        "/en/donate",
        data={
            "token": token[1],
            "frequency": "once",
            "currency": "GBP",
            "choice": "GBP-20",
            "email": DONOR.email,
        },
        environ_base={"REMOTE_ADDR": SOMEWHERE},
    )
    assert answer.status_code == 503  # let through, to a Stripe that cannot be reached


@ONCE
@pytest.mark.parametrize("typed", ["", "rosa", "a" * 300 + "@people.example"])
def test_an_address_that_cannot_be_one_is_told(office: Office, typed: str) -> None:
    answer = ask(office, typed)
    assert answer.status_code == 422
    assert "<title>Error: My giving" in answer.text
    assert '<a href="#email">' in answer.text
    assert link_letters(office) == []


def test_letters_to_nobody_are_forgotten(office: Office) -> None:
    ask(office, "nobody@people.example")
    with office.database.writing() as work:
        [letter] = work.session.scalars(select(OutboxMessage))
        letter.status = OutboxStatus.DROPPED
    forget_strangers(office.database)
    assert len(link_letters(office)) == 1
    office.clock.advance(timedelta(days=1, seconds=1))
    forget_strangers(office.database)
    assert link_letters(office) == []


@ONCE
def test_the_page_is_kept_nowhere_and_found_by_nobody(office: Office) -> None:
    page = office.browser().get(own_page(office, office.gift(GBP("20.00"))))
    assert page.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in page.text
    assert '<meta name="referrer" content="no-referrer">' in page.text
    assert "Set-Cookie" not in page.headers
    assert DONOR.email not in page.text
    assert DONOR.name not in page.text


@ONCE
def test_a_link_for_something_else_or_forged_opens_nothing(office: Office) -> None:
    reference = office.gift(GBP("20.00"))
    good = own_page(office, reference)
    gift = gift_url(office.parts, reference, "en").rpartition("/")[2]
    for path in (good[:-1], f"/en/my-giving/{gift}", "/en/my-giving/forged"):
        assert office.browser().get(path).status_code == 404
    office.clock.advance(timedelta(days=2))
    late = office.browser().get(good)
    assert late.status_code == 410
    assert 'href="/en/my-giving"' in late.text


def test_older_gifts_are_on_further_pages_and_no_page_reads_more(office: Office) -> None:
    references = [office.gift(GBP("5.00")) for _ in range(GIFTS_ON_A_PAGE)]
    address = own_page(office, references[0])
    browser = office.browser()
    few = statements(office, browser, address)
    references += [office.gift(GBP("5.00")) for _ in range(5)]
    assert statements(office, browser, address) == few
    seen: list[str] = []
    while address:
        page = browser.get(address).text
        seen += re.findall(r'class="code" dir="ltr">(\w{4} \w{4})<', page)
        older = re.search(r'href="([^"]+before=\d+)"', page)
        address = older[1] if older else ""
    assert seen == [spaced(reference) for reference in reversed(references)]


def statements(office: Office, browser: FlaskClient, address: str) -> int:
    """How many statements a page needs."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(office.database.engine, "before_cursor_execute", note)
    browser.get(address)
    event.remove(office.database.engine, "before_cursor_execute", note)
    return len(sent)


def test_gifts_made_with_the_same_address_are_one_history(office: Office) -> None:
    office.gift(GBP("5.00"), identity=Identity("R.", DONOR.email.upper()))
    office.gift(GBP("9.00"), identity=KARL)
    page = office.browser().get(own_page(office, office.gift(GBP("7.00")))).text
    assert "£5.00" in page
    assert "£7.00" in page
    assert "£9.00" not in page


@ONCE
@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("", "2026-12-31", "first"),
        ("2026-01-01", "soon", "last"),
        ("2026-12-31", "2026-01-01", "last"),
        ("2026-02-30", "2026-12-31", "first"),
    ],
)
def test_a_span_of_days_that_is_none_is_told(
    office: Office, first: str, last: str, field: str
) -> None:
    address = own_page(office, office.gift(GBP("20.00")))
    answer = office.browser().get(
        f"{address}/statement.pdf", query_string={"first": first, "last": last}
    )
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("status", [each for each in PaymentStatus if each.received])
def test_every_standing_of_a_gift_has_words_of_its_own(
    office: Office, status: PaymentStatus
) -> None:
    reference = office.gift(GBP("20.00"))
    with office.database.writing() as work:
        payment = work.session.scalars(select(Payment)).one()
        payment.status = status
    page = office.browser().get(own_page(office, reference)).text
    assert "£20.00" in page
    gift = office.browser().get(gift_url(office.parts, reference, "en")).text
    assert "not completed" not in gift
    assert "2026-000001" in gift


@pytest.mark.parametrize(
    "path",
    [
        f"{10**30}.pdf",
        "0.pdf",
        "%00/cancel",
        "7KQM3XPX/amount",
        f"{'x' * 3000}/amount",
        "é/cancel",
        "23456789/cancel",
    ],
)
def test_an_address_that_names_nothing_is_not_found(office: Office, path: str) -> None:
    address = own_page(office, office.gift(GBP("20.00")))
    assert office.browser().get(f"{address}/{path}").status_code == 404


@pytest.mark.parametrize("before", [str(10**30), "-1", "x", "", "1", "\x00"])
def test_a_further_page_that_is_none_shows_what_there_is(office: Office, before: str) -> None:
    address = own_page(office, office.gift(GBP("20.00")))
    page = office.browser().get(address, query_string={"before": before, "done": before})
    assert page.status_code == 200
    assert ("£20.00" in page.text) is (before != "1")


@ONCE
@pytest.mark.parametrize("page", ["card", "skip"])
def test_a_button_opened_as_an_address_leads_back(office: Office, page: str) -> None:
    reference = office.gift(GBP("20.00"))
    address = own_page(office, reference)
    with office.database.writing() as work:
        first = payment_by_reference(work.session, reference)
        assert first
        work.session.add(
            Subscription(
                reference=reference,
                stripe_subscription_id="sub_1",
                stripe_customer_id="cus_1",
                purpose=first.purpose,
                details_id=first.details_id,
                amount_minor=2000,
                currency="GBP",
                interval=Interval.MONTH,
                status=SubscriptionStatus.ACTIVE,
                stripe_status="active",
                started_at=work.now,
            )
        )
    answer = office.browser().get(f"{address}/{reference}/{page}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == address
