"""The registers of money that went back: refunds, and disputes."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from hov_donate.core.i18n import N_
from hov_donate.core.spans import DAY
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.ledger.rules import MONEY_BACK, MONEY_DISPUTED
from hov_donate.payments.models import Dispute, ObjectStatusChange, Payment, Refund
from hov_donate.payments.rules import DisputeStatus, ObjectKind
from hov_donate.reports.asking import Asked
from hov_donate.reports.queries.entries import Line, lines
from hov_donate.reports.queries.figures import midnight
from hov_donate.reports.rules.tables import Cell, Column, Group, Kind, Report, Row, Word

# Where what went back is booked, by what it had been paid for.
BACK_ON = (
    Account.DONATIONS_REFUNDED,
    Account.RECEIVABLES,
    Account.UNMATCHED_PAYMENTS,
    Account.OTHER_INSTALLATIONS,
)
DISPUTED_ON = (
    Account.DISPUTES,
    Account.RECEIVABLES,
    Account.UNMATCHED_PAYMENTS,
    Account.OTHER_INSTALLATIONS,
)
CATEGORIES = {
    "refund": N_("Refund"),
    "refund_failure": N_("Refund that failed"),
    "charge_failure": N_("Debit taken back by the bank"),
    "partial_capture_reversal": N_("Part never taken"),
    "dispute": N_("Taken by the bank"),
    "dispute_reversal": N_("Given back by the bank"),
}
ANSWER_IS_DUE = frozenset(
    {
        DisputeStatus.NEEDS_RESPONSE,
        DisputeStatus.WARNING_NEEDS_RESPONSE,
        DisputeStatus.APPEAL_NEEDS_RESPONSE,
    }
)


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
            Column("refund", _("At Stripe")),
            Column("status", _("Status")),
            Column("asked_for", _("Asked for"), Kind.MONEY, summed=False),
            Column("booked", _("In the books"), Kind.MONEY),
            Column("settled", _("Settled"), Kind.MONEY),
            Column("asked_by", _("Asked by")),
            Column("reason", _("Why")),
        ),
        _refund_groups(asked),
        grouped=_("Paid for"),
        notes=(_("In the books: negative is what went back, positive what came again."),),
    )


def _refund_groups(asked: Asked) -> Iterator[Group]:
    back = LedgerEntry.reporting_category.in_(MONEY_BACK)
    for account in BACK_ON:
        yield Group(asked.word(account), _refunds(asked, account, back))
    yield Group(asked.own("not_booked", N_("Not in the books yet")), _unbooked(asked))


def _refunds(asked: Asked, account: Account, back: ColumnElement[bool]) -> Iterator[Row]:
    for it in lines(asked.session, asked.span, (account,), back):
        refund = asked.session.scalars(
            select(Refund).where(Refund.stripe_refund_id == it.entry.source_id)
        ).one_or_none()
        yield (
            it.entry.booked_on,
            it.entry.payment_reference,
            _category(asked, it),
            it.entry.source_id,
            asked.word(refund.status) if refund else None,
            refund.amount if refund else None,
            it.amount,
            it.settled,
            *_who_and_why(asked, ObjectKind.REFUND, it.entry.source_id),
        )


def _unbooked(asked: Asked) -> Iterator[Row]:
    begins, ends = _moments(asked)
    booked = exists().where(LedgerEntry.source_id == Refund.stripe_refund_id)
    rows = asked.session.execute(
        select(Refund, Payment.reference)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.created_at >= begins, Refund.created_at < ends, ~booked)
        .order_by(Refund.created_at, Refund.id)
    )
    for refund, reference in rows:
        yield (
            asked.day_of(refund.created_at),
            reference,
            asked.own("refund", CATEGORIES["refund"]),
            refund.stripe_refund_id,
            asked.word(refund.status),
            refund.amount,
            None,
            None,
            *_who_and_why(asked, ObjectKind.REFUND, refund.stripe_refund_id),
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
    taken = LedgerEntry.reporting_category.in_(MONEY_DISPUTED)
    for account in DISPUTED_ON:
        yield Group(asked.word(account), _disputes(asked, account, taken))
    name = asked.own("nothing_taken", N_("Opened, and nothing taken in these days"))
    yield Group(name, _untaken(asked))


def _disputes(asked: Asked, account: Account, taken: ColumnElement[bool]) -> Iterator[Row]:
    for it in lines(asked.session, asked.span, (account,), taken):
        dispute = asked.session.scalars(
            select(Dispute).where(Dispute.stripe_dispute_id == it.entry.source_id)
        ).one_or_none()
        fee = -it.fee
        yield (
            it.entry.booked_on,
            it.entry.payment_reference,
            _category(asked, it),
            it.entry.source_id,
            *_about_dispute(asked, dispute),
            it.amount,
            fee if fee.minor else None,
        )


def _untaken(asked: Asked) -> Iterator[Row]:
    begins, ends = _moments(asked)
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
    for dispute, reference in rows:
        opened = asked.own("opened", N_("Opened"))
        about = _about_dispute(asked, dispute)
        day = asked.day_of(dispute.opened_at)
        yield (day, reference, opened, dispute.stripe_dispute_id, *about, None, None)


def _about_dispute(asked: Asked, dispute: Dispute | None) -> tuple[Cell, ...]:
    """Why, how it stands, by when it is to be answered, whether it was, and what it is about."""
    if dispute is None:
        return (None,) * 5
    due = dispute.evidence_due_by
    return (
        Word(dispute.reason, asked.names.dispute_reason(dispute.reason)),
        asked.word(dispute.status),
        asked.day_of(due) if due else None,
        _evidence(asked, dispute),
        dispute.amount,
    )


def _evidence(asked: Asked, dispute: Dispute) -> Word:
    """Whether the bank has our answer; Stripe says so by the status alone."""
    if dispute.status not in ANSWER_IS_DUE:
        return asked.own("not_awaited", N_("None is awaited"))
    due = dispute.evidence_due_by
    if due is not None and due < asked.now:
        return asked.own("too_late", N_("Not sent in time"))
    return asked.own("awaited", N_("To be sent"))


def _category(asked: Asked, it: Line) -> Word:
    category = it.entry.reporting_category
    return asked.own(category, CATEGORIES[category])


def _who_and_why(asked: Asked, kind: ObjectKind, stripe_id: str | None) -> tuple[Cell, str]:
    """Who asked for it, and the reason that they gave, from its first step."""
    first = _first_step(asked.session, kind, stripe_id)
    if first is None:
        return None, ""
    return Word(first.actor, asked.names.actor(first.actor)), first.reason or ""


def _first_step(
    session: Session, kind: ObjectKind, stripe_id: str | None
) -> ObjectStatusChange | None:
    return session.scalars(
        select(ObjectStatusChange)
        .where(ObjectStatusChange.kind == kind, ObjectStatusChange.stripe_id == stripe_id)
        .order_by(ObjectStatusChange.id)
        .limit(1)
    ).first()


def _moments(asked: Asked) -> tuple[datetime, datetime]:
    """From when to when the span lasts."""
    zone = asked.campaign.time_zone
    return midnight(asked.span.first, zone), midnight(asked.span.last + DAY, zone)
