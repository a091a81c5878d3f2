"""What a treasurer finds in each room."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event as event_of_engine
from sqlalchemy import update

from hov_donate.contacts.models import ContactDetails
from hov_donate.core.clock import FixedClock
from hov_donate.core.money import Money
from hov_donate.core.references import spaced
from hov_donate.gateway.port import Interval
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.payments.models import Dispute, Subscription
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import DisputeStatus, SubscriptionStatus
from hov_donate.web.database import db
from hov_donate.web.parts import KEY
from tests.support.office import NOON, Office, open_office

ROOMS = ("", "gifts", "recurring", "disputes", "ledger", "reconciliation", "inbox", "outbox")


def gbp(amount: str) -> Money:
    return Money.of_major(amount, "GBP")


def event(office: Office, status: InboxStatus, object_id: str = "pi_x", error: str = "") -> int:
    row = InboxEvent(
        stripe_event_id=f"evt_{object_id}_{status}",
        type="payment_intent.succeeded",
        object_type="payment_intent",
        object_id=object_id,
        api_version="2026-10-28.endive",
        created_at=NOON,
        received_at=NOON,
        status=status,
        attempts=12 if error else 0,
        next_attempt_at=NOON,
        last_error=error or None,
    )
    with office.database.writing() as work:
        work.session.add(row)
        work.session.flush()
    return row.id


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_room_opens_empty_and_says_what_will_come(office: Office, language: str) -> None:
    desk = office.signed_in(language)
    for room in ROOMS:
        page = desk.get(f"/office/{room}")
        assert page.status_code == 200
        assert page.text.count("<h1>") == 1
        if room:
            assert 'class="empty"' in page.text


def test_a_paid_gift_is_in_every_room(office: Office) -> None:
    reference = office.gift(gbp("1234.50"))
    desk = office.signed_in()
    shown = spaced(reference)
    assert shown in desk.get("/office/gifts").text
    ledger = desk.get("/office/ledger").text
    assert shown in ledger
    assert "£1,234.50" in ledger
    assert "−£1,234.50" in ledger or "-£1,234.50" in ledger
    assert shown in desk.get("/office/outbox").text


def test_a_gift_shows_its_whole_history(office: Office) -> None:
    reference = office.gift(gbp("20.00"))
    event(office, InboxStatus.APPLIED, f"pi_{reference}")
    desk = office.signed_in()
    page = desk.get(f"/office/gifts/{reference}").text
    for text in (
        "£20.00",
        "Paid",
        "Ανδρέας O&#39;Brien",
        "giver@example.org",
        "Keep my name.",
        f"cs_test_{reference}",
        f"pi_{reference}",
        f"txn_{reference}",
        "Stripe has the money",
        f"evt_pi_{reference}_applied",
        "2026-000001",
    ):
        assert text in page, text


def test_the_receipt_opens_as_a_pdf(office: Office) -> None:
    reference = office.gift(gbp("20.00"))
    desk = office.signed_in()
    answer = desk.get(f"/office/gifts/{reference}/receipt.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert desk.get(f"/office/gifts/{office.ask(gbp('5'))}/receipt.pdf").status_code == 404


@pytest.mark.parametrize("how", ["{r}", "{s}", "{l}", " {s} ", "pi_{r}", "ch_{r}", "cs_test_{r}"])
def test_a_gift_is_found_by_what_the_donor_or_stripe_calls_it(office: Office, how: str) -> None:
    reference, other = office.gift(gbp("20.00")), office.gift(gbp("30.00"))
    desk = office.signed_in()
    typed = how.format(r=reference, s=spaced(reference), l=reference.lower())
    page = desk.client.get("/office/gifts", query_string={"q": typed}).text
    assert f"/office/gifts/{reference}" in page
    assert f"/office/gifts/{other}" not in page


def test_gifts_are_found_by_exact_email_whatever_its_capitals(office: Office) -> None:
    reference = office.gift(gbp("20.00"))
    desk = office.signed_in()
    assert reference in desk.get("/office/gifts?q=Giver@Example.org").text
    assert reference not in desk.get("/office/gifts?q=iver@example.org").text


@pytest.mark.parametrize("typed", ["2222 2222", "%00", "_", "@", "'", "%25", "a" * 400, "pi_none"])
def test_a_search_that_finds_nothing_says_so(office: Office, typed: str) -> None:
    office.gift(gbp("20.00"))
    page = office.signed_in().get(f"/office/gifts?q={typed}")
    assert page.status_code == 200
    assert "No gift was found" in page.text or typed == "%00"


def test_gifts_can_be_narrowed_to_a_status(office: Office) -> None:
    paid, begun = office.gift(gbp("20.00")), office.ask(gbp("30.00"))
    desk = office.signed_in()
    page = desk.get("/office/gifts?status=created").text
    assert begun in page
    assert paid not in page
    assert paid in desk.get("/office/gifts?status=nonsense&before=x&after=-1").text


def test_the_list_of_gifts_can_be_walked_to_its_end_and_back(office: Office) -> None:
    references = [office.ask(gbp("5")) for _ in range(120)][::-1]
    desk = office.signed_in()
    first = desk.get("/office/gifts").text
    second_path = next_link(first, "next")
    second = desk.get(second_path).text
    third = desk.get(next_link(second, "next")).text
    assert shown_on(first, references) == references[:50]
    assert shown_on(second, references) == references[50:100]
    assert shown_on(third, references) == references[100:]
    assert 'rel="next"' not in third
    back = desk.get(next_link(third, "prev")).text
    assert shown_on(back, references) == references[50:100]
    newest = desk.get(next_link(back, "prev")).text
    assert shown_on(newest, references) == references[:50]
    assert 'rel="prev"' not in newest


def next_link(page: str, rel: str) -> str:
    return page.split(f'rel="{rel}" href="')[1].split('"')[0].replace("&amp;", "&")


def shown_on(page: str, references: list[str]) -> list[str]:
    return [it for it in references if f'/office/gifts/{it}"' in page]


def test_a_reference_in_small_letters_leads_to_the_gift(office: Office) -> None:
    reference = office.ask(gbp("5"))
    desk = office.signed_in()
    answer = desk.get(f"/office/gifts/{reference.lower()}")
    assert answer.headers["Location"] == f"/office/gifts/{reference}"
    assert desk.get("/office/gifts/22222222").status_code == 404
    assert desk.get("/office/gifts/none").status_code == 404


def test_an_erased_donor_has_no_name_anywhere(office: Office) -> None:
    reference = office.gift(gbp("20.00"))
    desk = office.signed_in()
    with office.database.writing() as work:
        work.session.execute(update(ContactDetails).values(sealed=None, email_digest=None))
    assert "erased" in desk.get("/office/gifts").text
    page = desk.get(f"/office/gifts/{reference}").text
    assert "The name and address were erased" in page
    assert "giver@example.org" not in page


def test_a_failed_event_is_shown_first_and_can_be_tried_again(office: Office) -> None:
    event_id = event(office, InboxStatus.FAILED, error="GatewayError: <b>no</b>")
    desk = office.signed_in()
    assert "Failed events: <strong>1</strong>" in desk.get("/office/").text
    page = desk.get("/office/inbox").text
    assert "GatewayError: &lt;b&gt;no&lt;/b&gt;" in page
    assert page.index("Failed: each needs a person") < page.index("the last received first")
    answer = desk.post(f"/office/inbox/{event_id}/retry")
    assert answer.status_code == 303
    after = desk.get("/office/inbox").text
    assert "back in line" in after
    assert "Failed: each needs a person" not in after
    assert "Waiting to be applied" in after
    desk.post(f"/office/inbox/{event_id}/retry")
    assert "does not need to be tried again" in desk.get("/office/inbox").text


def test_a_failed_letter_can_be_tried_again_and_shows_no_address(office: Office) -> None:
    office.gift(gbp("20.00"))
    with office.database.writing() as work:
        work.session.execute(
            update(OutboxMessage).values(status=OutboxStatus.FAILED, last_error="550 no such user")
        )
        message_id = work.session.query(OutboxMessage.id).scalar()
    desk = office.signed_in()
    page = desk.get("/office/outbox?status=failed").text
    assert "550 no such user" in page
    assert "giver@example.org" not in page
    assert desk.post(f"/office/outbox/{message_id}/retry").status_code == 303
    assert "No letter has this status" in desk.get("/office/outbox?status=failed").text


def test_checking_without_stripe_says_that_it_did_not_answer(office: Office) -> None:
    desk = office.signed_in()
    desk.get("/office/reconciliation")
    assert desk.post("/office/reconciliation/check").status_code == 303
    page = desk.get("/office/reconciliation").text
    assert "Stripe did not answer" in page
    assert "Continue the check" in page


def test_checking_a_gift_without_stripe_does_not_claim_to_have_checked(office: Office) -> None:
    reference = office.gift(gbp("20.00"))
    desk = office.signed_in()
    desk.get(f"/office/gifts/{reference}")
    answer = desk.post(f"/office/gifts/{reference}/check")
    assert answer.headers["Location"] == f"/office/gifts/{reference}"
    assert "Stripe told nothing about this gift" in desk.get(f"/office/gifts/{reference}").text


def test_money_of_another_amount_than_asked_waits_for_a_person(office: Office) -> None:
    reference = office.ask(gbp("20.00"))
    office.hear(reference, gbp("19.00"))
    desk = office.signed_in()
    assert "Unmatched payments: <strong>1</strong>" in desk.get("/office/").text
    page = desk.get("/office/reconciliation").text
    assert "Another amount than was asked" in page
    assert "£19.00" in page
    assert "Another amount than was asked" in desk.get(f"/office/gifts/{reference}").text


def test_unmatched_money_that_went_back_whole_waits_for_nobody(office: Office) -> None:
    reference = office.ask(gbp("20.00"))
    office.hear(reference, gbp("19.00"))
    office.hear(reference, gbp("19.00"), refunded=1900)
    desk = office.signed_in()
    assert "Unmatched payments: <strong>1</strong>" not in desk.get("/office/").text
    page = desk.get("/office/reconciliation").text
    assert "Money that answers nothing we asked for" not in page
    assert "Settled lately" in page
    assert f"pi_{reference}" in page


def test_two_currencies_are_never_added_up(office: Office) -> None:
    office.gift(gbp("20.00"))
    office.gift(Money(2000, "JPY"))
    page = office.signed_in().get("/office/ledger").text
    assert "£20.00" in page
    assert "¥2,000" in page


def test_the_ledger_can_be_narrowed_to_an_account(office: Office) -> None:
    office.gift(gbp("20.00"))
    desk = office.signed_in()
    assert "Entries, the newest day first" in desk.get("/office/ledger?account=stripe_fees").text
    assert "Nothing has been posted" in desk.get("/office/ledger?account=suspense").text


@pytest.mark.parametrize("path", ["inbox/99999999999999999999/retry", "outbox/0/retry"])
def test_retrying_what_is_not_there_breaks_nothing(office: Office, path: str) -> None:
    desk = office.signed_in()
    desk.get("/office/")
    assert desk.post(f"/office/{path}").status_code in {303, 404}


@pytest.mark.parametrize("room", ["gifts", "recurring", "disputes", "ledger", "outbox", ""])
def test_a_room_asks_the_database_as_often_for_many_gifts_as_for_one(
    office: Office, room: str
) -> None:
    mishap(office, office.gift(gbp("5.00")))
    desk = office.signed_in()
    few = statements(office, lambda: desk.get(f"/office/{room}"))
    for _ in range(20):
        mishap(office, office.gift(gbp("5.00")))
    assert statements(office, lambda: desk.get(f"/office/{room}")) == few


def test_the_list_of_recurring_gifts_can_be_walked_to_its_end_and_back(office: Office) -> None:
    references = [office.gift(gbp("5.00")) for _ in range(60)][::-1]
    for reference in references[::-1]:
        mishap(office, reference)
    desk = office.signed_in()
    first = desk.get("/office/recurring?status=active").text
    second = desk.get(next_link(first, "next")).text
    shown = [
        [it for it in references if f'/office/recurring/{it}"' in page] for page in (first, second)
    ]
    assert shown == [references[:50], references[50:]]
    assert "status=active" in next_link(second, "prev")
    assert references[0] in desk.get(next_link(second, "prev")).text


def mishap(office: Office, reference: str) -> None:
    """The gift comes again and again, and is disputed twice, once for good."""
    with office.database.writing() as work:
        payment = payment_by_reference(work.session, reference)
        assert payment is not None
        standing = Subscription(
            reference=reference,
            stripe_subscription_id=f"sub_{reference}",
            stripe_customer_id=f"cus_{reference}",
            purpose=payment.purpose,
            details_id=payment.details_id,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            interval=Interval.MONTH,
            status=SubscriptionStatus.ACTIVE,
            stripe_status="active",
            started_at=NOON,
        )
        disputes = [
            Dispute(
                stripe_dispute_id=f"du_{status}_{reference}",
                payment_id=payment.id,
                stripe_payment_intent_id=f"pi_{reference}",
                amount_minor=payment.amount_minor,
                currency=payment.currency,
                status=status,
                reason="fraudulent",
                opened_at=NOON,
            )
            for status in (DisputeStatus.LOST, DisputeStatus.NEEDS_RESPONSE)
        ]
        work.session.add_all([standing, *disputes])


def test_a_dispute_that_must_be_answered_is_on_the_first_page(office: Office) -> None:
    mishap(office, office.gift(gbp("20.00")))
    assert "Disputes to answer: <strong>1</strong>" in office.signed_in().get("/office/").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("sk_test_of_an_account", "https://dashboard.stripe.com/test/payments/"),
        ("sk_live_of_an_account", "https://dashboard.stripe.com/payments/"),
    ],
)
def test_links_to_stripe_lead_to_the_account_in_which_the_money_moves(
    database_url: str, key: str, address: str
) -> None:
    # A live key wants more of its installation than a test has; what counts is how it is read.
    office = open_office(database_url, FixedClock(NOON))
    reference = office.gift(gbp("20.00"))
    mishap(office, reference)
    settings = replace(office.parts.settings, stripe_secret_key=key, stripe_api_base="")
    office.app.extensions[KEY] = replace(office.parts, settings=settings)
    desk = office.signed_in()
    for room in ("disputes", f"gifts/{reference}"):
        assert f'href="{address}pi_{reference}"' in desk.get(f"/office/{room}").text


def statements(office: Office, work: Callable[[], object]) -> int:
    with office.app.app_context():
        engine = db.engine
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        counted.append(statement)

    event_of_engine.listen(engine, "before_cursor_execute", count)
    work()
    event_of_engine.remove(engine, "before_cursor_execute", count)
    return sum(statement.startswith("SELECT") for statement in counted)


def test_each_room_stands_in_the_menu_once(office: Office) -> None:
    menu = office.signed_in().get("/office/").text.partition("</nav>")[0]
    rooms = re.findall(r'<li><a href="([^"]+)"', menu)
    assert len(rooms) == len(set(rooms)) > 10
