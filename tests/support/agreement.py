"""What must be true at the end of every story about money."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import select

from hov_donate.affiliations.models import (
    Affiliation,
    Allocation,
    CreditNote,
    CreditUse,
    CreditUseKind,
    Invoice,
    InvoiceBalance,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.affiliations.queries.money import credit_of, invoices_of
from hov_donate.affiliations.queries.receivables import receivables
from hov_donate.core.money import Money
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.review.models import GiftBesideFee, GiftReview
from hov_donate.inbox.models import InboxEvent, InboxStatus
from hov_donate.inbox.operations import take_note
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.outbox.models import OutboxMessage, OutboxStatus
from hov_donate.payments.models import (
    Dispute,
    FraudWarning,
    ObjectStatusChange,
    Payment,
    PaymentStatusChange,
    Refund,
    Subscription,
    UnmatchedPayment,
)
from hov_donate.payments.rules import PaymentPurpose, PaymentStatus
from hov_donate.reconciliation.models import (
    BalanceComparison,
    Payout,
    ReceivablesComparison,
)
from tests.support.house import House

# Gifts, and what went back of them.
GIVEN = (
    Account.DONATIONS,
    Account.RECURRING_DONATIONS,
    Account.DONATIONS_REFUNDED,
    Account.DISPUTES,
)
# What is told once and must stay so, however often Stripe tells it.
TOLD_ONCE = (
    (PaymentStatusChange.payment_id, PaymentStatusChange.to_status, PaymentStatusChange.reason),
    (ObjectStatusChange.stripe_id, ObjectStatusChange.to_status, ObjectStatusChange.actor),
    (Document.kind, Document.year, Document.number, Document.subject, Document.amount_minor),
    (OutboxMessage.kind, OutboxMessage.object_id, OutboxMessage.language),
    (LedgerEntry.id, LedgerEntry.stripe_balance_transaction_id, LedgerEntry.payment_reference),
    (Refund.stripe_refund_id, Refund.status, Refund.amount_minor),
    (Dispute.stripe_dispute_id, Dispute.status, Dispute.withdrawn_minor),
    (FraudWarning.stripe_warning_id, FraudWarning.actionable),
    (UnmatchedPayment.stripe_payment_intent_id, UnmatchedPayment.resolution),
    (Payout.stripe_payout_id, Payout.status, Payout.items_minor),
    (InvoiceBalance.invoice_id, InvoiceBalance.credited_minor, InvoiceBalance.settled_minor),
    (Allocation.invoice_id, Allocation.payment_id, Allocation.amount_minor),
    (CreditUse.payment_id, CreditUse.kind, CreditUse.amount_minor),
    (
        Payment.reference,
        Payment.status,
        Payment.refunded_minor,
        Payment.disputed_minor,
        Payment.lost_minor,
        Payment.stripe_payment_intent_id,
        Payment.paid_at,
        Payment.held,
    ),
    (GiftBesideFee.source, GiftBesideFee.amount_minor, GiftBesideFee.here_minor),
    (GiftBesideFee.source, GiftBesideFee.held_minor, GiftBesideFee.moves),
    (GiftReview.payment_id, GiftReview.rule_id, GiftReview.state, GiftReview.decide_by),
    (
        Subscription.stripe_subscription_id,
        Subscription.status,
        Subscription.amount_minor,
        Subscription.next_charge_at,
        Subscription.ended_at,
    ),
)
# They only name the payment or the invoice, which is read anyway.
READ_WITH_OTHERS = frozenset({"charge", "invoice_payment"})


def all_is_well(house: House) -> None:
    """Books and Stripe agree to the penny, and hearing everything again changes nothing."""
    settle_down(house)
    books_agree(house)
    before = everything(house)
    hear_it_all_again(house)
    assert everything(house) == before
    books_agree(house)


def settle_down(house: House) -> None:
    """Everything arrives; what two hands did at once and one gave up is tried again."""
    house.let_everything_arrive()
    house.clock.skip(timedelta(minutes=1))
    house.worker.drain()


def books_agree(house: House) -> None:
    """Before and after a pull, the books are Stripe's balance; nothing is left over."""
    assert house.books(Account.STRIPE) == house.stripes_balance()
    house.reconcile()
    assert house.books(Account.STRIPE) == house.stripes_balance()
    assert house.books(Account.SUSPENSE) == {}
    nothing_failed(house)
    with house.parts.database.reading() as session:
        compared = session.scalars(select(BalanceComparison)).all()
        owed = session.scalars(select(ReceivablesComparison)).all()
        payments = session.scalars(select(Payment)).all()
        issued = session.scalars(select(Document)).all()
        steps = session.scalars(select(PaymentStatusChange).order_by(PaymentStatusChange.id)).all()
    last = max(each.run_id for each in compared)
    assert not any(each.difference.minor for each in compared if each.run_id == last)
    assert not any(each.difference.minor for each in owed if each.run_id == last)
    books_hold_what_is_kept(house, payments)
    receivables_hold_what_is_owed(house)
    documents_say_what_is_kept(payments, issued)
    steps_hang_together(payments, steps)


def held_beside_fees(house: House) -> Counter[str]:
    """What is held of gifts on invoices, in minor units of each currency."""
    found: Counter[str] = Counter()
    with house.parts.database.reading() as session:
        for gift in session.scalars(select(GiftBesideFee)):
            found[gift.currency] += gift.held_minor
    return found


def books_hold_what_is_kept(house: House, payments: Sequence[Payment]) -> None:
    """Gifts, less what went back and what banks hold, are what the gifts are worth.

    What is held is on an account of its own, and no income. Some came with an invoice, or were made
    of credit.
    """
    held = held_beside_fees(house)
    worth = Counter({currency: -minor for currency, minor in held.items()})
    for payment in payments:
        if payment.purpose is PaymentPurpose.DONATION:
            (held if payment.held else worth)[payment.currency] += payment.kept.minor
    stands = {currency: -it.minor for currency, it in house.books(Account.HELD_GIFTS).items()}
    assert stands == dict(+held)
    with house.parts.database.reading() as session:
        for invoice in session.scalars(select(Invoice)):
            worth[invoice.currency] += invoice.gift_minor
        for note in session.scalars(select(CreditNote)):
            worth[note.currency] -= note.gift_minor
        for use in session.scalars(select(CreditUse)):
            given = use.kind is CreditUseKind.GIVEN
            worth[use.currency] += use.amount_minor if given else 0
    booked: Counter[str] = Counter()
    for account in GIVEN:
        for currency, amount in house.books(account).items():
            booked[currency] -= amount.minor
    assert +booked == +worth, (booked, worth)


def receivables_hold_what_is_owed(house: House) -> None:
    """What affiliates owe, less their credit, is what the books say that they owe."""
    with house.parts.database.reading() as session:
        expected = {each.currency: each.expected for each in receivables(session)}
    found = {currency: amount for currency, amount in expected.items() if amount.minor}
    assert house.books(Account.RECEIVABLES) == found


def affiliations_add_up(house: House) -> None:
    """Asked for, less what was taken back, is what was paid, and is owed, less the credit."""
    with house.parts.database.reading() as session:
        asked = _sums(it.amount for it in session.scalars(select(Invoice)))
        asked.subtract(_sums(it.amount for it in session.scalars(select(CreditNote))))
        for_fees = select(Payment).where(Payment.purpose == PaymentPurpose.AFFILIATION)
        paid = _sums(it.kept for it in session.scalars(for_fees))
        gone = select(MoneyReversal.received_id)
        came = select(MoneyReceived).where(MoneyReceived.id.not_in(gone))
        paid.update(_sums(it.amount for it in session.scalars(came)))
        used = session.scalars(select(CreditUse))
        paid.subtract(_sums(Money(it.amount_minor, it.currency) for it in used))
        everybody = session.scalars(select(Affiliation.id)).all()
        owed = _sums(it.owed for each in everybody for it in invoices_of(session, each))
        credit = _sums(it for each in everybody for it in credit_of(session, each).values())
    paid.update(owed)
    paid.subtract(credit)
    assert asked == paid, (asked, paid, owed, credit)


def _sums(amounts: Iterable[Money]) -> Counter[str]:
    """Amounts in sum, in minor units by currency."""
    found: Counter[str] = Counter()
    for amount in amounts:
        found[amount.currency] += amount.minor
    return found


def documents_say_what_is_kept(payments: Sequence[Payment], issued: Sequence[Document]) -> None:
    """A received gift has one receipt, which its corrections bring to what is kept; no gaps."""
    receipts = [each.payment_reference for each in issued if each.kind is DocumentKind.RECEIPT]
    gifts = [each for each in payments if each.purpose is PaymentPurpose.DONATION and not each.held]
    assert Counter(receipts) == Counter(each.reference for each in gifts if each.status.received)
    signs = {DocumentKind.CORRECTION: -1}
    stated: Counter[str] = Counter()
    numbers: dict[tuple[str, int], set[int]] = defaultdict(set)
    for each in issued:
        stated[each.payment_reference] += signs.get(each.kind, 1) * each.amount_minor
        numbers[each.kind, each.year].add(each.number)
    kept = Counter({each.reference: each.kept.minor for each in gifts})
    assert stated == kept, (stated, kept)
    assert all(given == set(range(1, len(given) + 1)) for given in numbers.values()), numbers


def steps_hang_together(payments: Sequence[Payment], steps: Sequence[PaymentStatusChange]) -> None:
    """Each step begins where the one before ended, and the last ends where the payment is."""
    stands: dict[int, PaymentStatus] = {}
    for step in steps:
        assert stands.get(step.payment_id) == step.from_status
        stands[step.payment_id] = step.to_status
    assert stands == {each.id: each.status for each in payments}


def nothing_failed(house: House) -> None:
    """Every event could be applied, and every letter was sent or overtaken."""
    with house.parts.database.reading() as session:
        events = select(InboxEvent.object_id, InboxEvent.last_error).where(
            InboxEvent.status.in_([InboxStatus.FAILED, InboxStatus.WAITING])
        )
        letters = select(OutboxMessage.kind, OutboxMessage.last_error).where(
            OutboxMessage.status.in_([OutboxStatus.FAILED, OutboxStatus.WAITING])
        )
        left = [tuple(row) for each in (events, letters) for row in session.execute(each)]
    assert left == [], left


def hear_it_all_again(house: House) -> None:
    """Stripe sends every event again, and everything it names is read again, the last first."""
    events = house.simulator.control.events()
    for event in events:
        house.simulator.control.resend(event["id"])
    house.let_everything_arrive()
    objects = [event["data"]["object"] for event in reversed(events)]
    named = dict.fromkeys((each["object"], each["id"]) for each in objects if "id" in each)
    kinds = house.worker.syncs.keys() - READ_WITH_OTHERS
    known = [(kind, key) for kind, key in named if kind in kinds]
    with house.parts.database.writing() as work:
        take_note(work, objects=known, why="again")
    settle_down(house)


def everything(house: House) -> dict[str, list[str]]:
    """Whatever people or the books may see, as it is now."""
    with house.parts.database.reading() as session:
        return {
            str(columns[0].class_): sorted(map(str, session.execute(select(*columns))))
            for columns in TOLD_ONCE
        }


def letters(house: House) -> set[tuple[str, str]]:
    """Every letter put out: kind and what it is about."""
    with house.parts.database.reading() as session:
        rows = session.execute(select(OutboxMessage.kind, OutboxMessage.object_id))
        return {(str(kind), object_id) for kind, object_id in rows}


def documents(house: House) -> Iterator[tuple[str, str, int]]:
    """Every document issued: kind, what it is about, how much."""
    with house.parts.database.reading() as session:
        for each in session.scalars(select(Document).order_by(Document.id)):
            yield each.kind, each.subject, each.amount_minor
