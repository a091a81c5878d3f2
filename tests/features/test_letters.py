"""Letters: in every language, true when they are sent, silent to whoever looks over a shoulder."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import select, update

from hov_donate.config.campaign import read_campaign
from hov_donate.outbox.models import MailKind
from hov_donate.payments.models import (
    Dispute,
    Payment,
    Subscription,
    UnmatchedPayment,
)
from hov_donate.payments.rules import (
    DisputeStatus,
    PaymentStatus,
    Resolution,
    SubscriptionStatus,
    UnmatchedReason,
)
from hov_donate.wiring.letters import (
    ABOUT_EVENTS,
    TO_AFFILIATES,
    TO_DONORS,
    TO_ENDORSERS,
    TO_SIGNERS,
    TO_STAFF,
    TO_TREASURER,
)
from tests.support.post import Post
from tests.support.scenes import SCENES
from tests.support.words import GBP, NOON

OF_THE_CAMPAIGN = (TO_SIGNERS, TO_ENDORSERS, ABOUT_EVENTS)
CAMPAIGN = read_campaign()
TELLTALE = {
    word.lower()
    for text in (CAMPAIGN.name, CAMPAIGN.legal_name, *CAMPAIGN.address)
    for word in re.findall(r"\w{4,}", text)
}


def body(mail: EmailMessage | None, kind: str = "plain") -> str:
    assert mail is not None
    part = mail.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def attached(mail: EmailMessage | None) -> list[str | None]:
    assert mail is not None
    return [part.get_filename() for part in mail.iter_attachments()]


def words_of_page(page: str) -> str:
    """What a page says, with the addresses that it leads to."""
    leads_to = " ".join(re.findall(r'href="([^"]*)"', page))
    shown = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", html.unescape(f"{shown} {leads_to}"))


def test_every_kind_of_letter_has_one_who_writes_it():
    writers = (TO_DONORS, TO_AFFILIATES, TO_TREASURER, TO_STAFF, *OF_THE_CAMPAIGN)
    assert set(SCENES) == set(MailKind) == {kind for each in writers for kind in each}
    assert len(MailKind) == sum(len(each) for each in writers)


@pytest.mark.parametrize("kind", MailKind)
def test_a_letter_says_the_same_as_text_and_as_a_page_in_every_language(post, kind):
    object_id = SCENES[kind](post)
    for language in CAMPAIGN.languages:
        mail = post.write(kind, object_id, language)
        page = words_of_page(body(mail, "html"))
        lines = body(mail).partition("\n-- \n")[0].splitlines()
        for piece in (piece for line in lines for piece in re.split(r": |:$", line)):
            assert re.sub(r"\s+", " ", piece).strip() in page


@pytest.mark.parametrize("kind", [*TO_DONORS, *TO_AFFILIATES, *TO_STAFF, *chain(*OF_THE_CAMPAIGN)])
def test_an_onlooker_learns_nothing_from_the_outside_of_a_letter(post, kind):
    mail = post.write(kind, SCENES[kind](post))
    assert mail
    outside = " ".join([*map(str, mail.values()), *map(str, attached(mail))]).lower()
    own_domain = post.parts.settings.campaign.email.lower()
    assert not {word for word in TELLTALE if word in outside.replace(own_domain, "")}
    assert len(str(mail["Subject"])) < 60


@pytest.mark.parametrize("kind", [*TO_DONORS, *TO_AFFILIATES, *chain(*OF_THE_CAMPAIGN)])
def test_whoever_was_erased_is_not_written_to(post, kind):
    object_id = SCENES[kind](post)
    assert post.write(kind, object_id)
    post.forget_everybody()
    assert post.write(kind, object_id) is None


def moved_on(post: Post, table: type[Any], **values: object) -> None:
    """Every row of a table has other values now."""
    with post.parts.database.writing() as work:
        work.session.execute(update(table).values(**values))


def settled(post: Post, status: PaymentStatus) -> None:
    moved_on(post, Payment, status=status, paid_at=NOON, stripe_payment_intent_id="pi_9")


# What may happen between putting a letter out and sending it, so that it would be wrong.
OVERTAKEN: dict[str, tuple[MailKind, Callable[[Post], object]]] = {
    "the debit has come": (
        MailKind.GIFT_ON_ITS_WAY,
        lambda post: moved_on(post, Payment, status=PaymentStatus.PAID),
    ),
    "the debit has failed": (
        MailKind.GIFT_ON_ITS_WAY,
        lambda post: moved_on(post, Payment, status=PaymentStatus.FAILED),
    ),
    "the donor tried again": (
        MailKind.GIFT_FAILED,
        lambda post: settled(post, PaymentStatus.PAID),
    ),
    "the instalment was paid": (
        MailKind.INSTALMENT_FAILED,
        lambda post: pay_instalments(post),
    ),
    "the regular gift has ended": (
        MailKind.INSTALMENT_FAILED,
        lambda post: moved_on(post, Subscription, status=SubscriptionStatus.ENDED),
    ),
    "nothing is given regularly any more": (
        MailKind.RECURRING_CHANGED,
        lambda post: moved_on(post, Subscription, status=SubscriptionStatus.ENDED),
    ),
    "the regular gift never began": (
        MailKind.RECURRING_ENDED,
        lambda post: moved_on(post, Subscription, status=SubscriptionStatus.NEVER_STARTED),
    ),
    "the yearly gift is skipped": (
        MailKind.YEARLY_NOTICE,
        lambda post: moved_on(post, Subscription, status=SubscriptionStatus.PAUSED),
    ),
    "its end was asked for": (
        MailKind.YEARLY_NOTICE,
        lambda post: moved_on(post, Subscription, cancel_asked_at=NOON, cancel_asked_by="donor"),
    ),
    "it is due on another day": (
        MailKind.YEARLY_NOTICE,
        lambda post: moved_on(post, Subscription, next_charge_at=NOON + timedelta(days=5)),
    ),
    "the day has passed": (
        MailKind.YEARLY_NOTICE,
        lambda post: post.clock.advance(timedelta(days=15)),
    ),
    "the refund has failed": (
        MailKind.REFUND_MADE,
        lambda post: reinstate(post),
    ),
    "the bank returned it": (
        MailKind.CHARGED_BACK,
        lambda post: reinstate(post),
    ),
    "the dispute is decided": (
        MailKind.DISPUTE_OPENED,
        lambda post: moved_on(post, Dispute, status=DisputeStatus.WON),
    ),
    "the gift was refunded": (
        MailKind.FRAUD_WARNING,
        lambda post: moved_on(post, Payment, status=PaymentStatus.REFUNDED),
    ),
    "somebody placed the money": (
        MailKind.TREASURER_ALERT,
        lambda post: post.add(placed()),
    ),
}


def pay_instalments(post: Post) -> None:
    with post.parts.database.writing() as work:
        later = work.session.scalars(select(Payment).where(Payment.interval.is_(None))).one()
        later.paid_at, later.stripe_payment_intent_id = NOON, "pi_9"
        later.status = PaymentStatus.PAID


def reinstate(post: Post) -> None:
    with post.parts.database.reading() as session:
        payment = session.scalars(select(Payment)).one()
    post.reinstated(payment, "re_1", GBP("5.00"))


def placed() -> UnmatchedPayment:
    return UnmatchedPayment(
        stripe_payment_intent_id="pi_unknown",
        reason=UnmatchedReason.NOT_OURS,
        amount_minor=2000,
        currency="GBP",
        noticed_at=NOON,
        resolved_at=NOON,
        resolution=Resolution.WENT_BACK,
    )


@pytest.mark.parametrize("happened", OVERTAKEN)
def test_a_letter_that_was_overtaken_is_not_sent(post, happened):
    kind, happens = OVERTAKEN[happened]
    object_id = SCENES[kind](post)
    assert post.write(kind, object_id)
    happens(post)
    assert post.write(kind, object_id) is None


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ({"cancel_asked_at": NOON, "cancel_asked_by": "donor"}, "as you asked"),
        ({"cancel_asked_at": NOON, "cancel_asked_by": "ana@office.example"}, "We have ended"),
        ({"end_reason": "payment_failed"}, "could not be taken several times"),
        ({"end_reason": "payment_disputed"}, "your bank took a payment of it back"),
        ({"end_reason": "cancellation_requested"}, "Your regular gift has ended. Nothing more"),
    ],
    ids=["the donor", "staff", "a failing card", "a dispute", "someone at Stripe"],
)
def test_a_donor_reads_who_ended_a_regular_gift_and_no_name_of_staff(post, standing, said):
    subscription = post.recurring(SubscriptionStatus.ENDED, ended_at=NOON, **standing)
    words = body(post.write(MailKind.RECURRING_ENDED, subscription.reference))
    assert said in words
    assert "ana@office.example" not in words


def test_who_skips_once_reads_which_day_is_left_out(post):
    subscription = post.recurring(SubscriptionStatus.PAUSED)
    words = body(post.write(MailKind.RECURRING_CHANGED, f"{subscription.reference}/skip"))
    assert "nothing is taken on 4 December 2026" in words


def test_an_instalment_that_is_not_tried_again_says_so(post):
    object_id = SCENES[MailKind.INSTALMENT_FAILED](post)
    assert "we try again on 27 November 2026" in body(
        post.write(MailKind.INSTALMENT_FAILED, object_id)
    )
    moved_on(post, Payment, next_attempt_at=None)
    assert "it is not tried again" in body(post.write(MailKind.INSTALMENT_FAILED, object_id))


def test_a_bank_that_only_asks_is_told_apart_from_one_that_has_taken_the_money(post):
    SCENES[MailKind.DISPUTE_OPENED](post)
    taken = body(post.write(MailKind.DISPUTE_OPENED, "dp_1"))
    assert "The bank has taken the money" in taken
    moved_on(post, Dispute, status=DisputeStatus.WARNING_NEEDS_RESPONSE)
    asked = body(post.write(MailKind.DISPUTE_OPENED, "dp_1"))
    assert "No money was taken yet" in asked


@pytest.mark.parametrize("status", [each for each in DisputeStatus if each.decided])
def test_the_treasurer_reads_what_a_bank_decided_and_whether_to_do_anything(post, status):
    SCENES[MailKind.DISPUTE_CLOSED](post)
    moved_on(post, Dispute, status=status)
    assert "need not do anything" in body(post.write(MailKind.DISPUTE_CLOSED, "dp_1"))
