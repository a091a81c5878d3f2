"""The registers of money that went back: refunds, and disputes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from hov_donate.core.i18n import N_
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.rules import MONEY_BACK, MONEY_DISPUTED
from hov_donate.payments.models import Dispute, Payment, Refund, RefundRequest
from hov_donate.payments.rules.refunding import RefundRequestStatus
from hov_donate.reconciliation.bank.rules.booking import BankEntry
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries import returned as queries
from hov_donate.reports.queries.entries import AT_ONCE, Line, lines, on_account
from hov_donate.reports.reading.stretches import stretches
from hov_donate.reports.rules.figures import DISPUTES, REFUNDS
from hov_donate.reports.rules.tables import Cell, Column, Group, Kind, Report, Row, Word

# Where what went back is booked, by what it had been paid for.
BACK_ON = (
    *REFUNDS,
    Account.RECEIVABLES,
    Account.UNMATCHED_PAYMENTS,
    Account.HELD_GIFTS,
    Account.OTHER_INSTALLATIONS,
)
DISPUTED_ON = (
    *DISPUTES,
    Account.RECEIVABLES,
    Account.UNMATCHED_PAYMENTS,
    Account.HELD_GIFTS,
    Account.OTHER_INSTALLATIONS,
)
CATEGORIES = {
    "refund": N_("Refund"),
    "refund_failure": N_("Refund that failed"),
    "charge_failure": N_("Debit taken back by the bank"),
    "partial_capture_reversal": N_("Part never taken"),
    "dispute": N_("Taken by the bank"),
    "dispute_reversal": N_("Given back by the bank"),
    BankEntry.LINE: N_("Sent back from the bank account"),
    BankEntry.TAKEN_BACK: N_("Was not sent back after all"),
}
OTHERWISE = N_("Booked otherwise")


def refund_register(asked: Asked) -> Report:
    """All that went back in these days, as booked; and refunds that the books do not know yet."""
    _ = asked.speak.gettext
    return Report(
        "refund-register",
        _("Refunds"),
        asked.span,
        (
            Column("day", _("Booked"), Kind.DAY),
            Column("gift", _("Payment"), Kind.GIFT),
            Column("what", _("What")),
            Column("refund", _("At Stripe or the bank")),
            Column("status", _("Status")),
            Column("asked_for", _("Asked for"), Kind.MONEY, summed=False),
            Column("booked", _("In the books"), Kind.MONEY),
            Column("settled", _("As settled"), Kind.MONEY),
            Column("reason", _("Why")),
            Column("asked_by", _("Asked by")),
            Column("agreed_by", _("Agreed by")),
        ),
        _refund_groups(asked),
        grouped=_("Paid for"),
        notes=(_("In the books: negative is what went back, positive what came again."),),
    )


def _refund_groups(asked: Asked) -> Iterator[Group]:
    for account in BACK_ON:
        back = _which(account, REFUNDS, MONEY_BACK)
        yield Group(asked.word(account), _refunds(asked, account, back))
    yield Group(asked.own("not_booked", N_("Not in the books yet")), _unbooked(asked))
    yield Group(asked.own("not_sent", N_("Not sent to Stripe")), _wished(asked))


def _which(
    account: Account, wholly: Collection[Account], categories: Collection[str]
) -> ColumnElement[bool]:
    """Which entries of an account belong in a register.

    All of those accounts that hold nothing else, whoever booked it and whatever took it back: so
    the register adds up to the income statement. Of others what Stripe calls so.
    """
    if account in wholly:
        return on_account(account)
    return LedgerEntry.reporting_category.in_(categories)


def _refunds(asked: Asked, account: Account, back: ColumnElement[bool]) -> Iterator[Row]:
    for some in stretches(lines(asked.session, asked.span, (account,), back), AT_ONCE):
        ids = [it.entry.source_id for it in some]
        known, behind = queries.refunds(asked.session, ids), _Behind.of(asked, ids)
        for it in some:
            refund = known.get(it.entry.source_id or "")
            yield (
                it.entry.booked_on,
                it.entry.payment_reference,
                _category(asked, it),
                it.entry.source_id,
                asked.word(refund.status) if refund else None,
                refund.amount if refund else None,
                it.amount,
                # Outside Stripe it is the bank's own line, in the currency of its account.
                it.settled if it.entry.stripe_balance_transaction_id else it.amount,
                *_why_and_who(asked, behind, it.entry.source_id),
            )


def _unbooked(asked: Asked) -> Iterator[Row]:
    begins, ends = asked.moments
    booked = exists().where(LedgerEntry.source_id == Refund.stripe_refund_id)
    rows = asked.session.execute(
        select(Refund, Payment.reference)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.created_at >= begins, Refund.created_at < ends, ~booked)
        .order_by(Refund.created_at, Refund.id)
    )
    for some in stretches(rows, AT_ONCE):
        behind = _Behind.of(asked, [refund.stripe_refund_id for refund, _ in some])
        for refund, reference in some:
            yield (
                asked.day_of(refund.created_at),
                reference,
                asked.own("refund", CATEGORIES["refund"]),
                refund.stripe_refund_id,
                asked.word(refund.status),
                refund.amount,
                None,
                None,
                *_why_and_who(asked, behind, refund.stripe_refund_id),
            )


def _wished(asked: Asked) -> Iterator[Row]:
    """Wishes of the office that Stripe was not told, or did not take."""
    begins, ends = asked.moments
    rows = asked.session.execute(
        select(RefundRequest, Payment.reference)
        .join(Payment, Payment.id == RefundRequest.payment_id)
        .where(
            RefundRequest.asked_at >= begins,
            RefundRequest.asked_at < ends,
            RefundRequest.stripe_refund_id.is_(None),
        )
        .order_by(RefundRequest.asked_at, RefundRequest.id)
    )
    for wish, reference in rows:
        yield (
            asked.day_of(wish.asked_at),
            reference,
            asked.own("refund", CATEGORIES["refund"]),
            None,
            asked.word(wish.status),
            wish.amount,
            None,
            None,
            *_of_a_wish(asked, wish),
        )


def dispute_register(asked: Asked) -> Report:
    """What banks took and gave back in these days, and disputes that were opened in them."""
    _ = asked.speak.gettext
    return Report(
        "dispute-register",
        _("Disputes"),
        asked.span,
        (
            Column("day", _("Day"), Kind.DAY),
            Column("gift", _("Payment"), Kind.GIFT),
            Column("what", _("What")),
            Column("dispute", _("At Stripe")),
            Column("reason", _("The payer says")),
            Column("status", _("Status")),
            Column("answer_by", _("Answer by"), Kind.DAY),
            Column("evidence", _("Evidence")),
            Column("disputed", _("Disputed"), Kind.MONEY, summed=False),
            Column("booked", _("In the books"), Kind.MONEY),
            Column("fee", _("Fee"), Kind.MONEY),
        ),
        _dispute_groups(asked),
        grouped=_("Paid for"),
        notes=(_("In the books: negative is what a bank took, positive what it gave back."),),
    )


def _dispute_groups(asked: Asked) -> Iterator[Group]:
    for account in DISPUTED_ON:
        taken = _which(account, DISPUTES, MONEY_DISPUTED)
        yield Group(asked.word(account), _disputes(asked, account, taken))
    name = asked.own("nothing_taken", N_("Opened, and nothing taken in these days"))
    yield Group(name, _untaken(asked))


def _disputes(asked: Asked, account: Account, taken: ColumnElement[bool]) -> Iterator[Row]:
    for some in stretches(lines(asked.session, asked.span, (account,), taken), AT_ONCE):
        ids = [it.entry.source_id for it in some]
        known = queries.disputes(asked.session, ids)
        sent = queries.sent_answers(asked.session, ids)
        for it in some:
            fee = -it.fee
            yield (
                it.entry.booked_on,
                it.entry.payment_reference,
                _category(asked, it),
                it.entry.source_id,
                *_about_dispute(asked, known.get(it.entry.source_id or ""), sent),
                it.amount,
                fee if fee.minor else None,
            )


def _untaken(asked: Asked) -> Iterator[Row]:
    begins, ends = asked.moments
    booked = exists().where(
        LedgerEntry.source_id == Dispute.stripe_dispute_id,
        LedgerEntry.booked_on >= asked.span.first,
        LedgerEntry.booked_on <= asked.span.last,
    )
    rows = asked.session.execute(
        select(Dispute, Payment.reference)
        .outerjoin(Payment, Payment.id == Dispute.payment_id)
        .where(Dispute.opened_at >= begins, Dispute.opened_at < ends, ~booked)
        .order_by(Dispute.opened_at, Dispute.id)
    )
    opened = asked.own("opened", N_("Opened"))
    for some in stretches(rows, AT_ONCE):
        ids = [dispute.stripe_dispute_id for dispute, _ in some]
        sent = queries.sent_answers(asked.session, ids)
        for dispute, reference in some:
            about = _about_dispute(asked, dispute, sent)
            day = asked.day_of(dispute.opened_at)
            yield (day, reference, opened, dispute.stripe_dispute_id, *about, None, None)


def _about_dispute(
    asked: Asked, dispute: Dispute | None, sent: Mapping[str, datetime]
) -> tuple[Cell, ...]:
    """Why, how it stands, by when it is to be answered, whether it was, and what it is about."""
    if dispute is None:
        return (None,) * 5
    due = dispute.evidence_due_by
    return (
        Word(dispute.reason, asked.names.dispute_reason(dispute.reason)),
        asked.word(dispute.status),
        asked.day_of(due) if due else None,
        _evidence(asked, dispute, sent.get(dispute.stripe_dispute_id)),
        dispute.amount,
    )


def _evidence(asked: Asked, dispute: Dispute, sent_at: datetime | None) -> Word:
    """Whether the bank has our answer, or waits for one."""
    if sent_at is not None:
        day = asked.day_of(sent_at)
        sent = asked.speak.gettext("Sent on %(day)s", day=asked.speak.date(day))
        return Word(f"sent {day.isoformat()}", sent)
    if not dispute.status.awaits_answer:
        return asked.own("not_awaited", N_("None is awaited"))
    if dispute.evidence_due_by is not None and dispute.evidence_due_by < asked.now:
        return asked.own("too_late", N_("Not sent in time"))
    return asked.own("awaited", N_("To be sent"))


def _category(asked: Asked, it: Line) -> Word:
    category = it.entry.reporting_category
    return asked.own(category, CATEGORIES.get(category, OTHERWISE))


@dataclass(frozen=True)
class _Behind:
    """What is known of who wanted some refunds, by Stripe's ids."""

    wishes: Mapping[str, RefundRequest]
    actors: Mapping[str, str]

    @classmethod
    def of(cls, asked: Asked, ids: Sequence[str | None]) -> "_Behind":
        """Read for all of them at once."""
        return cls(queries.wishes(asked.session, ids), queries.first_actors(asked.session, ids))


def _why_and_who(asked: Asked, behind: _Behind, refund_id: str | None) -> tuple[Cell, ...]:
    """Why, who asked, and who agreed, by the wish behind it; who asked at Stripe where none is.

    What was typed is not told: it may name somebody.
    """
    wish = behind.wishes.get(refund_id or "")
    if wish is not None:
        return _of_a_wish(asked, wish)
    return None, _actor(asked, behind.actors.get(refund_id or "")), None


def _of_a_wish(asked: Asked, wish: RefundRequest) -> tuple[Cell, ...]:
    agreed = wish.decided_by if wish.status is not RefundRequestStatus.DECLINED else None
    return asked.word(wish.reason), _actor(asked, wish.asked_by), _actor(asked, agreed)


def _actor(asked: Asked, actor: str | None) -> Word | None:
    return Word(actor, asked.names.actor(actor)) if actor else None
