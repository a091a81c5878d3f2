"""A gift's own page, opened by its signed link."""

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from hov_donate.campaign.numbers.operations import publish_figures
from hov_donate.core.links import LinkPurpose
from hov_donate.core.references import spaced
from hov_donate.gateway.port import Interval
from hov_donate.payments.models import Subscription, UnmatchedPayment
from hov_donate.payments.operations import begin_attempt, record_opened
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus, UnmatchedReason
from tests.support.endorsements import body, endorses
from tests.support.office import DONOR, Office
from tests.support.words import GBP, JPY


def token(office: Office, reference: str, *, days: int = 400) -> str:
    return office.parts.links.sign(
        LinkPurpose.GIFT, reference, now=office.clock.now(), lasts=timedelta(days=days)
    )


def opened(office: Office) -> str:
    """A gift whose donor went on to Stripe's page."""
    reference = office.ask(GBP("20.00"))
    checkout = office._checkout(reference, GBP("20.00"))
    with office.database.writing() as work:
        payment = payment_by_reference(work.session, reference)
        assert payment
        begin_attempt(work, payment=payment, expires_at=checkout.expires_at)
        record_opened(work, payment=payment, number=1, checkout=checkout)
    return reference


def open_gift(office: Office, reference: str, language: str = "en") -> TestResponse:
    return office.browser().get(f"/{language}/gift/{token(office, reference)}")


def test_a_paid_gift_is_confirmed_with_amount_reference_and_receipt(office: Office) -> None:
    reference = office.gift(GBP("20.00"))
    page = open_gift(office, reference)
    assert page.status_code == 200
    for words in ("Thank you", "£20.00", spaced(reference), "2026-000001", "What happens next"):
        assert words in page.text
    assert "IBAN" not in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_gave_reads_what_the_campaign_achieved_by_its_published_figures(
    office: Office,
) -> None:
    reference = office.gift(GBP("20.00"))
    assert "achieved together" not in open_gift(office, reference).text, "nothing was published"
    endorses(office.database, body(office.database, "Rail Union", members=5_378_000))
    with office.database.writing() as work:
        publish_figures(work, today=work.now.date(), actor="staff:1")
    text = open_gift(office, reference).text
    assert "Organisations that stand by us represent more than 5,300,000 workers." in text
    assert "have signed" not in text, "nobody has yet"


def test_the_page_tells_no_name_and_no_address(office: Office) -> None:
    page = open_gift(office, office.gift(GBP("20.00"))).text
    assert DONOR.email not in page
    assert DONOR.name not in page


def test_the_page_can_be_opened_again_and_is_kept_nowhere(office: Office) -> None:
    reference = office.gift(GBP("20.00"))
    office.clock.advance(timedelta(days=300))
    page = open_gift(office, reference)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Thank you" in page.text


def test_the_receipt_is_a_pdf_named_by_its_number(office: Office) -> None:
    reference = office.gift(JPY("5000"))
    answer = office.browser().get(f"/es/gift/{token(office, reference)}/receipt.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert "2026-000001.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refunded_gift_says_so(office: Office) -> None:
    reference = office.gift(GBP("20.00"))
    office.hear(reference, GBP("20.00"), refunded=2000)
    page = open_gift(office, reference).text
    assert "Your gift was refunded" in page
    assert "Thank you" not in page


@pytest.mark.parametrize(
    ("status", "heading", "advice"),
    [
        (PaymentStatus.PROCESSING, "Your gift is on its way", "you need not do anything"),
        (PaymentStatus.FAILED, "Your gift did not arrive", "You can try again"),
        (PaymentStatus.PARTLY_REFUNDED, "A part of your gift was refunded", "up to ten days"),
        (PaymentStatus.DISPUTED, "Your bank is looking into your gift", "tell your bank"),
        (PaymentStatus.PARTLY_CHARGED_BACK, "Your bank took back a part", "you can give again"),
        (PaymentStatus.CHARGED_BACK, "Your bank took your gift back", "you can give again"),
        (PaymentStatus.REVERSED, "Your bank took your gift back", "you can give again"),
        (PaymentStatus.EXPIRED, "Your gift is not completed", "where you left it"),
    ],
)
def test_every_standing_is_told_with_what_to_do(
    office: Office, status: PaymentStatus, heading: str, advice: str
) -> None:
    reference = (office.gift if status.received else office.ask)(GBP("20.00"))
    stand(office, reference, status=status)
    page = open_gift(office, reference)
    assert page.status_code == 200
    assert f"<h1>{heading}" in page.text
    assert advice in page.text
    assert "Thank you" not in page.text
    assert ("Continue to pay by card" in page.text) is status.payable
    assert "Send me my link" not in page.text


def stand(office: Office, reference: str, **facts: object) -> None:
    with office.database.writing() as work:
        payment = payment_by_reference(work.session, reference)
        assert payment
        for name, value in facts.items():
            setattr(payment, name, value)


def test_a_failed_instalment_is_settled_at_stripe_and_never_paid_twice(office: Office) -> None:
    reference = office.ask(GBP("20.00"))
    subscription = recurring(office, reference)
    stand(
        office,
        reference,
        status=PaymentStatus.FAILED,
        subscription_id=subscription,
        hosted_url="https://invoice.stripe.com/i/1",
    )
    page = open_gift(office, reference)
    assert 'href="https://invoice.stripe.com/i/1"' in page.text
    assert "Continue to pay by card" not in page.text
    assert "IBAN" not in page.text
    answer = office.browser().post(f"/gift/{token(office, reference)}/resume")
    assert answer.status_code == 303
    assert "/en/gift/" in answer.headers["Location"]


def recurring(office: Office, reference: str) -> int:
    with office.database.writing() as work:
        first = payment_by_reference(work.session, reference)
        assert first
        subscription = Subscription(
            reference=reference,
            stripe_subscription_id="sub_1",
            stripe_customer_id="cus_1",
            purpose=first.purpose,
            details_id=first.details_id,
            amount_minor=first.amount_minor,
            currency=first.currency,
            interval=Interval.MONTH,
            status=SubscriptionStatus.PAST_DUE,
            stripe_status="past_due",
            started_at=work.now,
        )
        work.session.add(subscription)
        work.session.flush()
        return subscription.id


def test_another_gifts_document_is_not_opened_by_this_link(office: Office) -> None:
    mine, other = office.gift(GBP("20.00")), office.gift(GBP("30.00"))
    browser = office.browser()
    files = re.findall(r'href="(/en/gift/\S+/\d+\.pdf)"', open_gift(office, mine).text)
    assert len(files) == 1
    assert browser.get(files[0]).data.startswith(b"%PDF")
    foreign = files[0].replace(token(office, mine), token(office, other))
    assert browser.get(foreign).status_code == 404


def test_an_unpaid_gift_can_be_taken_up_or_sent_from_a_bank(office: Office) -> None:
    reference = office.ask(GBP("20.00"))
    page = open_gift(office, reference)
    assert "Your gift is not completed" in page.text
    assert f'action="/en/gift/{token(office, reference)}/resume"' in page.text
    assert "IBAN" in page.text
    assert page.text.count(spaced(reference)) == 2


def test_while_stripe_is_silent_the_page_looks_again_a_few_times(office: Office) -> None:
    reference = opened(office)
    page = open_gift(office, reference)
    assert "We are confirming your gift" in page.text
    seconds, _, address = page.headers["Refresh"].partition("; url=")
    assert int(seconds) > 0
    assert address.endswith("check=1")
    last = office.browser().get(address.replace("check=1", "check=6"))
    assert "Check again" in last.text
    assert "Refresh" not in last.headers
    assert "Refresh" not in office.browser().get(address.replace("=1", "=-9999999999")).headers


def test_money_that_differs_is_acknowledged(office: Office) -> None:
    reference = office.ask(GBP("20.00"))
    with office.database.writing() as work:
        work.session.add(
            UnmatchedPayment(
                stripe_payment_intent_id="pi_1",
                reason=UnmatchedReason.AMOUNT_DIFFERS,
                reference=reference,
                amount_minor=1900,
                currency="GBP",
                noticed_at=work.now,
            )
        )
    page = open_gift(office, reference).text
    assert "We received your payment" in page
    assert "Continue to pay" not in page


def test_taking_up_a_gift_without_stripe_says_that_nothing_was_taken(office: Office) -> None:
    reference = office.ask(GBP("20.00"))
    answer = office.browser().post(f"/gift/{token(office, reference)}/resume")
    assert answer.status_code == 503
    assert "We could not reach the card service" in answer.text
    assert "<title>Error:" in answer.text


def test_taking_up_a_paid_gift_leads_to_its_page(office: Office) -> None:
    reference = office.gift(GBP("20.00"))
    answer = office.browser().post(f"/gift/{token(office, reference)}/resume")
    assert answer.status_code == 303
    assert "/en/gift/" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["", "/receipt.pdf"])
def test_a_link_that_is_forged_or_old_opens_nothing(office: Office, path: str) -> None:
    reference = office.gift(GBP("20.00"))
    good = token(office, reference, days=1)
    browser = office.browser()
    assert browser.get(f"/gift/{good[:-1]}{path}").status_code == 404
    other = office.parts.links.sign(
        LinkPurpose.GIVE, reference, now=office.clock.now(), lasts=timedelta(days=1)
    )
    assert browser.get(f"/gift/{other}{path}").status_code == 404
    office.clock.advance(timedelta(days=2))
    assert browser.get(f"/gift/{good}{path}").status_code == 410


def test_a_gift_without_a_receipt_yet_has_no_pdf(office: Office) -> None:
    reference = office.ask(GBP("20.00"))
    answer = office.browser().get(f"/gift/{token(office, reference)}/receipt.pdf")
    assert answer.status_code == 404
